"""A smooth surface over a hole: what the inpainting networks begin with."""

from __future__ import annotations

import torch
import torch.nn.functional as F


def membrane(image: torch.Tensor, mask: torch.Tensor, sweeps: int = 8) -> torch.Tensor:
    """Fill a hole with nearly the smoothest surface that meets its edge (Laplace's equation).

    From coarse to fine, each size relaxed by some sweeps over neighbours; cheap and exportable,
    where an exact solution would cost more than the network.

    Args:
        image: N×3×H×W.
        mask: N×1×H×W, 1 = to be filled.
        sweeps: at each size; more come nearer to the exact surface.

    Returns:
        N×3×H×W; where the mask is 0 the image itself.
    """
    sure = 1 - mask
    colour = image * sure
    levels = [(colour, sure)]
    while min(colour.shape[-2:]) > 1:
        colour, share = _halved(colour), _halved(sure)
        # a quarter of known pixels decides the colour of a coarse one
        sure = (4 * share).clamp_max(1)
        colour = colour / share.clamp_min(1e-6) * sure
        levels.append((colour, sure))
    filled = colour / sure.clamp_min(1e-6)
    for colour, sure in reversed(levels[:-1]):
        size = (colour.shape[-2], colour.shape[-1])
        filled = F.interpolate(filled, size=size, mode="bilinear", align_corners=False)
        filled = colour + (1 - sure) * filled
        for _ in range(sweeps):
            filled = colour + (1 - sure) * _neighbours(filled)
    return filled


def _halved(x: torch.Tensor) -> torch.Tensor:
    return F.avg_pool2d(x, 2, ceil_mode=True, count_include_pad=False)


def _neighbours(x: torch.Tensor) -> torch.Tensor:
    """Mean of each pixel's four neighbours; at the border the pixel itself stands in."""
    x = F.pad(x, (1, 1, 1, 1), mode="replicate")
    above, below = x[..., :-2, 1:-1], x[..., 2:, 1:-1]
    return (above + below + x[..., 1:-1, :-2] + x[..., 1:-1, 2:]) / 4
