"""What the panel does to pixels itself: crop a result, and let a mask decide where it shows.

Slices of bytes run at C speed, so this needs no numpy, which the host's Python does not have.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from ..hosts.canvas import Region
from ..turns import Turns
from ..wire import CHANNELS, DTYPES, Buffer, Picture, room

BAND = 1 << 18  # pixels that are handled before the host's event loop may have its turn
# A full alpha value's bytes, little-endian; for a mask byte m, table[i][m] is the i-th byte of it.
_FULL = {"u8": b"\xff", "u16": b"\xff\xff", "f32": b"\x00\x00\x80\x3f"}


def bands(width: int, height: int, pixels: int = BAND) -> Iterator[tuple[int, int]]:
    """(first row, number of rows) of pieces of about so many pixels, from the top.

    >>> list(bands(100, 50, pixels=2000))
    [(0, 20), (20, 20), (40, 10)]
    """
    rows = max(1, pixels // max(1, width))
    for top in range(0, height, rows):
        yield top, min(rows, height - top)


def crop(picture: Picture, inner: Region, outer: Region) -> Picture:
    """The part of `picture` (which covers `outer`) that lies over `inner`."""
    if inner == outer:
        return picture
    pixel = CHANNELS[picture.channels] * DTYPES[picture.dtype]
    line, width = picture.width * pixel, inner.width * pixel
    start = (inner.y - outer.y) * line + (inner.x - outer.x) * pixel
    data, out = memoryview(picture.data), room(width * inner.height)
    turns = Turns()
    for top, rows in bands(inner.width, inner.height):
        for y in range(top, top + rows):
            out[y * width : (y + 1) * width] = data[start + y * line : start + y * line + width]
        turns.take()
    return _with(picture, inner.width, inner.height, out)


def shown_where(picture: Picture, mask: Buffer, soft: bool) -> Picture:
    """The picture, transparent where the mask is 0.

    Args:
        picture: RGBA or BGRA.
        mask: one byte a pixel.
        soft: whether grey mask values become partly transparent. False for results that are
            blended with what was below already: laying them over it must not blend again.
    """
    line = 4 * DTYPES[picture.dtype] * picture.width
    source, out = memoryview(picture.data), room(line * picture.height)
    set_alpha = _set_soft_alpha if soft else _set_hard_alpha
    turns = Turns()
    for top, rows in bands(picture.width, picture.height):
        piece = slice(top * line, (top + rows) * line)
        band = bytearray(source[piece])
        part = bytes(mask[top * picture.width : (top + rows) * picture.width])
        set_alpha(band, part, picture.dtype)
        out[piece] = band
        turns.take()
    return _with(picture, picture.width, picture.height, out)


def _set_hard_alpha(data: bytearray, mask: bytes, dtype: str) -> None:
    size = DTYPES[dtype]
    for byte in range(size):
        full = _FULL[dtype][byte]
        data[3 * size + byte :: 4 * size] = mask.translate(bytes([0]) + bytes([full]) * 255)


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


def _with(picture: Picture, width: int, height: int, data: memoryview) -> Picture:
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
