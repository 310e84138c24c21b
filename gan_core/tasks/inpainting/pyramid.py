"""The picture at falling sizes, with what copying from it must not forget on the way down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from gan_core.ops import masks, resample
from gan_core.ops.patches.level import SIDE, whole_patches

_LEAST_SOURCES = 24  # whole known patches without which a size is of no use
_TEXTURE = 2  # channels that `with_texture` adds


@dataclass(frozen=True)
class Size:
    """The picture at one size."""

    picture: torch.Tensor  # 1×C×h×w, nothing of meaning in the hole
    hole: torch.Tensor  # 1×1×h×w bool: some of the pixel is unknown
    usable: torch.Tensor  # 1×1×h×w bool: may be copied from
    void: torch.Tensor  # 1×1×h×w bool: unknown, but not to be filled
    thickness: float  # pixels of the hole where it is thickest, about
    pixels: int  # that are to be filled

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width)."""
        return self.hole.shape[-2], self.hole.shape[-1]


def build(
    picture: torch.Tensor,
    hole: torch.Tensor,
    usable: torch.Tensor,
    void: torch.Tensor,
    narrow: float,
    stop_if_asked: Callable[[], None] = lambda: None,
) -> list[Size]:
    """Halve the picture until its hole is at most `narrow` pixels thick.

    Args:
        picture: 1×C×H×W.
        hole, usable, void: 1×1×H×W bool: to be filled, may be copied from, neither.
        narrow: largest thickness: twice the distance from the hole's heart to what is known.
        stop_if_asked: called at each size; it may raise to stop.

    Returns:
        Sizes from fine to coarse; none when the known part holds too few whole patches.
    """
    known = (~(hole | void)).to(picture.dtype)
    thickness = 2 * float(masks.depth(hole.float()).max())
    made = []
    while True:
        made.append((picture, hole, usable, void, thickness))
        stop_if_asked()
        if thickness <= narrow or min(hole.shape[-2:]) <= SIDE:
            break
        picture, known = resample.halve_known(picture, known)
        unknown = resample.halve_mask(hole | void)
        hole, usable = resample.halve_mask(hole), ~resample.halve_mask(~usable)
        void = unknown & ~hole
        thickness /= 2
    # counted all at once, because a card's numbers have to be waited for
    sources = torch.stack([whole_patches(usable).sum() for _, _, usable, _, _ in made])
    pixels = torch.stack([hole.sum() for _, hole, _, _, _ in made])
    sizes = []
    for size, (count, own) in zip(made, torch.stack([sources, pixels], 1).tolist(), strict=True):
        if count < _LEAST_SOURCES:
            break
        sizes.append(Size(*size, own))
    return sizes


def with_texture(picture: torch.Tensor, hole: torch.Tensor, weight: float) -> torch.Tensor:
    """Append how strongly the picture varies along either axis: 1×C×H×W → 1×(C+2)×H×W.

    Averaged on the way down the pyramid, they keep grass apart from a green wall where the grass
    itself has been smoothed away (Newson et al., 2014, "Video inpainting of complex scenes").
    """
    grey = picture[:, :3].mean(dim=1, keepdim=True)
    texture = []
    for dim in (-2, -1):
        steps = grey.shape[dim] - 1
        change = grey.narrow(dim, 1, steps) - grey.narrow(dim, 0, steps)
        both = ~(hole.narrow(dim, 1, steps) | hole.narrow(dim, 0, steps))
        strength = torch.zeros_like(grey)
        strength.narrow(dim, 0, steps).copy_(weight * change.abs() * both)
        texture.append(strength)
    return torch.cat([picture, *texture], dim=1)


def without_texture(picture: torch.Tensor) -> torch.Tensor:
    """The picture's own channels again."""
    return picture[:, :-_TEXTURE]
