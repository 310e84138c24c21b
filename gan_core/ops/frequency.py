"""Split a picture into soft shapes and fine detail, and put it together again."""

from __future__ import annotations

import math

import torch
from kornia.filters import gaussian_blur2d
from torch.nn import functional


def gaussian_blur(image: torch.Tensor, sigma: float) -> torch.Tensor:
    """Gaussian blur N×C×H×W → the same, edges continued outwards; works on 1×1 pixels too.

    Args:
        sigma: standard deviation in pixels; 0 gives the picture itself.
    """
    if sigma <= 0:
        return image
    radius = max(1, math.ceil(3 * sigma))
    width = 2 * radius + 1
    return gaussian_blur2d(image, (width, width), (sigma, sigma), border_type="replicate")


def split(image: torch.Tensor, sigma: float) -> tuple[torch.Tensor, torch.Tensor]:
    """(low, high): the blurred picture, and the detail around zero that blurring removed.

    >>> x = torch.rand(1, 3, 9, 7)
    >>> low, high = split(x, sigma=2.0)
    >>> bool(torch.allclose(merge(low, high), x, atol=1e-6))
    True
    """
    low = gaussian_blur(image, sigma)
    return low, image - low


def merge(low: torch.Tensor, high: torch.Tensor) -> torch.Tensor:
    """The picture of `split`'s two parts, which may come from different pictures."""
    return low + high


def laplacian_pyramid(image: torch.Tensor, levels: int) -> list[torch.Tensor]:
    """Bands from fine to coarse, the last one what remains (Burt and Adelson, 1983).

    Each band is N×C×h×w at half the size of the one before (rounded up). `merge_pyramid` gives the
    picture back exactly, up to rounding.

    >>> x = torch.rand(1, 3, 33, 20)
    >>> bands = laplacian_pyramid(x, levels=3)
    >>> [tuple(b.shape[-2:]) for b in bands]
    [(33, 20), (17, 10), (9, 5)]
    >>> bool(torch.allclose(merge_pyramid(bands), x, atol=1e-5))
    True
    """
    bands = []
    for _ in range(levels - 1):
        smaller = functional.interpolate(
            gaussian_blur(image, 1.0),
            size=((image.shape[-2] + 1) // 2, (image.shape[-1] + 1) // 2),
            mode="bilinear",
            align_corners=False,
        )
        bands.append(image - _enlarged(smaller, image))
        image = smaller
    return [*bands, image]


def merge_pyramid(bands: list[torch.Tensor]) -> torch.Tensor:
    """The picture whose `laplacian_pyramid` the bands are."""
    image = bands[-1]
    for band in reversed(bands[:-1]):
        image = band + _enlarged(image, band)
    return image


def _enlarged(image: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    return functional.interpolate(image, size=like.shape[-2:], mode="bilinear", align_corners=False)
