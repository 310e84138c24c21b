"""Layers: one picture laid over another, and results as pictures with alpha."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gan_core import memory
from gan_core.files.colour import srgb_profile
from gan_core.files.picture import Picture
from gan_core.ops.boxes import Box
from gan_core.sentences import Sentence

if TYPE_CHECKING:
    import torch

_ROWS = 256  # at a time, so that a large layer is never floats as a whole
_THUMBNAIL_SIDE = 256  # pixels, what OpenRaster and the file managers expect


def over(base: Picture, layer: Picture, offset: tuple[int, int], opacity: float = 1.0) -> None:
    """Blend `layer` over `base` in place (Porter-Duff's source-over), cut to the base.

    `offset` is x and y of the layer's upper left pixel; depths and profiles may differ.
    """
    x, y = offset
    placed = Box(y, x, y + layer.size[1], x + layer.size[0]) & base.box
    if min(placed.shape) <= 0:
        return
    for top in range(placed.top, placed.bottom, _ROWS):
        box = Box(top, placed.left, min(top + _ROWS, placed.bottom), placed.right)
        floats = layer.floats(box.moved(-y, -x), clamp=False)  # wide gamuts pass unharmed
        alpha = floats[..., 3:] if layer.has_alpha else np.ones_like(floats[..., :1])
        colours = floats[..., :3]
        if base.has_alpha:
            colours = np.concatenate([colours, np.ones_like(alpha)], axis=2)
        base.put(colours, box, alpha * opacity)


def cutout(like: Picture, result: torch.Tensor, mask: torch.Tensor) -> Picture:
    """A result as a layer of its own: colours in the depth and profile of `like`, mask as alpha.

    `result` is 1×3×h×w or 1×4×h×w sRGB, `mask` 1×1×h×w. Laid over `like` it looks as if it had been
    pasted through the mask. Where `like` is CMYK the layer is 8-bit sRGB.
    """
    import torch

    alpha = mask if result.shape[1] == 3 else mask * result[:, 3:]
    height, width = result.shape[2:]
    layer = transparent((width, height), None if like.mode == "CMYK" else like)
    layer.paste(torch.cat([result[:, :3], alpha], dim=1))
    return layer


def transparent(size: tuple[int, int], like: Picture | None = None) -> Picture:
    """An empty canvas (width, height) in the depth and colours of a picture, else 8-bit sRGB."""
    width, height = size
    dtype = like.pixels.dtype if like is not None else np.dtype(np.uint8)
    icc = like.icc if like is not None else None
    memory.check(
        width * height * 4 * dtype.itemsize,
        Sentence("A canvas of {width}×{height}", width=width, height=height),
    )
    if like is not None and like.mode in ("L", "LA"):
        return Picture(np.zeros((height, width, 2), dtype), "LA", icc)
    return Picture(np.zeros((height, width, 4), dtype), "RGBA", icc)


def enlarged(picture: Picture, scale: int, made: torch.Tensor | None = None) -> Picture:
    """A picture `scale` times as large in the same depth and colours, with profile and metadata.

    `made` is 1×3|4×scale·h×scale·w sRGB; without it the pixels are resampled bicubically.
    """
    import torch
    from torch.nn import functional

    from gan_core.ops.alpha import premultiply, unpremultiply
    from gan_core.ops.known import sane, strange
    from gan_core.ops.resample import resize

    width, height = (side * scale for side in picture.size)
    if made is None:
        whole = picture.tensor(clamp=False)
        made = unpremultiply(resize(premultiply(sane(whole)), (height, width)))
        made[:, 3:].clamp_(0, 1)
        lost = functional.interpolate(strange(whole).float(), (height, width), mode="nearest-exact")
        made = torch.where(lost > 0, torch.nan, made)
    # repeated, so that numbers that are none stay, which nothing is written over
    pixels = picture.pixels.repeat(scale, axis=0).repeat(scale, axis=1)
    large = replace(picture, pixels=pixels)
    large.paste(made)
    return large


def srgb_bytes(picture: Picture) -> NDArray[np.uint8]:
    """H×W×3, or H×W×4 where it is transparent or has numbers that are none: 8 bits of sRGB."""
    width, height = picture.size
    plain = picture.pixels.dtype == np.uint8 and not picture.premultiplied
    if plain and picture.icc in (None, srgb_profile()) and picture.mode in ("RGB", "RGBA"):
        return picture.pixels
    holes = picture.strange()
    clear = picture.has_alpha or holes is not None
    result = np.full((height, width, 4 if clear else 3), 255, np.uint8)
    for top in range(0, height, _ROWS):
        rows = Box(top, 0, min(top + _ROWS, height), width)
        floats = np.nan_to_num(picture.floats(rows))
        result[rows.slices][..., : floats.shape[2]] = np.rint(floats * 255)
        if holes is not None:
            result[rows.slices][..., 3][holes[rows.slices]] = 0
    return result


def full_scale(dtype: np.dtype[Any]) -> float:
    """What 1.0 is in a depth."""
    return float(np.iinfo(dtype).max) if dtype.kind == "u" else 1.0


def thumbnail(picture: Picture) -> bytes:
    """A small sRGB PNG of a picture."""
    width, height = picture.size
    size = (_THUMBNAIL_SIDE, _THUMBNAIL_SIDE)
    factor = max(1.0, max(width, height) / (2 * _THUMBNAIL_SIDE))
    # every pixel counts: of a dither or a fabric, every n-th one alone may show another colour
    between = max(1, round(width / factor)), max(1, round(height / factor))
    averaged = cv2.resize(picture.pixels, between, interpolation=cv2.INTER_AREA)
    small = replace(picture, pixels=averaged.reshape(*between[::-1], -1))
    image = Image.fromarray(srgb_bytes(small))
    image.thumbnail(size)
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
