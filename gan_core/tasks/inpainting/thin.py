"""Thin parts of a hole: cracks, hairs, scratches and specks of dust.

What is missing is determined by what is a few pixels away on all sides: a network that was trained
on nothing else closes it. Without one, the smoothest surface that continues both the colours and
the slopes of what is around is best right at the edge, where patches add the wrong grain in the
right place; a few pixels further in, half of each is nearer to the truth than either.
"""

from __future__ import annotations

import numpy as np
import torch

from gan_core.networks.kinds import Inpainter
from gan_core.ops import masks, tiles
from gan_core.tasks.inference import infer

_THIN = 6.0  # pixels from the known that no part of a thin hole exceeds
_EDGE = 2.0  # pixels from the known up to which the surface is all there is
_INSIDE = 0.5  # share of the surface beyond
_TILE, _OVERLAP = 512, 64  # pixels that the network sees at once, and shares with its neighbours


def is_enough(hole: torch.Tensor, mender: Inpainter | None) -> bool:
    """Whether `bridge` alone closes a hole 1×1×H×W bool: patches would be painted over, or it is
    nowhere wide enough for them to be of use."""
    limit = _EDGE if mender is None or mender.widest is None else mender.widest / 2
    return float(masks.depth(hole.float()).max()) <= limit


def bridge(
    filled: torch.Tensor, hole: torch.Tensor, mender: Inpainter | None = None
) -> torch.Tensor:
    """`filled` with the thin parts of its hole closed by a network or a biharmonic surface.

    Damelin and Hoang 2018, "On surface completion and image inpainting by biharmonic functions";
    scikit-image's solver, in double precision on the CPU.

    Args:
        filled: 1×C×H×W of any range; what it holds in the thin parts counts half inside them.
        hole: 1×1×H×W bool.
        mender: `net(image, mask) → picture` for the colours, of holes up to its `widest`; other
            channels take the surface.
    """
    depth = masks.depth(hole.float())
    limit = _THIN if mender is None or mender.widest is None else mender.widest / 2
    thin = _thin_parts(hole, depth, limit)
    if not bool(thin.any()):
        return filled
    if mender is None:
        share = torch.where(depth <= _EDGE, 1.0, _INSIDE)
        return torch.where(thin, filled.lerp(_surface(filled, thin), share), filled)
    mended = _mended(filled[:, :3], thin, mender)
    if filled.shape[1] > 3:
        mended = torch.cat([mended, _surface(filled[:, 3:], thin)], dim=1)
    return torch.where(thin, mended, filled)


def _surface(filled: torch.Tensor, thin: torch.Tensor) -> torch.Tensor:
    from skimage.restoration import inpaint_biharmonic  # brings much of SciPy; a mender needs none

    picture = filled[0].permute(1, 2, 0).double().cpu().numpy()
    where = thin[0, 0].cpu().numpy()
    surface = inpaint_biharmonic(picture, where, channel_axis=-1, split_into_regions=True)
    return torch.from_numpy(surface).permute(2, 0, 1)[None].to(filled)


def _mended(colours: torch.Tensor, thin: torch.Tensor, mender: Inpainter) -> torch.Tensor:
    """Tile by tile, and brought into [0, 1] where the colours go beyond."""
    known = colours * ~thin
    brightest = known.amax().clamp(min=1)

    def mend(part: torch.Tensor) -> torch.Tensor:
        image, mask = part[:, :3], part[:, 3:]
        return infer(mender, image, mask) if bool(mask.any()) else image

    with torch.no_grad():
        part = torch.cat([known / brightest, thin.to(known.dtype)], dim=1)
        return tiles.apply(mend, part, _TILE, _OVERLAP) * brightest


def _thin_parts(hole: torch.Tensor, depth: torch.Tensor, limit: float) -> torch.Tensor:
    """The connected parts of a hole that are nowhere deeper than that, 1×1×H×W bool."""
    labels, boxes = masks.components(hole)
    deepest = np.zeros(len(boxes) + 1, np.float32)
    np.maximum.at(deepest, labels.flatten().cpu().numpy(), depth.flatten().cpu().numpy())
    thin = torch.from_numpy(deepest <= limit).to(hole.device)
    thin[0] = False  # what is not in the hole
    return thin[labels.long()][None, None]
