"""upfirdn as its definition reads: insert zeros, pad, filter, throw samples away."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def upfirdn(
    x: Tensor, taps: Tensor, up: int, down: int, padding: tuple[int, int], gain: float = 1.0
) -> Tensor:
    """`padding` is (before, after) on both axes, in samples of the upsampled picture."""
    n, c, h, w = x.shape
    stuffed = torch.zeros(n, c, h * up, w * up, dtype=x.dtype, device=x.device)
    stuffed[:, :, ::up, ::up] = x
    before, after = padding
    x = F.pad(stuffed, (before, after, before, after))
    kernel = (taps if taps.ndim == 2 else taps.outer(taps)).flip(0, 1) * gain
    x = F.conv2d(x, kernel.expand(c, 1, *kernel.shape), groups=c)
    return x[:, :, ::down, ::down]


def upfirdn_separable(
    x: Tensor, taps: Tensor, up: int, down: int, padding: tuple[int, int], gain: float = 1.0
) -> Tensor:
    """The same for long one-dimensional filters: rows, then columns."""
    n, c, h, w = x.shape
    stuffed = torch.zeros(n, c, h * up, w * up, dtype=x.dtype, device=x.device)
    stuffed[:, :, ::up, ::up] = x
    before, after = padding
    x = F.pad(stuffed, (before, after, before, after))
    row = (taps.flip(0) * gain**0.5).expand(c, 1, 1, -1)
    x = F.conv2d(F.conv2d(x, row, groups=c), row.transpose(2, 3), groups=c)
    return x[:, :, ::down, ::down]
