"""Safetensors: a JSON table of names, types, shapes and offsets, then the numbers."""

from __future__ import annotations

import json
import math
import struct
from typing import Any

import torch

from gan_core.checkpoints.reading.limits import MAX_TABLE, Budget
from gan_core.checkpoints.reading.source import Window
from gan_core.checkpoints.reading.tensors import read_storage, view_of
from gan_core.errors import CheckpointError

_DTYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}


def looks_like(start: bytes, size: int) -> bool:
    """Whether a file of `size` bytes that begins with `start` is of this format."""
    return len(start) > 8 and start[8:9] == b"{" and struct.unpack("<Q", start[:8])[0] <= size - 8


def read_safetensors(
    window: Window, budget: Budget
) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    """The tensors, and the file's own metadata (text to text)."""
    (length,) = struct.unpack("<Q", window.exactly(8))
    if length > min(window.remaining, MAX_TABLE):
        raise CheckpointError("The file is damaged: its table of contents has no plausible size.")
    table = json.loads(window.exactly(length), object_pairs_hook=_without_duplicates)
    metadata = table.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise CheckpointError("The file is damaged: its description is not text.")
    data_at, tensors, covered = window.tell(), {}, 0
    for name, entry in sorted(table.items(), key=lambda item: item[1]["data_offsets"]):
        dtype = _DTYPES.get(entry["dtype"])
        if dtype is None:
            raise CheckpointError("The file stores its numbers in a type that is not supported.")
        start, end = entry["data_offsets"]
        shape = entry["shape"]
        if type(start) is not int or type(end) is not int or start != covered:
            raise CheckpointError("The file is damaged: its tensors overlap or leave gaps.")
        window.seek(data_at + start)
        storage = read_storage(window, (end - start) // dtype.itemsize, dtype, budget)
        covered = end
        tensor = view_of(storage, 0, shape, _contiguous(shape), budget)
        if tensor.numel() * dtype.itemsize != end - start:
            raise CheckpointError("The file is damaged: a tensor in it has no consistent shape.")
        tensors[name] = tensor
    if data_at + covered != window.size:
        raise CheckpointError("The file is damaged: it is not as long as its table says.")
    return tensors, metadata


def _contiguous(shape: list[int]) -> list[int]:
    return [math.prod(shape[i + 1 :]) for i in range(len(shape))]


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise CheckpointError("The file is damaged: it names a tensor twice.")
    return table
