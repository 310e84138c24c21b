"""What an editor shows of a picture, and what was changed there put back into it.

An editor paints in sRGB with alpha. The picture itself stays as its file has it: a pixel that looks
as it did keeps its bytes, whatever its colours, depth or profile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gan_core import memory
from gan_core.files import colour
from gan_core.files.compose import full_scale
from gan_core.files.picture import Metadata, Picture
from gan_core.files.pillow_formats import without_tables
from gan_core.files.png import without_colours
from gan_core.ops.boxes import Box
from gan_core.sentences import Sentence

Depth = Literal["u8", "u16", "f32"]
DTYPES: dict[Depth, str] = {"u8": "uint8", "u16": "uint16", "f32": "float32"}
_ROWS = 256  # at a time, so that a large picture is never floats as a whole
_COLOURED = 3  # of 255: by how much channels differ that are no grey any more


def depth_of(picture: Picture) -> Depth:
    """The least depth of an editor that holds all of a picture's."""
    return "f32" if picture.pixels.dtype.kind == "f" else _DEPTHS[picture.pixels.dtype.name]


_DEPTHS: dict[str, Depth] = {"uint8": "u8", "uint16": "u16"}


def rgba(picture: Picture, depth: Depth, box: Box | None = None) -> NDArray[Any]:
    """H×W×4 of `depth`: sRGB with straight alpha. Numbers that are none are transparent.

    CMYK without a profile is shown by the plainest formula. Floats beyond white stay beyond white.
    """
    box = box or picture.box
    dtype = np.dtype(DTYPES[depth])
    top = dtype.type(full_scale(dtype))
    out = np.full((*box.shape, 4), top, dtype)
    if _is_plain(picture, dtype):
        native = picture.pixels[box.slices]
        colours = 1 if picture.mode in ("L", "LA") else 3
        out[..., :3] = native[..., :colours]
        if picture.has_alpha:
            out[..., 3] = native[..., -1]
        return out
    floats = _floats(picture, box, clamp=depth != "f32")
    strange = np.asarray(np.isnan(floats).any(axis=2, keepdims=True))
    if strange.any():
        floats = np.where(strange, np.float32(0), floats)
    out[..., : floats.shape[2]] = colour.to_native(floats, dtype)
    out[strange[..., 0]] = 0
    return out


def _is_plain(picture: Picture, dtype: np.dtype[Any]) -> bool:
    """Whether its numbers are already those of the view."""
    same = picture.pixels.dtype == dtype and dtype.kind == "u" and picture.mode != "CMYK"
    return same and not picture.premultiplied and picture.icc in (None, colour.srgb_profile())


def _floats(picture: Picture, box: Box, clamp: bool) -> NDArray[np.float32]:
    if picture.mode != "CMYK" or colour.usable(picture.icc, "cmyk"):
        return picture.floats(box, clamp)
    ink = colour.to_float(picture.pixels[box.slices])
    return (1 - ink[..., :3]) * (1 - ink[..., 3:])


@dataclass(frozen=True)
class Changes:
    """What an editor changed: where, and whether that needs what the picture does not have."""

    where: NDArray[np.bool_]  # H×W
    coloured: bool
    clear: bool

    @property
    def any(self) -> bool:
        return bool(self.where.any())


def changes(
    picture: Picture, shown: NDArray[Any], touched: NDArray[np.bool_], depth: Depth
) -> Changes:
    """Compare what the editor shows with the picture.

    Args:
        shown: H×W×4 of `depth`, of the picture's size.
        touched: H×W, where anything else than the picture itself may be seen.
    """
    where = np.zeros(touched.shape, bool)
    coloured = clear = False
    limit = full_scale(shown.dtype) * _COLOURED / 255
    for box in _bands(picture):
        part = touched[box.slices]
        if not part.any():
            continue
        new, old = shown[box.slices], rgba(picture, depth, box)
        nothing = (new[..., 3] == 0) & (old[..., 3] == 0)
        found = part & (new != old).any(axis=2) & ~nothing
        where[box.slices] = found
        if found.any():
            seen = new[found]
            clear = clear or bool((seen[:, 3] < full_scale(shown.dtype)).any())
            of = seen[seen[:, 3] > 0][:, :3].astype(np.float32)
            coloured = coloured or bool((of.max(axis=1) - of.min(axis=1) > limit).any())
    return Changes(where, coloured, clear)


def put_back(picture: Picture, shown: NDArray[Any], where: NDArray[np.bool_]) -> None:
    """Write what is shown into the picture, where it changed, in the picture's own encoding."""
    for box in _bands(picture):
        part = where[box.slices]
        if part.any():
            floats = colour.to_float(shown[box.slices])
            picture.put(floats if picture.has_alpha else floats[..., :3], box, part)


def _bands(picture: Picture) -> Iterator[Box]:
    width, height = picture.size
    for top in range(0, height, _ROWS):
        yield Box(top, 0, min(top + _ROWS, height), width)


def full(depth: Depth) -> float:
    """What an opaque pixel's alpha is."""
    return full_scale(np.dtype(DTYPES[depth]))


def laid_on_white(shown: NDArray[Any]) -> NDArray[Any]:
    """The view without transparency."""
    alpha = colour.to_float(shown[..., 3:])
    light = colour.to_float(shown[..., :3]) * alpha + (1 - alpha)
    return colour.to_native(np.concatenate([light, np.ones_like(alpha)], axis=2), shown.dtype)


def eight_or_sixteen(shown: NDArray[Any]) -> Picture:
    """A picture of a view, in whole numbers."""
    return sixteen_bits(Picture(shown, "RGBA"))


def fresh(shown: NDArray[Any]) -> Picture:
    """A picture of what is shown alone: sRGB, with alpha only where something is transparent."""
    opaque = bool((shown[..., 3] >= full_scale(shown.dtype)).all())
    return Picture(shown[..., :3].copy(), "RGB") if opaque else Picture(shown, "RGBA")


def on_canvas(
    picture: Picture, size: tuple[int, int], offset: tuple[int, int]
) -> tuple[Picture, NDArray[np.bool_]]:
    """The picture on a canvas of another size (width, height), and where the canvas has none."""
    width, height = size
    if size == picture.size and offset == (0, 0):
        return picture, np.zeros((height, width), bool)
    pixels = picture.pixels
    memory.check(
        width * height * pixels.shape[2] * pixels.itemsize,
        Sentence("A canvas of {width}×{height}", width=width, height=height),
    )
    made = np.zeros((height, width, pixels.shape[2]), pixels.dtype)
    beyond = np.ones((height, width), bool)
    x, y = offset
    whole = Box(0, 0, height, width)
    part = Box(y, x, y + picture.size[1], x + picture.size[0]) & whole
    if min(part.shape) > 0:
        made[part.slices] = pixels[part.moved(-y, -x).slices]
        beyond[part.slices] = False
    return replace(picture, pixels=made), beyond


def in_colours(picture: Picture) -> Picture:
    """Grey as RGB: the same numbers, or sRGB where a grey profile says what they mean."""
    if picture.mode not in ("L", "LA"):
        return picture
    if colour.usable(picture.icc, "gray"):
        return _as_srgb(picture)
    grey = picture.pixels
    pixels = np.concatenate([np.repeat(grey[..., :1], 3, axis=2), grey[..., 1:]], axis=2)
    return replace(picture, pixels=pixels, mode="RGBA" if picture.has_alpha else "RGB")


def without_ink(picture: Picture) -> Picture:
    """CMYK as sRGB in the same depth."""
    return _as_srgb(picture) if picture.mode == "CMYK" else picture


def _as_srgb(picture: Picture) -> Picture:
    width, height = picture.size
    dtype = picture.pixels.dtype
    made = np.empty((height, width, 4 if picture.has_alpha else 3), dtype)
    for box in _bands(picture):
        made[box.slices] = colour.to_native(_floats(picture, box, dtype.kind != "f"), dtype)
    mode: Literal["RGBA", "RGB"] = "RGBA" if picture.has_alpha else "RGB"
    return Picture(made, mode, None, _of_other_colours(picture.metadata))


def _of_other_colours(metadata: Metadata) -> Metadata:
    return replace(metadata, own=without_tables(without_colours(metadata.own)))


def with_alpha(picture: Picture) -> Picture:
    """The same, and opaque all over."""
    if picture.has_alpha:
        return picture
    dtype = picture.pixels.dtype
    full = np.full((*picture.pixels.shape[:2], 1), full_scale(dtype), dtype)
    pixels = np.concatenate([picture.pixels, full], axis=2)
    return replace(picture, pixels=pixels, mode="LA" if picture.mode == "L" else "RGBA")


def on_white(picture: Picture) -> Picture:
    """Without alpha: what is transparent shows white; opaque pixels keep their bytes."""
    if not picture.has_alpha:
        return picture
    dtype = picture.pixels.dtype
    made = picture.pixels[..., :-1].copy()
    alpha = colour.to_float(picture.pixels[..., -1:])
    clear = alpha[..., 0] < 1
    floats, share = colour.to_float(made[clear]), alpha[clear]
    light = floats if picture.premultiplied else floats * share
    made[clear] = colour.to_native(light + (1 - share), dtype)
    return replace(
        picture,
        pixels=made,
        mode="L" if picture.mode == "LA" else "RGB",
        premultiplied=False,
    )


def sixteen_bits(picture: Picture) -> Picture:
    """Floats as whole numbers, cut off at black and white; what is no number is black."""
    if picture.pixels.dtype.kind != "f":
        return picture
    floats = np.nan_to_num(picture.pixels.astype(np.float32), posinf=1.0, neginf=0.0)
    return replace(picture, pixels=colour.to_native(floats, np.uint16))
