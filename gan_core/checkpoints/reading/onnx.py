"""ONNX: the weights and the graph, read from the protobuf's bytes.

Read here and not by the `onnx` package: that is 31 MB which a painter does not need for anything
else, and its parser makes objects of everything in a file, many times the file's size if that is
hostile. A handful of fields is wanted, all at fixed depths, so there is nothing to nest.
Field numbers are those of onnx.proto.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator

import torch

from gan_core.checkpoints.contents import Contents, Operation
from gan_core.checkpoints.reading.limits import MAX_NAME, Budget
from gan_core.checkpoints.reading.source import Window
from gan_core.checkpoints.reading.tensors import DTYPES, read_storage, view_of
from gan_core.errors import CheckpointError

Value = int | Window  # of a field: a number, or the bytes of text, of a list or of a message

_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5  # how a field is stored
_NUMBERED = {1: "float32", 2: "uint8", 3: "int8", 5: "int16", 6: "int32", 7: "int64", 9: "bool"}
_NUMBERED |= {10: "float16", 11: "float64", 16: "bfloat16"}
_OWN_DOMAINS = ("", "ai.onnx")
_MOST_DIMENSIONS = 8


def looks_like(start: bytes) -> bool:
    """Whether a file that begins with `start` is of this format: a small version, then a field."""
    fields = b"\x12\x1a\x22\x28\x32\x3a\x42\x72"  # of ModelProto, the tags that may come second
    return start[:1] == b"\x08" and 0 < len(start[1:2]) <= start[1] < 32 and start[2:3] in fields


def read_onnx(window: Window, budget: Budget) -> Contents:
    """The initializers by name, and the nodes of the graph in the order of running."""
    graph: Window | None = None
    for number, value in _fields(window, budget):
        if number == 7:
            if graph is not None:
                raise CheckpointError("The file is damaged: it has two graphs.")
            graph = _bytes(value)
        elif number in (20, 25):
            raise CheckpointError("The file has functions or training steps of its own.")
    if graph is None:
        raise CheckpointError("The file is damaged: it has no graph.")
    tensors: dict[str, torch.Tensor] = {}
    operations: list[Operation] = []
    for number, value in _fields(graph, budget):
        if number == 1:
            operations.append(_node(_bytes(value), budget))
        elif number == 5:
            name, tensor = _tensor(_bytes(value), budget)
            if name in tensors:
                raise CheckpointError("The file is damaged: it names a tensor twice.")
            tensors[name] = tensor
        elif number == 15:
            raise CheckpointError("The file stores sparse weights, which is not supported.")
    return Contents(tensors, "onnx", operations=tuple(operations))


def _node(window: Window, budget: Budget) -> Operation:
    names: dict[int, list[str]] = {1: [], 2: [], 3: [], 4: []}
    options: dict[int | str, int | float | tuple[int | float, ...]] = {}
    for number, value in _fields(window, budget):
        if number in names:
            names[number].append(_text(value, budget))
        elif number == 5:
            name, option = _attribute(_bytes(value), budget)
            if option is not None:
                options[name] = option
        elif number == 7 and (domain := _text(value, budget)) not in _OWN_DOMAINS:
            raise CheckpointError(
                "The network uses operators of '{domain}', not ONNX's.", domain=domain[:60]
            )
    inputs, outputs, called, kind = names.values()
    return Operation("".join(kind), "".join(called), tuple(inputs), tuple(outputs), options)


def _attribute(
    window: Window, budget: Budget
) -> tuple[str, int | float | tuple[int | float, ...] | None]:
    """Its name and, of numbers alone, its value."""
    name, single, several = "", None, []
    for number, value in _fields(window, budget):
        if number == 1:
            name = _text(value, budget)
        elif number == 2 and isinstance(value, int):
            (single,) = struct.unpack("<f", value.to_bytes(4, "little"))
        elif number == 3 and isinstance(value, int):
            single = _signed(value)
        elif number == 8:
            several += [value] if isinstance(value, int) else _varints(value, budget)
        elif number in (6, 11):
            raise CheckpointError("The network has branches or loops, which is not supported.")
    return name, tuple(map(_signed, several)) if several else single


def _tensor(window: Window, budget: Budget) -> tuple[str, torch.Tensor]:
    name, shape, kind = "", [], 0
    data: dict[int, Window] = {}
    for number, value in _fields(window, budget):
        if number == 1:
            shape += [value] if isinstance(value, int) else _varints(value, budget)
        elif number == 2 and isinstance(value, int):
            kind = value
        elif number == 8:
            name = _text(value, budget)
        elif number in (4, 5, 6, 7, 9, 10, 11):
            if data:
                raise CheckpointError("The file is damaged: a tensor in it has data twice.")
            data[number] = _bytes(value)
        elif number == 13 or (number == 14 and value != 0):
            raise CheckpointError(
                "The weights lie in another file; save the network as a single one."
            )
    if kind not in _NUMBERED:
        raise CheckpointError("The file stores its numbers in a type that is not supported.")
    if len(shape) > _MOST_DIMENSIONS:
        raise CheckpointError("The file is damaged: a tensor in it has an impossible shape.")
    return name, _numbers(shape, kind, data, budget)


def _numbers(shape: list[int], kind: int, data: dict[int, Window], budget: Budget) -> torch.Tensor:
    dtype = DTYPES[_NUMBERED[kind]]
    # raw bytes, or a list of the type itself
    stored = next(iter(data), 9)
    window = data.get(stored, Window.of(b""))
    count = math.prod(shape)
    if stored == 7 and kind == 7:
        values = [_signed(value) for value in _varints(window, budget)]
        if len(values) != count:
            raise _no_shape()
        return torch.tensor(values, dtype=dtype).reshape(shape)
    if (stored, kind) not in ((4, 1), (10, 11)) and stored != 9:
        raise CheckpointError("The file stores its numbers in a way that is not supported.")
    storage = read_storage(window, count, dtype, budget)
    if window.remaining:
        raise _no_shape()
    stride = [math.prod(shape[i + 1 :]) for i in range(len(shape))]
    tensor = view_of(storage, 0, shape, stride, budget)
    if dtype.is_floating_point and not tensor.isfinite().all():
        raise CheckpointError("The file is damaged: its weights are not numbers.")
    return tensor


def _fields(window: Window, budget: Budget) -> Iterator[tuple[int, Value]]:
    """(number, value) of each field of a message."""
    while window.remaining:
        budget.step()
        tag = _varint(window)
        if tag & 7 == _VARINT:
            yield tag >> 3, _varint(window)
        elif tag & 7 == _BYTES:
            yield tag >> 3, window.take(_varint(window))
        elif tag & 7 in (_FOUR_BYTES, _EIGHT_BYTES):
            size = 4 if tag & 7 == _FOUR_BYTES else 8
            yield tag >> 3, int.from_bytes(window.exactly(size), "little")
        else:
            raise CheckpointError("The file is damaged: it is no protobuf.")


def _varint(window: Window) -> int:
    result = 0
    for shift in range(0, 70, 7):
        byte = window.exactly(1)[0]
        result |= (byte & 127) << shift
        if byte < 128:
            return result & (1 << 64) - 1
    raise CheckpointError("The file is damaged: a number in it does not end.")


def _varints(window: Window, budget: Budget) -> list[int]:
    found = []
    while window.remaining:
        budget.step()
        found.append(_varint(window))
    return found


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value


def _bytes(value: Value) -> Window:
    if isinstance(value, int):
        raise CheckpointError("The file is damaged: a number stands where bytes belong.")
    return value


def _text(value: Value, budget: Budget) -> str:
    window = _bytes(value)
    if window.size > MAX_NAME:
        raise CheckpointError("The file has a name of an impossible length.")
    budget.spend("text", window.size)
    return window.exactly(window.size).decode()


def _no_shape() -> CheckpointError:
    return CheckpointError("The file is damaged: a tensor in it has no consistent shape.")
