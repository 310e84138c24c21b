"""What pictures, masks and options restoring and upscaling take, and how they treat alpha."""

from __future__ import annotations

import torch

from gan_core.errors import InputError
from gan_core.networks.inpainter import pyramid_fill

SMALLEST_TILE = 128


def check(image: torch.Tensor, strength: float, tile: int) -> None:
    """InputError unless these fit what the tasks promise."""
    if image.ndim != 4 or image.shape[1] not in (3, 4) or 0 in image.shape:
        raise InputError(
            f"The picture must be N×3×H×W or N×4×H×W, not {'×'.join(map(str, image.shape))}."
        )
    if not image.is_floating_point():
        raise InputError(f"The picture must hold numbers from 0 to 1, not {image.dtype}.")
    if not 0 <= strength <= 1:
        raise InputError(f"The strength must lie between 0 and 1, not at {strength}.")
    if tile < SMALLEST_TILE:
        raise InputError(f"Tiles need at least {SMALLEST_TILE} pixels a side, not {tile}.")


def opaque(image: torch.Tensor) -> torch.Tensor:
    """1×3|4×H×W to RGB in [0, 1]; what shows nothing takes on the colours around it.

    Otherwise the arbitrary colours of transparent pixels would bleed into the visible ones.
    """
    colours = image[:, :3].clamp(0, 1)
    if image.shape[1] == 3:
        return colours
    hidden = (image[:, 3:] <= 0).to(image.dtype)
    if not bool(hidden.any()):
        return colours
    return pyramid_fill(colours, hidden)
