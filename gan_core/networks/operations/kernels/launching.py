"""What the kernels' launches share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

import torch
from torch import Tensor

_P = ParamSpec("_P")


def on_its_device(
    run: Callable[Concatenate[Tensor, _P], Tensor],
) -> Callable[Concatenate[Tensor, _P], Tensor]:
    """Let a function launch its kernels on the card that its first argument is on.

    Triton takes the thread's current card, whatever cards the tensors are on.
    """

    @wraps(run)
    def launched(x: Tensor, *rest: _P.args, **more: _P.kwargs) -> Tensor:
        with torch.cuda.device_of(x):
            return run(x, *rest, **more)

    return launched


def power_of_two(count: int) -> int:
    """The least power of two that is at least `count`, and at least 16: what `tl.dot` takes."""
    return max(16, 1 << (count - 1).bit_length())


def matrix_precision(x: Tensor) -> str:
    """How `tl.dot` multiplies float32: in TF32 if the caller allows that or has 16 bits.

    Else as three products of TF32 parts, which is as exact as float32 (Ootomo and Yokota, 2022):
    products of single numbers would spill a kilobyte a thread and take a minute to compile.
    """
    if x.dtype != torch.float32 or torch.backends.cuda.matmul.allow_tf32:
        return "tf32"
    return "tf32x3"
