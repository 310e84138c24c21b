"""Storages and tensors from what a file says of them, checked before memory is taken."""

from __future__ import annotations

import math
from typing import Any

import numpy
import torch

from gan_core.checkpoints.reading.limits import Budget
from gan_core.checkpoints.reading.source import Window
from gan_core.checkpoints.reading.values import Global, NumpyType, Storage
from gan_core.errors import CheckpointError

DTYPES: dict[str, torch.dtype] = {
    "float64": torch.float64,
    "float32": torch.float32,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
    "int64": torch.int64,
    "int32": torch.int32,
    "int16": torch.int16,
    "int8": torch.int8,
    "uint8": torch.uint8,
    "bool": torch.bool,
}
_ALIASES = {
    "double": "float64",
    "float": "float32",
    "half": "float16",
    "long": "int64",
    "int": "int32",
    "short": "int16",
}
_STORAGES = {
    "DoubleStorage": "float64",
    "FloatStorage": "float32",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
    "UntypedStorage": "uint8",
    "_UntypedStorage": "uint8",
}
_MAX_DIMENSIONS = 16


def dtype_named(value: Any) -> torch.dtype | None:
    """The dtype that a pickle's name such as `torch.float32` stands for, else None."""
    if isinstance(value, Global) and value.module == "torch":
        return DTYPES.get(_ALIASES.get(value.name, value.name))
    return None


def storage_dtype(value: Any) -> torch.dtype:
    """The element type of a pickle's storage class, e.g. `torch.FloatStorage`."""
    if isinstance(value, Global) and value.module in ("torch", "torch.cuda", "torch.storage"):
        name = _STORAGES.get(value.name)
        if name is not None:
            return DTYPES[name]
    raise CheckpointError("The file stores its numbers in a type that is not supported.")


def allocate(count: Any, dtype: torch.dtype, budget: Budget, available: int) -> Storage:
    """An unfilled storage of `count` elements, of which `available` bytes can be in the file."""
    if type(count) is not int or count < 0 or count * dtype.itemsize > available:
        raise CheckpointError(
            "The file claims more numbers than it has bytes; it is cut short or damaged."
        )
    budget.spend("data", count * dtype.itemsize)
    return Storage(torch.empty(count * dtype.itemsize, dtype=torch.uint8), dtype)


def read_storage(window: Window, count: Any, dtype: torch.dtype, budget: Budget) -> Storage:
    """A storage of `count` elements filled from the window's next bytes."""
    storage = allocate(count, dtype, budget, window.remaining)
    fill(storage, window)
    return storage


def fill(storage: Storage, window: Window) -> None:
    """Put the window's next bytes into a storage."""
    window.into(storage.buffer)
    if storage.dtype == torch.bool:
        storage.buffer.ne_(0)  # any other byte in a bool is undefined behaviour


def view_of(
    storage: Any, offset: Any, size: Any, stride: Any, budget: Budget, dtype: Any = None
) -> torch.Tensor:
    """The tensor at `offset` with `size` and `stride`, all in elements, of a storage."""
    if not isinstance(storage, Storage):
        raise CheckpointError("The file is damaged: a tensor in it has no data.")
    dtype = dtype or storage.dtype
    size, stride = _whole_numbers(size), _whole_numbers(stride)
    (offset,) = _whole_numbers((offset,))
    if len(size) != len(stride):
        raise CheckpointError("The file is damaged: a tensor in it has no consistent shape.")
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    empty = 0 in size
    if not empty and (last + 1) * dtype.itemsize > storage.buffer.numel():
        raise CheckpointError("The file is damaged: a tensor in it reaches past its own data.")
    if storage.buffer.numel() % dtype.itemsize:
        raise CheckpointError("The file is damaged: a tensor in it ends amid a number.")
    if empty:
        return torch.empty(size, dtype=dtype)
    budget.spend("views", math.prod(size) * dtype.itemsize)
    flat = storage.buffer.view(torch.uint8 if dtype == torch.bool else dtype)
    # the buffer of a part of a storage does not begin where its memory does
    view = flat.as_strided(size, stride, flat.storage_offset() + offset)
    if dtype == torch.bool:
        return view.ne(0) if storage.dtype != torch.bool else view.view(torch.bool)
    return view


def numpy_values(kind: NumpyType, shape: Any, data: bytes, fortran: bool) -> torch.Tensor | None:
    """The numbers of a numpy array or scalar; None for a type that is not plain numbers."""
    if kind.code not in ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u1", "b1"):
        return None
    order = ">" if kind.order == ">" else "<"
    shape = _whole_numbers(shape)
    values = numpy.frombuffer(data, dtype=order + kind.code)
    if kind.code == "b1":
        values = numpy.frombuffer(data, dtype="u1") != 0
    if math.prod(shape) != values.size:
        raise CheckpointError("The file is damaged: an array in it has no consistent shape.")
    native = values.astype(values.dtype.newbyteorder("="))  # a copy: frombuffer's is read-only
    return torch.from_numpy(native.reshape(shape, order="F" if fortran else "C").copy())


def _whole_numbers(values: Any) -> tuple[int, ...]:
    if not isinstance(values, (tuple, list)) or len(values) > _MAX_DIMENSIONS:
        raise CheckpointError("The file is damaged: a tensor in it has no consistent shape.")
    if any(type(value) is not int or not 0 <= value < 1 << 48 for value in values):
        raise CheckpointError("The file is damaged: a tensor in it has an impossible shape.")
    return tuple(values)
