"""ncnn: a graph as text (`.param`) and its numbers in that order (`.bin`), two files of one stem.

Weights are `LAYER.weight`, `.bias`, `.slope` (PReLU) and `.data` (constants) in torch's order: that
of a transposed convolution is inputs×outputs×height×width, of a linear layer outputs×inputs×1×1.
"""

from __future__ import annotations

import math
import struct

import torch

from gan_core.checkpoints.contents import Contents, Operation
from gan_core.checkpoints.reading.limits import MAX_NAME, MAX_TEXT, Budget
from gan_core.checkpoints.reading.source import Window
from gan_core.checkpoints.reading.tensors import read_storage, view_of
from gan_core.errors import CheckpointError

_MOST_LAYERS = 10_000
_ARRAY = -23300  # an option below it is an array of the option that is so much less
# What the text may ask for. Each can only be read or refused, so a layer that is not named here,
# which may have numbers in the other file, ends the reading.
_WITHOUT_NUMBERS = {
    *("Input", "Split", "Concat", "Crop", "Eltwise", "BinaryOp", "Interp", "Pooling"),
    *("PixelShuffle", "Sigmoid", "Swish", "ReLU", "Noop"),
}
_INT8, _DYNAMIC = 8, 19  # options of convolutions: stored as integers; computed from an input
_HALF, _SCALED = 0x01306B47, 0x0002C056  # flags before weights; 0 is plain float32

Options = dict[int | str, int | float | tuple[int | float, ...]]


def read_ncnn(text: Window, numbers: Window) -> Contents:
    """The weights and the graph of the two files; `companions` is left to the caller."""
    budget = Budget.for_size(text.size + numbers.size)
    operations = _graph(text, budget)
    tensors: dict[str, torch.Tensor] = {}
    for operation in operations:
        for name, tensor in _numbers(operation, numbers, budget).items():
            if not tensor.isfinite().all():
                raise CheckpointError("The weights '{name}' are not numbers.", name=operation.name)
            tensors[f"{operation.name}.{name}"] = tensor
    if numbers.remaining:
        raise CheckpointError("The file of numbers is longer than its text says: they do not fit.")
    return Contents(tensors, "ncnn", operations=operations)


def _graph(text: Window, budget: Budget) -> tuple[Operation, ...]:
    if text.size > MAX_TEXT:
        raise CheckpointError("The text of the network is longer than any that is known.")
    lines = text.exactly(text.size).decode("ascii").split("\n")
    lines = [line.strip() for line in lines if line.strip()]
    layers, *_ = (int(word) for word in lines[1].split())
    if not 0 < layers <= _MOST_LAYERS or layers != len(lines) - 2:
        raise CheckpointError("The text of the network is cut short or damaged.")
    operations = tuple(_operation(line.split(), budget) for line in lines[2:])
    if len({operation.name for operation in operations}) != layers:
        raise CheckpointError("The text of the network names two layers alike.")
    return operations


def _operation(words: list[str], budget: Budget) -> Operation:
    """`type name inputs outputs input… output… option=value…`."""
    budget.spend("steps", len(words))
    kind, name, inputs, outputs = words[0], words[1], int(words[2]), int(words[3])
    values = words[4 : 4 + inputs + outputs]
    if min(inputs, outputs) < 0 or len(values) != inputs + outputs:
        raise CheckpointError("The text of the network is damaged: a layer lacks inputs.")
    if max(map(len, words[: 4 + inputs + outputs])) > MAX_NAME:
        raise CheckpointError("The text of the network has a name of an impossible length.")
    options: Options = {}
    for word in words[4 + inputs + outputs :]:
        key, _, value = word.partition("=")
        number = int(key)
        if number <= _ARRAY:
            length, *items = value.split(",")
            if int(length) != len(items):
                raise CheckpointError("The text of the network is damaged: a list is cut short.")
            options[_ARRAY - number] = tuple(_number(item) for item in items)
        else:
            options[number] = _number(value)
    return Operation(kind, name, tuple(values[:inputs]), tuple(values[inputs:]), options)


def _number(text: str) -> int | float:
    if text.lstrip("-").isdecimal() and len(text) <= 10:
        return int(text)
    value = float(text)
    if not math.isfinite(value):
        raise CheckpointError("The text of the network has an option that is not a number.")
    return value


def _numbers(operation: Operation, window: Window, budget: Budget) -> dict[str, torch.Tensor]:
    """What the file of numbers holds for a layer, in its order."""
    kind = operation.type
    if kind in _WITHOUT_NUMBERS:
        return {}
    if kind in ("Convolution", "Deconvolution", "InnerProduct"):
        return _weighted(operation, window, budget)
    if kind == "PReLU":
        return {"slope": _plain(window, (_size(operation, 0),), budget)}
    if kind == "MemoryData":
        # width, height, depth, channels; 0 is a dimension that is not there
        sides = [_size(operation, option) for option in (2, 11, 1, 0)]
        return {"data": _plain(window, tuple(side for side in sides if side), budget)}
    raise CheckpointError(
        "The network has a layer that is not known here: '{kind}'.", kind=kind[:40]
    )


def _weighted(operation: Operation, window: Window, budget: Budget) -> dict[str, torch.Tensor]:
    flat = operation.type == "InnerProduct"
    count, bias = (2, 1) if flat else (6, 5)
    if _size(operation, _INT8) or (not flat and _size(operation, _DYNAMIC)):
        raise CheckpointError("The network is quantized to integers, or computes its own weights.")
    outputs, total = _size(operation, 0), _size(operation, count)
    width = 1 if flat else _size(operation, 1)
    height = 1 if flat else _size(operation, 11, width)
    if not outputs * width * height or total % (outputs * width * height):
        raise CheckpointError(
            "The weights '{name}' have no consistent shape.", name=operation.name[:80]
        )
    inputs = total // (outputs * width * height)
    weight = _flagged(window, (outputs, inputs, height, width), budget)
    if operation.type == "Deconvolution":
        weight = weight.transpose(0, 1).contiguous()
    found = {"weight": weight}
    if _size(operation, bias):
        found["bias"] = _plain(window, (outputs,), budget)
    return found


def _flagged(window: Window, shape: tuple[int, ...], budget: Budget) -> torch.Tensor:
    """Weights as float32, stored as the four bytes before them say."""
    (flag,) = struct.unpack("<I", window.exactly(4))
    if flag in (0, _SCALED):
        return _plain(window, shape, budget)
    if flag != _HALF:
        raise CheckpointError("The network is stored in fewer bits than can be read here.")
    tensor = _stored(window, shape, torch.float16, budget).float()
    window.exactly(2 * tensor.numel() % 4)  # filled up to four bytes
    return tensor


def _plain(window: Window, shape: tuple[int, ...], budget: Budget) -> torch.Tensor:
    return _stored(window, shape, torch.float32, budget)


def _stored(
    window: Window, shape: tuple[int, ...], dtype: torch.dtype, budget: Budget
) -> torch.Tensor:
    storage = read_storage(window, math.prod(shape), dtype, budget)
    stride = [math.prod(shape[i + 1 :]) for i in range(len(shape))]
    return view_of(storage, 0, shape, stride, budget)


def _size(operation: Operation, option: int, default: int = 0) -> int:
    """An option that counts something."""
    value = operation.options.get(option, default)
    if not isinstance(value, int) or value < 0:
        raise CheckpointError(
            "The layer '{name}' has an impossible size.", name=operation.name[:80]
        )
    return value
