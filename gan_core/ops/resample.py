"""Change a picture's size without aliasing, also where only part of it counts."""

from __future__ import annotations

import torch
from torch.nn import functional


def resize(image: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    """N×C×H×W → N×C×size, antialiased when smaller, bicubic when larger.

    >>> resize(torch.ones(1, 3, 7, 9), (3, 20)).shape
    torch.Size([1, 3, 3, 20])
    """
    if tuple(image.shape[-2:]) == tuple(size):
        return image
    smaller = size[0] <= image.shape[-2] and size[1] <= image.shape[-1]
    mode = "bilinear" if smaller else "bicubic"
    return functional.interpolate(image, size=size, mode=mode, antialias=True)


def fit(height: int, width: int, longest: int) -> tuple[int, int]:
    """The size of the same shape whose longer side is `longest`.

    >>> fit(300, 400, 200)
    (150, 200)
    """
    scale = longest / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def halve_known(image: torch.Tensor, known: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Half the size (rounded up), from the known pixels alone.

    Args:
        image: N×C×H×W.
        known: N×1×H×W in [0, 1], how far a pixel may be relied on.

    Returns:
        The smaller picture, zero where nothing was known, and how much of each pixel was known.

    >>> image = torch.tensor([[[[0.2, 9.0], [0.4, 0.6]]]])
    >>> known = torch.tensor([[[[1.0, 0.0], [1.0, 1.0]]]])
    >>> small, share = halve_known(image, known)
    >>> round(small.item(), 3), share.item()
    (0.4, 0.75)
    """
    share = _mean(known)
    small = _mean(image * known) / share.clamp(min=1e-6)
    return small * (share > 0), share


def halve_mask(mask: torch.Tensor) -> torch.Tensor:
    """Half the size (rounded up) of a bool mask; a pixel is set when any of its four was."""
    return functional.max_pool2d(mask.float(), 2, ceil_mode=True) > 0


def _mean(image: torch.Tensor) -> torch.Tensor:
    return functional.avg_pool2d(image, 2, ceil_mode=True, count_include_pad=False)
