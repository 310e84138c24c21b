"""What the panel does to pixels itself: crop a result, and let a mask decide where it shows.

Slices of bytes run at C speed, so this needs no numpy, which the host's Python does not have.
"""

from __future__ import annotations

import struct
from typing import Any

from ..hosts.canvas import Region
from ..wire import CHANNELS, DTYPES, Picture

# A full alpha value's bytes, little-endian; for a mask byte m, table[i][m] is the i-th byte of it.
_FULL = {"u8": b"\xff", "u16": b"\xff\xff", "f32": b"\x00\x00\x80\x3f"}


def crop(picture: Picture, inner: Region, outer: Region) -> Picture:
    """The part of `picture` (which covers `outer`) that lies over `inner`."""
    if inner == outer:
        return picture
    pixel = CHANNELS[picture.channels] * DTYPES[picture.dtype]
    line = picture.width * pixel
    start = (inner.y - outer.y) * line + (inner.x - outer.x) * pixel
    data = memoryview(picture.data)
    rows = [
        data[start + y * line : start + y * line + inner.width * pixel] for y in range(inner.height)
    ]
    return _with(picture, inner.width, inner.height, b"".join(rows))


def shown_where(picture: Picture, mask: bytes, soft: bool) -> Picture:
    """The picture, transparent where the mask is 0.

    Args:
        picture: RGBA or BGRA.
        mask: one byte a pixel.
        soft: whether grey mask values become partly transparent. False for results that are
            blended with what was below already: laying them over it must not blend again.
    """
    size = DTYPES[picture.dtype]
    data = bytearray(picture.data)
    if soft:
        _set_soft_alpha(data, mask, picture.dtype)
    else:
        for byte in range(size):
            full = _FULL[picture.dtype][byte]
            table = bytes([0]) + bytes([full]) * 255
            data[3 * size + byte :: 4 * size] = mask.translate(table)
    return _with(picture, picture.width, picture.height, bytes(data))


def _set_soft_alpha(data: bytearray, mask: bytes, dtype: str) -> None:
    if dtype == "u8":
        data[3::4] = mask
    elif dtype == "u16":  # m * 257 repeats the byte
        data[6::8] = mask
        data[7::8] = mask
    else:
        values = [struct.pack("<f", m / 255) for m in range(256)]
        for byte in range(4):
            data[12 + byte :: 16] = mask.translate(bytes(value[byte] for value in values))


def _with(picture: Picture, width: int, height: int, data: bytes) -> Picture:
    return Picture(
        width, height, picture.channels, picture.dtype, data, picture.name, picture.recipe
    )


def describe(recipe: dict[str, Any]) -> str:
    """A recipe in one line, as the history shows it."""
    parts = [str(recipe.get("model") or recipe.get("task") or "")]
    if "seed" in recipe:
        parts.append(f"seed {recipe['seed']}")
    settings = recipe.get("settings") or {}
    parts += [f"{key} {value}" for key, value in settings.items() if value not in (None, "")]
    return ", ".join(part for part in parts if part)
