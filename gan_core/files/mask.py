"""Masks from picture files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from gan_core.errors import InputError
from gan_core.files import colour
from gan_core.files.formats import read
from gan_core.files.picture import Picture
from gan_core.ops.boxes import Box


@dataclass(frozen=True)
class Mask:
    """Which pixels to change: H×W in native depth, 0 = keep, full scale = change."""

    values: NDArray[Any]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.values.shape
        return width, height

    @property
    def bounds(self) -> Box:
        """The smallest box that holds all of the mask."""
        rows = np.flatnonzero(self.values.any(axis=1))
        columns = np.flatnonzero(self.values.any(axis=0))
        return Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)

    def tensor(self, box: Box | None = None) -> torch.Tensor:
        """1×1×h×w float32 in [0, 1] of the box, soft values kept."""
        values = colour.to_float(self.values if box is None else self.values[box.slices])
        return torch.from_numpy(values.clip(0.0, 1.0))[None, None]


def read_mask(path: str | Path, size: tuple[int, int]) -> Mask:
    """A mask for a picture of `size` (width, height): white, or opaque, is what shall change.

    Where the alpha of the file varies, it is the mask; else the brightness is. Raises InputError
    for a file of another size, or one that selects nothing.
    """
    return mask_of(read(path), size, str(path))


def mask_of(picture: Picture, size: tuple[int, int], name: str) -> Mask:
    """The same from an opened picture; `name` is what the errors call it."""
    if picture.size != size:
        have, want = ("{}×{}".format(*each) for each in (picture.size, size))
        raise InputError(f"The mask '{name}' is {have} and the picture {want}; make them the same.")
    values = _values(picture)
    if not values.any():
        raise InputError(f"The mask '{name}' selects nothing; paint white what shall change.")
    return Mask(values)


def _values(picture: Picture) -> NDArray[Any]:
    pixels = picture.pixels
    if pixels.dtype.kind == "f":
        pixels = np.nan_to_num(pixels.astype(np.float32)).clip(0.0, 1.0)
    if picture.has_alpha:
        alpha = pixels[..., -1]
        if alpha.min() != alpha.max():
            return alpha
    if picture.mode in ("L", "LA"):
        return pixels[..., 0]
    if picture.mode == "CMYK":
        raise InputError("A CMYK picture cannot be a mask; save the mask as greyscale.")
    # The green channel weighs most in any luma; masks are grey, so no more than one is needed.
    if (pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 1] == pixels[..., 2]).all():
        return pixels[..., 0]
    luma = np.average(pixels[..., :3], axis=2, weights=(0.2126, 0.7152, 0.0722))
    if pixels.dtype.kind == "u":
        # A faint colour is still a selection.
        return np.ceil(luma).astype(pixels.dtype)
    return luma.astype(np.float32)
