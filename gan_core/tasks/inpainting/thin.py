"""Thin parts of a hole: cracks, hairs, scratches and specks of dust.

Right at its edge a hole is best bridged by the smoothest surface that continues both the colours
and the slopes of what is around it; what patches add there is the wrong grain in the right place.
A few pixels further in, half of each is nearer to the truth than either.
"""

from __future__ import annotations

import numpy as np
import torch
from skimage.restoration import inpaint_biharmonic

from gan_core.ops import masks

_THIN = 6.0  # pixels from the known that no part of a thin hole exceeds
_EDGE = 2.0  # pixels from the known up to which the surface is all there is
_INSIDE = 0.5  # share of the surface beyond


def is_hairline(hole: torch.Tensor) -> bool:
    """Whether a hole 1×1×H×W bool is nowhere wide enough for patches to be of use."""
    return float(masks.depth(hole.float()).max()) <= _EDGE


def bridge(filled: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
    """`filled` with a biharmonic surface in the thin parts of its hole.

    Damelin and Hoang 2018, "On surface completion and image inpainting by biharmonic functions";
    scikit-image's solver, in double precision on the CPU.

    Args:
        filled: 1×C×H×W of any range; what it holds in the thin parts counts half inside them.
        hole: 1×1×H×W bool.
    """
    depth = masks.depth(hole.float())
    thin = _thin_parts(hole, depth)
    if not bool(thin.any()):
        return filled
    picture = filled[0].permute(1, 2, 0).double().cpu().numpy()
    where = thin[0, 0].cpu().numpy()
    surface = inpaint_biharmonic(picture, where, channel_axis=-1, split_into_regions=True)
    bridged = torch.from_numpy(surface).permute(2, 0, 1)[None].to(filled)
    share = torch.where(depth <= _EDGE, 1.0, _INSIDE)
    return torch.where(thin, filled.lerp(bridged, share), filled)


def _thin_parts(hole: torch.Tensor, depth: torch.Tensor) -> torch.Tensor:
    """The connected parts of a hole that are nowhere deep, 1×1×H×W bool."""
    labels, boxes = masks.components(hole)
    deepest = np.zeros(len(boxes) + 1, np.float32)
    np.maximum.at(deepest, labels.flatten().cpu().numpy(), depth.flatten().cpu().numpy())
    thin = torch.from_numpy(deepest <= _THIN).to(hole.device)
    thin[0] = False  # what is not in the hole
    return thin[labels.long()][None, None]
