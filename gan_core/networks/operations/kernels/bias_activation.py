"""Noise, bias, leaky ReLU, gain and clamp in one pass over an activation, in place."""

from __future__ import annotations

import triton
import triton.language as tl
from torch import Tensor

from gan_core.networks.operations.kernels.launching import on_its_device

_BLOCK = 1024


@triton.jit(do_not_specialize=["channels", "noise_batch"])
def _bias_activation(
    x, bias, noise, total, channels, pixels, noise_batch, slope, gain, clamp,
    BIAS: tl.constexpr, NOISE: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    place = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)
    mine = place < total
    value = tl.load(x + place, mask=mine, other=0.0).to(tl.float32)
    if NOISE:
        sample = place // (channels * pixels) % noise_batch
        value += tl.load(noise + sample * pixels + place % pixels, mask=mine, other=0.0)
    if BIAS:
        value += tl.load(bias + place // pixels % channels, mask=mine, other=0.0).to(tl.float32)
    value = tl.where(value < 0, value * slope, value) * gain
    value = tl.minimum(tl.maximum(value, -clamp), clamp)
    tl.store(x + place, value.to(x.dtype.element_ty), mask=mine)


@on_its_device
def run(
    x: Tensor, bias: Tensor | None, noise: Tensor | None, slope: float, gain: float, clamp: float
) -> Tensor:
    """Overwrites and returns `x`, N×C×… contiguous.

    bias C; noise float32 contiguous of pixels or N×pixels values, the same for every channel.
    """
    pixels = x[0, 0].numel()
    batch = 1 if noise is None else noise.numel() // pixels
    grid = (triton.cdiv(x.numel(), _BLOCK),)
    _bias_activation[grid](
        x, x if bias is None else bias, x if noise is None else noise,
        x.numel(), x.shape[1], pixels, batch, slope, gain, clamp,
        BIAS=bias is not None, NOISE=noise is not None, BLOCK=_BLOCK,
    )  # fmt: skip
    return x
