"""What a picture that somebody calls a mask is meant to select.

Masks come as grey, as JPEG, as numbers of classes, as strokes on nothing, as the picture itself
with a hole in it. What is clear is taken as it is meant; what could be meant in two ways is refused
with the two ways.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from gan_core.choices import MaskSource
from gan_core.errors import InputError
from gan_core.files import colour
from gan_core.files.picture import Picture
from gan_core.files.pillow_formats import JpegTables

_FAINT = 0.04  # of full scale: what a JPEG leaves of black
_LABELS = 0.1  # below this no number is a strength, but the number of a class
_CLEANED = 0.08  # what is cut off at both ends of a noisy mask
_HEIGHTS = (0.06, 0.08, 0.1, 0.13, 0.17, 0.22, 0.3)
_COLOURS = 16  # more are a picture, fewer a map of classes
_TINT = 0.1  # difference of channels that a JPEG gives to grey
_SAME = 0.03  # mean difference of two copies of a picture
_LOOKED_AT = 1 << 18  # pixels that statistics are taken from


def meaning(
    mask: Picture, of: Picture | None = None, source: MaskSource | None = None
) -> tuple[NDArray[Any], MaskSource]:
    """H×W in native depth, full scale = change, and which part of the file it was taken from.

    Args:
        mask: the mask's file.
        of: the picture that is to be changed, to know it again with a hole in it.
        source: what the person said it is; None to find out.

    Raises:
        InputError: the end of a sentence that begins with the mask's name.
    """
    if mask.mode == "CMYK":
        raise InputError("is CMYK, which cannot be a mask; save it as greyscale.")
    pixels = mask.pixels
    if pixels.dtype.kind == "f":
        pixels = np.nan_to_num(pixels.astype(np.float32)).clip(0.0, 1.0)
    alpha = pixels[..., -1] if mask.has_alpha else None
    colours = pixels[..., : 1 if mask.mode in ("L", "LA") else 3]
    if source is None:
        source = _source(colours, alpha, mask, of)
    if source == "luma":
        return _by_brightness(colours, isinstance(mask.metadata.own, JpegTables)), source
    if alpha is None:
        raise InputError(
            "has no transparency, so nothing of it can be taken from {source}.", source=source
        )
    return (alpha if source == "alpha" else inverted(alpha)), source


def plain_luma(mask: Picture) -> NDArray[Any]:
    """H×W brightness just as it stands in the file, for those who said that it is that."""
    pixels = mask.pixels
    if pixels.dtype.kind == "f":
        pixels = np.nan_to_num(pixels.astype(np.float32)).clip(0.0, 1.0)
    if mask.mode in ("L", "LA"):
        return pixels[..., 0]
    luma = np.average(pixels[..., :3], axis=2, weights=(0.2126, 0.7152, 0.0722))
    return np.ceil(luma).astype(pixels.dtype) if pixels.dtype.kind == "u" else luma


def inverted(values: NDArray[Any]) -> NDArray[Any]:
    """Black for white and white for black, in the same depth."""
    top = np.iinfo(values.dtype).max if values.dtype.kind == "u" else 1
    return (top - values).astype(values.dtype)


def _source(
    colours: NDArray[Any], alpha: NDArray[Any] | None, mask: Picture, of: Picture | None
) -> MaskSource:
    if alpha is None:
        return "luma"
    step = _step(alpha)
    opacity = colour.to_float(alpha[::step, ::step])
    if opacity.min() >= 0.5 and colour.to_float(alpha.min()) >= 0.5:
        return "luma"  # opaque but for a speck: alpha says nothing
    seen = colour.to_float(colours[::step, ::step])[opacity > 0.5]
    if not len(seen):
        return "alpha"
    if of is not None and _is_erased(mask, of, opacity, step):
        return "erased"
    spread = float(np.abs(seen - np.median(seen, axis=0)).mean())
    grey = float((seen.max(axis=1) - seen.min(axis=1)).mean()) < _TINT
    light = seen.mean(axis=1)
    dark_share, light_share = float((light < 0.25).mean()), float((light > 0.75).mean())
    if grey and min(dark_share, light_share) > 0.01 and dark_share + light_share > 0.9:
        raise InputError(
            "is black and white and partly transparent, so it says two things: give "
            "--mask-from alpha to change what is opaque, --mask-from luma what is white."
        )
    if spread > 0.04:
        raise InputError(
            "is a picture that is partly transparent: give --mask-from erased to change what is "
            "transparent, --mask-from alpha what is not."
        )
    return "alpha"


def _is_erased(mask: Picture, of: Picture, opacity: NDArray[np.float32], step: int) -> bool:
    """Whether the mask is the picture itself, with something erased."""
    if mask.size != of.size:
        return False
    seen = opacity > 0.9
    one, two = (
        colour.to_float(np.nan_to_num(p.pixels[::step, ::step, : 1 if "L" in p.mode else 3]))
        for p in (mask, of)
    )
    return bool(np.abs(one - two).mean(axis=2)[seen].mean() < _SAME and one[seen].std() > 0.01)


def _by_brightness(colours: NDArray[Any], lossy: bool) -> NDArray[Any]:
    if colours.shape[2] == 3:
        values = _grey(colours)
    else:
        values = colours[..., 0]
    step = _step(values)
    looked = colour.to_float(values[::step, ::step])
    low, high = (float(colour.to_float(end)) for end in (values.min(), values.max()))
    if high == 0 or low == high:
        return values
    if low > _LABELS:
        raise InputError(
            "has nothing black, so all of the picture would change: paint black what shall stay, "
            "or give --mask-from luma to change all by its brightness."
        )
    if high < _LABELS or _two_levels(values):
        return np.where(values > values.min(), np.uint8(255), np.uint8(0))
    # an edge that was only blurred has fewer pixels near its ends than between them
    off = np.minimum(looked, 1 - looked)
    noise = int(((off > 0) & (off < _FAINT)).sum()) - 0.72 * int((off >= _FAINT).sum())
    if lossy or noise > 64:
        return _without_noise(values)
    return values


def _grey(colours: NDArray[Any]) -> NDArray[Any]:
    """One channel of a coloured mask; InputError for what is a picture."""
    first = colours[..., 0]
    if (first == colours[..., 1]).all() and (first == colours[..., 2]).all():
        return first
    step = _step(first)
    looked = colour.to_float(colours[::step, ::step]).reshape(-1, 3)
    strength = looked.max(axis=1)
    if float(np.quantile(strength - looked.min(axis=1), 0.999)) < _TINT:
        return colours[..., 1]  # grey, but for what a JPEG did to it
    codes = (looked * 255).round().astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    different = np.unique(codes)
    if len(different) <= _COLOURS and different[0] == 0:  # classes on black
        return np.where(colours.any(axis=2), np.uint8(255), np.uint8(0))
    strong = strength > 0.2
    hue = looked[strong] / strength[strong][:, None]
    black = float((strength < _LABELS).mean())
    if black > 0.001 and float(np.abs(hue - np.median(hue, axis=0)).mean()) < _TINT:
        values = colour.to_float(colours.max(axis=2))  # one colour on black: its strength
        return (values / values.max()).astype(np.float32)
    raise InputError(
        "is a picture in colours and no mask; paint white what shall change and black what shall "
        "stay, or give --mask-from luma to take its brightness."
    )


def _without_noise(values: NDArray[Any]) -> NDArray[np.float32]:
    """Black and white made whole again, soft edges kept."""
    floats = _without_islands(colour.to_float(values))
    floats = 1 - _without_islands(1 - floats)
    return ((floats - _CLEANED) / (1 - 2 * _CLEANED)).clip(0.0, 1.0)


def _without_islands(floats: NDArray[np.float32]) -> NDArray[np.float32]:
    """Black where a JPEG, or a sharp way to scale, left waves beside an edge.

    Between them and the white is a trough: at some height they are islands without a bright peak.
    """
    bright = floats >= 0.5
    for height in _HEIGHTS:
        count, labels = cv2.connectedComponents((floats >= height).astype(np.uint8), connectivity=8)
        joined = np.zeros(count, bool)
        joined[labels[bright]] = True
        joined[0] = True  # what lies below this height
        floats = np.where(joined[labels], floats, np.float32(0))
    return floats


def _two_levels(values: NDArray[Any]) -> bool:
    low, high = values.min(), values.max()
    return bool(((values == low) | (values == high)).all())


def _step(values: NDArray[Any]) -> int:
    return max(1, int((values.size / _LOOKED_AT) ** 0.5))
