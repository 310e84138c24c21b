"""Flips, turns, shifts and scales, drawn at random and applied in one resampling.

Karras et al., "Training Generative Adversarial Networks with Limited Data" (2020), appendix B.
"""

from __future__ import annotations

import math
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor

BLIT_DRAWS, GEOMETRY_DRAWS = 7, 11  # uniform numbers that a picture's motion is made of

# The low-pass filter of the wavelet sym6 (Daubechies 1992), which is orthogonal to itself moved
# by 2: twice as many pixels and back again changes nothing, so that no picture gets softer by
# being augmented.
_SYM6 = (
    0.015404109327027373, 0.0034907120842174702, -0.11799011114819057, -0.048311742585633,
    0.4910559419267466, 0.787641141030194, 0.3379294217276218, -0.07263752278646252,
    -0.021060292512300564, 0.04472490177066578, 0.0017677118642428036, -0.007800708325034148,
)  # fmt: skip
_TAPS = len(_SYM6)
_CENTRE = sum(k * tap for k, tap in enumerate(_SYM6)) / sum(_SYM6)
_MARGIN = _TAPS // 2  # pixels that the filter reaches beyond a picture


def blit(draws: Tensor, p: Tensor, height: int, width: int) -> Tensor:
    """Flips, quarter turns and shifts by whole pixels, up to an eighth of the side.

    Like `geometry`, N×3×3 matrices from places in the result to places in the picture, in pixels
    from its middle; each kind of motion is there with probability p.

    Args:
        draws: N×7 uniform numbers in [0, 1).
    """
    flip, side, turn, quarters, shift, right, down = draws.unbind(dim=1)
    one = torch.ones_like(flip)
    mirrored = _scaling(torch.where((flip < p) & (side < 0.5), -one, one), one)
    turned = _rotation((turn < p) * (quarters * 4).floor() * (math.pi / 2))
    x, y = ((2 * u - 1) / 8 * length for u, length in ((right, width), (down, height)))
    return mirrored @ turned @ _shift((shift < p) * x.round(), (shift < p) * y.round())


def geometry(draws: Tensor, p: Tensor, height: int, width: int) -> Tensor:
    """Scales (one, and one that stretches), rotations before and after it, shifts by an eighth.

    Args:
        draws: N×11 uniform numbers in [0, 1).
    """
    scale, size, first, angle, aspect, stretch, second, angle_2, shift, right, down = draws.unbind(
        dim=1
    )
    once = 1 - (1 - p).clamp_min(0).sqrt()  # two rotations that together are there with p
    size = torch.exp2((scale < p) * 0.2 * normal(size))
    stretch = torch.exp2((aspect < p) * 0.2 * normal(stretch))
    x, y = (normal(u) / 8 * length for u, length in ((right, width), (down, height)))
    return (
        _scaling(1 / size, 1 / size)
        @ _rotation((first < once) * (2 * angle - 1) * math.pi)
        @ _scaling(1 / stretch, stretch)
        @ _rotation((second < once) * (2 * angle_2 - 1) * math.pi)
        @ _shift((shift < p) * x, (shift < p) * y)
    )


def warp(pictures: Tensor, matrices: Tensor) -> Tensor:
    """N×C×H×W pictures moved by N×3×3 matrices; beyond its border a picture is its mirror image.

    Sampled bilinearly among twice as many pixels, which the filter makes and takes back.
    Both sides are at least 8 pixels.
    """
    height, width = pictures.shape[2:]
    assert min(height, width) > _MARGIN, f"pictures of 8×8 or more, got {height}×{width}"
    device = pictures.device
    fine = _raising(height, device).to(pictures) @ pictures @ _raising(width, device).to(pictures).T
    across, down = (
        (torch.arange(_length(side), device=device) - _CENTRE) / 2 - (side - 1) / 2
        for side in (width, height)
    )
    x, y = _sources(matrices, across, down)
    moved = F.grid_sample(fine, _grid(_fine(x, width), _fine(y, height)), align_corners=True)
    return _lowering(height, device).to(pictures) @ moved @ _lowering(width, device).to(pictures).T


def rearrange(pictures: Tensor, matrices: Tensor) -> Tensor:
    """The same for motions that map pixels onto pixels, which are only moved then."""
    across, down = (
        torch.arange(side, device=pictures.device) - (side - 1) / 2
        for side in pictures.shape[:1:-1]
    )
    x, y = _sources(matrices, across, down)
    height, width = pictures.shape[2:]
    x, y = _mirrored(x + (width - 1) / 2, width), _mirrored(y + (height - 1) / 2, height)
    grid = _grid(2 * x / (width - 1) - 1, 2 * y / (height - 1) - 1)
    return F.grid_sample(pictures, grid, mode="nearest", align_corners=True)


def normal(uniform: Tensor) -> Tensor:
    """Standard normal numbers; the ends of the interval, where these are infinite, are left out."""
    return torch.erfinv(2 * uniform.clamp(1e-6, 1 - 1e-6) - 1) * math.sqrt(2)


def _scaling(x: Tensor, y: Tensor) -> Tensor:
    return torch.diag_embed(torch.stack([x, y, torch.ones_like(x)], dim=1))


def _rotation(angle: Tensor) -> Tensor:
    cos, sin, zero, one = angle.cos(), angle.sin(), torch.zeros_like(angle), torch.ones_like(angle)
    rows = [cos, sin, zero, -sin, cos, zero, zero, zero, one]
    return torch.stack(rows, dim=1).view(-1, 3, 3)


def _shift(x: Tensor, y: Tensor) -> Tensor:
    zero, one = torch.zeros_like(x), torch.ones_like(x)
    return torch.stack([one, zero, -x, zero, one, -y, zero, zero, one], dim=1).view(-1, 3, 3)


def _mirrored(place: Tensor, side: int) -> Tensor:
    """Places beyond 0 … side - 1 reflected into it."""
    period = 2 * (side - 1)
    place = place.remainder(period)
    return torch.minimum(place, period - place)


def _sources(matrices: Tensor, across: Tensor, down: Tensor) -> tuple[Tensor, Tensor]:
    """Where the results at (down, across) come from, in pixels from the middle: x and y, N×H×W."""
    rows = matrices[:, :2, :, None, None]
    x, y = (rows[:, :, 0] * across + rows[:, :, 1] * down[:, None] + rows[:, :, 2]).unbind(dim=1)
    return x, y


def _fine(place: Tensor, side: int) -> Tensor:
    """Pixels from the middle to where `grid_sample` finds them among the fine ones."""
    pixel = place + (side - 1) / 2
    reach = _MARGIN / 2  # so far beyond the border there are fine pixels to look at
    beyond = (pixel < -reach) | (pixel > side - 1 + reach)
    fine = 2 * (torch.where(beyond, _mirrored(pixel, side), pixel) + _MARGIN) + _CENTRE
    return 2 * fine / (_length(side + 2 * _MARGIN) - 1) - 1


def _grid(x: Tensor, y: Tensor) -> Tensor:
    return torch.stack([x, y], dim=-1)


def _length(side: int) -> int:
    return 2 * (side - 1) + _TAPS


@cache
def _raising(side: int, device: torch.device) -> Tensor:
    """Matrix that makes fine pixels of `side` ones and the mirrored margins."""
    pixels = _mirrored(torch.arange(-_MARGIN, side + _MARGIN), side)
    there = F.one_hot(pixels, side).float().to(device)
    return _lowering(len(pixels), device).T @ there


@cache
def _lowering(side: int, device: torch.device) -> Tensor:
    """Matrix that makes `side` pixels of fine ones."""
    matrix = torch.zeros(side, _length(side))
    for pixel in range(side):
        matrix[pixel, 2 * pixel : 2 * pixel + _TAPS] = torch.tensor(_SYM6)
    return matrix.to(device)
