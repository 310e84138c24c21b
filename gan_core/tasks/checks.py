"""What every task asks of pictures, masks and strengths before it begins."""

from __future__ import annotations

import torch

from gan_core.errors import InputError
from gan_core.sentences import Sentence


def check_picture(image: torch.Tensor, what: str = "The picture", alone: bool = False) -> None:
    """InputError unless `image` is N×3×H×W or N×4×H×W of floats; with `alone` N is 1."""
    batch = "1" if alone else "N"
    fits = image.ndim == 4 and image.shape[1] in (3, 4) and 0 not in image.shape
    if not fits or (alone and image.shape[0] != 1):
        raise InputError(
            "{what} must be {batch}×3×H×W or {batch}×4×H×W, not {shape}.",
            what=what,
            batch=batch,
            shape=_shape(image) or "a number",
        )
    if not image.is_floating_point():
        raise InputError(
            "{what} must hold floating numbers from 0 to 1, not {dtype}.",
            what=what,
            dtype=image.dtype,
        )


def check_mask(
    image: torch.Tensor, mask: torch.Tensor | None, use: str | None, name: str = "mask"
) -> None:
    """InputError unless there is no mask, or one for each picture or for all that selects pixels.

    Args:
        use: the end of "The mask is empty: …"; None where it may be.
        name: what the errors call it.
    """
    if mask is None:
        return
    if mask.ndim != 4 or mask.shape[1] != 1 or mask.shape[0] not in (1, image.shape[0]):
        raise InputError("The {name} must be N×1×H×W, not {shape}.", name=name, shape=_shape(mask))
    if mask.shape[-2:] != image.shape[-2:]:
        sizes = [f"{shape[-1]}×{shape[-2]}" for shape in (mask.shape, image.shape)]
        raise InputError(
            "The {name} is {size} pixels and the picture {picture_size}.",
            name=name,
            size=sizes[0],
            picture_size=sizes[1],
        )
    if use is not None and not bool((mask > 0).any()):
        raise InputError("The {name} is empty: {use}.", name=name, use=Sentence(use))


def check_strength(strength: float) -> None:
    """InputError unless it lies between 0 and 1."""
    if not 0 <= strength <= 1:
        raise InputError(
            "The strength must lie between 0 and 1, not at {strength}.", strength=strength
        )


def check_tile(tile: int, smallest: int) -> None:
    """InputError for a tile of fewer pixels a side."""
    if tile < smallest:
        raise InputError(
            "Tiles need at least {smallest} pixels a side, not {tile}.",
            smallest=smallest,
            tile=tile,
        )


def _shape(tensor: torch.Tensor) -> str:
    return "×".join(map(str, tensor.shape))
