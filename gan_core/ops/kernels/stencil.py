"""`stencil` and `refined` of Poisson's equation, one launch each."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

_BLOCK = 1024  # pixels of one program


def stencil(
    x: Tensor, residual: Tensor, free: Tensor, screen: float, keep: float, gain: float, loss: float
) -> Tensor:
    """See `ops.stencil.stencil`; float32."""
    x, residual, free = x.contiguous(), residual.contiguous(), free.contiguous()
    result = torch.empty_like(x)
    height, width = x.shape[-2:]
    with torch.cuda.device_of(x):
        _stencil[(triton.cdiv(x.numel(), _BLOCK),)](
            x, residual, free, result, x.numel(), x.shape[1], height, width,
            screen, keep, gain, loss, BLOCK=_BLOCK,
        )  # fmt: skip
    return result


def refined(fine: Tensor, coarse: Tensor, free: Tensor) -> Tensor:
    """See `ops.stencil.refined`; float32."""
    fine, coarse, free = fine.contiguous(), coarse.contiguous(), free.contiguous()
    result = torch.empty_like(fine)
    with torch.cuda.device_of(fine):
        _refined[(triton.cdiv(fine.numel(), _BLOCK),)](
            fine, coarse, free, result, fine.numel(), fine.shape[1], *fine.shape[-2:],
            *coarse.shape[-2:], BLOCK=_BLOCK,
        )  # fmt: skip
    return result


_NUMBERS = ("count", "channels", "height", "width")


@triton.jit(do_not_specialize=[*_NUMBERS, "screen", "keep", "gain", "loss"])
def _stencil(
    x, residual, free, result, count, channels, height, width, screen, keep, gain, loss,
    BLOCK: tl.constexpr,
):  # fmt: skip
    place = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mine = place < count
    column, row = place % width, place // width % height
    own = tl.load(x + place, mask=mine, other=0.0)
    # at a border the pixel itself: no difference
    apart = 4 * own - tl.load(x + place - width, mask=mine & (row > 0), other=0.0)
    apart -= tl.where(row > 0, 0.0, own)
    apart -= tl.load(x + place + width, mask=mine & (row < height - 1), other=0.0)
    apart -= tl.where(row < height - 1, 0.0, own)
    apart -= tl.load(x + place - 1, mask=mine & (column > 0), other=0.0)
    apart -= tl.where(column > 0, 0.0, own)
    apart -= tl.load(x + place + 1, mask=mine & (column < width - 1), other=0.0)
    apart -= tl.where(column < width - 1, 0.0, own)
    pixels = height * width
    mask = tl.load(free + place // (pixels * channels) * pixels + place % pixels, mask=mine)
    pull = gain * tl.load(residual + place, mask=mine) - loss * (apart + screen * own)
    tl.store(result + place, keep * own + mask * pull, mask=mine)


@triton.jit(do_not_specialize=[*_NUMBERS, "coarse_height", "coarse_width"])
def _refined(
    fine, coarse, free, result, count, channels, height, width, coarse_height, coarse_width,
    BLOCK: tl.constexpr,
):  # fmt: skip
    place = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mine = place < count
    column, row = place % width, place // width % height
    pixels = height * width
    plane = coarse + place // pixels * (coarse_height * coarse_width)
    # a quarter of the coarse pixel on the nearer side, in each direction
    beside = tl.minimum(tl.maximum(row // 2 + 2 * (row % 2) - 1, 0), coarse_height - 1)
    across = tl.minimum(tl.maximum(column // 2 + 2 * (column % 2) - 1, 0), coarse_width - 1)
    near, far = row // 2 * coarse_width, beside * coarse_width
    left = 0.75 * tl.load(plane + near + column // 2, mask=mine)
    left += 0.25 * tl.load(plane + far + column // 2, mask=mine)
    right = 0.75 * tl.load(plane + near + across, mask=mine)
    right += 0.25 * tl.load(plane + far + across, mask=mine)
    mask = tl.load(free + place // (pixels * channels) * pixels + place % pixels, mask=mine)
    found = tl.load(fine + place, mask=mine) + mask * (0.75 * left + 0.25 * right)
    tl.store(result + place, found, mask=mine)
