"""Group norm in two stages, with affine and activation: no group waits for a single block.

The first stage reduces chunks of a group to a mean and a sum of squared deviations; the second
joins a group's chunks (Chan et al. 1979) and normalises one chunk, so that a group as large as a
picture (layer norm) and one as small as a plane (instance norm) both fill the card.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from gan_core.networks.operations.kernels.launching import on_its_device

_BLOCK = 1024
_CHUNK = 8 * _BLOCK
_MOST_CHUNKS = 1024  # of one group, so that joining them stays cheap


@triton.jit(do_not_specialize=["chunk", "chunks"])
def _reduce(x, means, squares, size, chunk, chunks, BLOCK: tl.constexpr):
    group = tl.program_id(1).to(tl.int64)
    start = tl.program_id(0).to(tl.int64) * chunk
    stop = tl.minimum(start + chunk, size)
    mean, square, seen = 0.0, 0.0, 0.0
    for first in range(start, stop, BLOCK):
        place = first + tl.arange(0, BLOCK)
        mine = place < stop
        values = tl.load(x + group * size + place, mask=mine, other=0.0).to(tl.float32)
        count = tl.minimum(stop - first, BLOCK).to(tl.float32)
        own = tl.sum(values) / count
        off = tl.where(mine, values - own, 0.0)
        both = seen + count
        step = own - mean
        square += tl.sum(off * off) + step * step * seen * count / both
        mean += step * count / both
        seen = both
    tl.store(means + group * chunks + tl.program_id(0), mean)
    tl.store(squares + group * chunks + tl.program_id(0), square)


@triton.jit(do_not_specialize=["chunk", "chunks", "groups", "channels"])
def _normalise(
    x, out, weight, bias, means, squares, size, chunk, chunks, groups, channels, pixels,
    epsilon, slope, AFFINE: tl.constexpr, CHUNKS: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    group = tl.program_id(1).to(tl.int64)
    parts = tl.arange(0, CHUNKS)
    used = parts < chunks
    counts = tl.minimum(size - parts.to(tl.int64) * chunk, chunk).to(tl.float32)
    counts = tl.where(used, counts, 0.0)
    own = tl.load(means + group * chunks + parts, mask=used, other=0.0)
    mean = tl.sum(own * counts) / size
    off = own - mean
    square = tl.sum(tl.load(squares + group * chunks + parts, mask=used, other=0.0))
    square += tl.sum(off * off * counts)
    scale = 1.0 / tl.sqrt(square / size + epsilon)
    start = tl.program_id(0).to(tl.int64) * chunk
    stop = tl.minimum(start + chunk, size)
    first_channel = (group % groups) * (channels // groups)
    for first in range(start, stop, BLOCK):
        place = first + tl.arange(0, BLOCK)
        mine = place < stop
        values = tl.load(x + group * size + place, mask=mine, other=0.0).to(tl.float32)
        values = (values - mean) * scale
        if AFFINE:
            channel = first_channel + place // pixels
            factor = tl.load(weight + channel, mask=mine, other=0.0).to(tl.float32)
            values = values * factor + tl.load(bias + channel, mask=mine, other=0.0).to(tl.float32)
        values = tl.where(values < 0, values * slope, values)
        tl.store(out + group * size + place, values.to(out.dtype.element_ty), mask=mine)


@on_its_device
def run(
    x: Tensor,
    groups: int,
    weight: Tensor | None,
    bias: Tensor | None,
    epsilon: float,
    slope: float,
) -> Tensor:
    """N×C×H×W contiguous; weight and bias C or both None; `slope` 1 is no activation, 0 ReLU."""
    channels, pixels = x.shape[1], x.shape[2] * x.shape[3]
    size = channels // groups * pixels
    chunk = max(_CHUNK, triton.cdiv(triton.cdiv(size, _MOST_CHUNKS), _BLOCK) * _BLOCK)
    chunks = triton.cdiv(size, chunk)
    means = torch.empty(x.shape[0] * groups, chunks, dtype=torch.float32, device=x.device)
    squares, out = torch.empty_like(means), torch.empty_like(x)
    grid = (chunks, x.shape[0] * groups)
    _reduce[grid](x, means, squares, size, chunk, chunks, BLOCK=_BLOCK)
    affine = weight is not None
    _normalise[grid](
        x, out, weight if affine else x, bias if affine else x, means, squares,
        size, chunk, chunks, groups, channels, pixels, epsilon, slope,
        AFFINE=affine, CHUNKS=triton.next_power_of_2(chunks), BLOCK=_BLOCK,
    )  # fmt: skip
    return out
