"""Batches on the device, in the memory layout that its convolutions like."""

from __future__ import annotations

from typing import Any

import torch
from lightning_fabric import Fabric


def placed(batch: Any, fabric: Fabric, channels_last: bool) -> Any:
    """The batch (tensors in lists, tuples and dicts) on the fabric's device."""
    batch = fabric.to_device(batch)
    return _channels_last(batch) if channels_last else batch


def _channels_last(batch: Any) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch.contiguous(memory_format=torch.channels_last) if batch.ndim == 4 else batch
    if isinstance(batch, dict):
        return {name: _channels_last(value) for name, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(_channels_last(value) for value in batch)
    return batch
