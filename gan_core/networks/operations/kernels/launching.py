"""What the kernels' launches share."""

from __future__ import annotations

import torch
from torch import Tensor


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
