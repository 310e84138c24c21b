"""What the kernels' launches share."""

from __future__ import annotations

import torch
from torch import Tensor


def power_of_two(count: int) -> int:
    """The least power of two that is at least `count`, and at least 16: what `tl.dot` takes."""
    return max(16, 1 << (count - 1).bit_length())


def matrix_precision(x: Tensor) -> str:
    """How `tl.dot` multiplies float32: exactly, unless the caller allows TF32 or has 16 bits."""
    if x.dtype != torch.float32 or torch.backends.cuda.matmul.allow_tf32:
        return "tf32"
    return "ieee"
