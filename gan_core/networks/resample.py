"""Resampling with FIR filters: pad, upsample, filter, downsample, without ever inserting zeros.

Upsampling is polyphase: each of the `up` output phases sees only every `up`-th tap of the filter,
so the work is that of the low resolution. Downsampling computes only the samples that are kept.
A filter is one-dimensional (applied to rows and columns) or two-dimensional, float32, and is
convolved, not correlated, as the StyleGAN papers do.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

Padding = tuple[int, int, int, int]  # left, right, top, bottom; negative crops


def fir(taps: Sequence[float] | Sequence[Sequence[float]] | Tensor | None) -> Tensor:
    """A float32 filter whose taps sum to 1; None is the identity. Always made on the CPU.

    (Networks are also built on the meta device, where a buffer has no values; a filter needs them.)
    """
    device = torch.device("cpu")
    filter_ = torch.as_tensor([1.0] if taps is None else taps, dtype=torch.float32, device=device)
    if filter_.ndim not in (1, 2) or filter_.numel() == 0:
        raise ValueError(f"a filter has one or two dimensions, got {filter_.ndim}")
    return filter_ / filter_.sum()


def upfirdn2d(
    x: Tensor,
    taps: Tensor,
    *,
    up: int = 1,
    down: int = 1,
    padding: Padding = (0, 0, 0, 0),
    gain: float = 1.0,
) -> Tensor:
    """Upsample N×C×H×W by `up`, pad, filter with `taps`, keep every `down`-th sample.

    `padding` counts samples of the upsampled picture; every side's result is
    (size · up + padding - taps) // down + 1. One of `up`, `down` must be 1.
    """
    if up > 1 and down > 1:
        raise ValueError("resample by `up` and by `down` in two calls")
    if taps.ndim == 2:
        return _filter(x, taps * gain, (up, up), (down, down), padding)
    left, right, top, bottom = padding
    root = gain**0.5
    # The axis that shrinks goes first, the one that grows goes last: fewer samples in between.
    x = _filter(x, (taps * root)[None, :], (1, up), (1, down), (left, right, 0, 0))
    return _filter(x, (taps * root)[:, None], (up, 1), (down, 1), (0, 0, top, bottom))


def _filter(
    x: Tensor, taps: Tensor, up: tuple[int, int], down: tuple[int, int], padding: Padding
) -> Tensor:
    """One depthwise pass with a two-dimensional filter; factors are (vertical, horizontal)."""
    channels = x.shape[1]
    taps = taps.to(x.dtype).flip(0, 1)
    if up == (1, 1):
        left, right, top, bottom = padding
        # Symmetric padding costs no copy: the convolution does it itself.
        inside = (top, left) if (left, top) == (right, bottom) and min(padding) >= 0 else (0, 0)
        if inside == (0, 0) and any(padding):
            x = F.pad(x, padding)
        weight = taps.expand(channels, 1, *taps.shape)
        return F.conv2d(x, weight, stride=down, padding=inside, groups=channels)
    return _upsample(x, taps, up, padding)


def _upsample(x: Tensor, taps: Tensor, up: tuple[int, int], padding: Padding) -> Tensor:
    """Polyphase upsampling with already flipped taps."""
    n, channels, height, width = x.shape
    left, right, top, bottom = padding
    rows = _Phases(taps.shape[0], up[0], height, top, bottom)
    columns = _Phases(taps.shape[1], up[1], width, left, right)
    # Output row r·up + p needs the input rows from r + first[p] on; pad once for all phases.
    out_h, out_w = rows.size, columns.size
    weight = taps.new_zeros(up[0], up[1], rows.length, columns.length)
    for p in range(up[0]):
        for q in range(up[1]):
            phase = taps[rows.start[p] :: up[0], columns.start[q] :: up[1]]
            i, j = rows.offset[p], columns.offset[q]
            weight[p, q, i : i + phase.shape[0], j : j + phase.shape[1]] = phase
    steps_h, steps_w = -(-out_h // up[0]), -(-out_w // up[1])
    pad = (
        -columns.first,
        columns.first + steps_w + columns.length - 1 - width,
        -rows.first,
        rows.first + steps_h + rows.length - 1 - height,
    )
    x = F.pad(x, pad)
    weight = weight.flatten(0, 1).repeat(channels, 1, 1).unsqueeze(1)
    y = F.conv2d(x, weight, groups=channels)
    y = y.view(n, channels, up[0], up[1], steps_h, steps_w).permute(0, 1, 4, 2, 5, 3)
    return y.reshape(n, channels, steps_h * up[0], steps_w * up[1])[:, :, :out_h, :out_w]


class _Phases:
    """Which taps and samples each output phase of one axis uses."""

    def __init__(self, taps: int, up: int, size: int, before: int, after: int) -> None:
        self.size = size * up + before + after - taps + 1
        # Output o reads the stuffed samples o - before … o - before + taps - 1; input i lies at
        # i·up, so the first tap that meets a sample is the one with (o - before + k) % up == 0.
        self.start = [(before - p) % up for p in range(up)]
        firsts = [(p - before + self.start[p]) // up for p in range(up)]
        counts = [max(0, -(-(taps - start) // up)) for start in self.start]
        self.first = min(firsts)
        self.offset = [first - self.first for first in firsts]
        self.length = max(offset + n for offset, n in zip(self.offset, counts, strict=True))
