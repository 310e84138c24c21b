"""Which form of an operation fits a tensor."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Literal

import torch
from torch import Tensor

Form = Literal["plain", "cpu", "triton"]

_KERNEL_TYPES = (torch.float32, torch.float16, torch.bfloat16)
_OLDEST = (7, 0)  # compute capability that Triton compiles for


def form_of(x: Tensor) -> Form:
    """The form that runs on the device of `x`."""
    if x.device.type == "cpu":
        return "cpu"
    if x.device.type == "cuda" and x.dtype in _KERNEL_TYPES and _compiles(x.device.index or 0):
        return "triton"
    return "plain"


def low_precision(x: Tensor) -> bool:
    """Whether convolutions of `x` run in 16 bits, by its type or by autocast."""
    if x.dtype in (torch.float16, torch.bfloat16):
        return True
    return torch.is_autocast_enabled(x.device.type)


def arranged(x: Tensor) -> Tensor:
    """N×C×H×W in the memory layout that the operations on its device work in.

    A CPU vectorises over channels; the kernels read planes.
    """
    channels_last = form_of(x) == "cpu"
    layout = torch.channels_last if channels_last else torch.contiguous_format
    return x.contiguous(memory_format=layout)


@cache
def _compiles(index: int) -> bool:
    return find_spec("triton") is not None and torch.cuda.get_device_capability(index) >= _OLDEST
