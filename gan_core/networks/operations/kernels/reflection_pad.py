"""Reflection padding of planes, or of pixels with their channels side by side."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from gan_core.networks.operations.kernels.launching import on_its_device

_BLOCK = 1024


@triton.jit
def _mirrored(place, size):
    return size - 1 - tl.abs(size - 1 - tl.abs(place))


@triton.jit(do_not_specialize=["total", "height", "width", "high", "wide", "top", "left"])
def _reflection_pad(
    x, y, total, channels, height, width, high, wide, top, left,
    PIXELS: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    """PIXELS: channels lie side by side."""
    place = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mine = place < total
    pixel = place // channels if PIXELS else place
    row, column = pixel // wide % high, pixel % wide
    source = (pixel // (wide * high) * height + _mirrored(row - top, height)) * width
    source += _mirrored(column - left, width)
    if PIXELS:
        source = source * channels + place % channels
    tl.store(y + place, tl.load(x + source, mask=mine), mask=mine)


@on_its_device
def run(x: Tensor, left: int, right: int, top: int, bottom: int) -> Tensor:
    """N×C×H×W of any layout → padded, channels_last if `x` is."""
    pixels = x.is_contiguous(memory_format=torch.channels_last) and not x.is_contiguous()
    layout = torch.channels_last if pixels else torch.contiguous_format
    x = x.contiguous(memory_format=layout)
    batch, channels, height, width = x.shape
    high, wide = height + top + bottom, width + left + right
    shape = batch, channels, high, wide
    y = torch.empty(shape, dtype=x.dtype, device=x.device, memory_format=layout)
    _reflection_pad[(triton.cdiv(y.numel(), _BLOCK),)](
        x, y, y.numel(), channels, height, width, high, wide, top, left,
        PIXELS=pixels, BLOCK=_BLOCK,
    )  # fmt: skip
    return y
