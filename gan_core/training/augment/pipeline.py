"""All augmentations of a batch at one strength, as a function of uniform numbers."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from gan_core.training.augment.colour import COLOUR_DRAWS, colours, recolour
from gan_core.training.augment.geometry import (
    BLIT_DRAWS,
    GEOMETRY_DRAWS,
    blit,
    geometry,
    rearrange,
    warp,
)

DRAWS = BLIT_DRAWS + GEOMETRY_DRAWS + COLOUR_DRAWS
KINDS = ("blit", "geometry", "colour")


def augmented(pictures: Tensor, draws: Tensor, p: Tensor, kinds: tuple[str, ...] = KINDS) -> Tensor:
    """Pictures as D is shown them: N×3×H×W in [0, 1] to the same shape, differentiable.

    Each kind of change happens to a picture with probability p. Below 1 the pictures that were
    not changed tell the right way up from all others, so G does not learn the changes ("leak").
    A picture that nothing happens to comes back as it is.

    Args:
        draws: N×`DRAWS` uniform numbers in [0, 1).
        p: probability, a scalar.
        kinds: which changes there are.
    """
    height, width = pictures.shape[2:]
    pictures = pictures.to(torch.promote_types(pictures.dtype, torch.float32))
    draws = draws.to(pictures)
    # The matrices want more than the 16 bits that autocast would give them.
    with torch.autocast(pictures.device.type, enabled=False):
        moving, bending, painting = draws.split([BLIT_DRAWS, GEOMETRY_DRAWS, COLOUR_DRAWS], dim=1)
        result, still = pictures, torch.eye(3, device=draws.device)
        moves = (
            blit(moving, p, height, width) if "blit" in kinds else still.expand(len(draws), 3, 3)
        )
        bends = (
            geometry(bending, p, height, width) if "geometry" in kinds else still.expand_as(moves)
        )
        bent = _differs(bends, still)
        # a card is not asked which pictures change: waiting for that costs more than changing all
        changed = _everywhere if pictures.device.type == "cuda" else _changed
        result = changed(result, bent, warp, moves @ bends)
        result = changed(result, _differs(moves, still) & ~bent, rearrange, moves)
        if "colour" in kinds:
            paints = colours(painting, p)
            differs = _differs(paints, torch.eye(3, 4, device=draws.device))
            result = changed(result, differs, recolour, paints)
        return result


def _differs(matrices: Tensor, identity: Tensor) -> Tensor:
    return (matrices - identity).abs().amax(dim=(1, 2)) > 1e-6


def _changed(
    pictures: Tensor, which: Tensor, change: Callable[[Tensor, Tensor], Tensor], how: Tensor
) -> Tensor:
    """Those pictures changed, the others as they are."""
    (rows,) = which.nonzero(as_tuple=True)
    if len(rows) == 0:
        return pictures
    return pictures.index_copy(0, rows, change(pictures[rows], how[rows]))


def _everywhere(
    pictures: Tensor, which: Tensor, change: Callable[[Tensor, Tensor], Tensor], how: Tensor
) -> Tensor:
    """The same, by changing all of them."""
    return torch.where(which[:, None, None, None], change(pictures, how), pictures)
