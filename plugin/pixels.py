"""What hosts and panel do to pixels themselves: copy rectangles, let a mask decide what shows.

Slices of bytes run at C speed, so this needs no numpy, which the host's Python does not have.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace

from .canvas import Region, Selection
from .event_pump import EventPump
from .wire import CHANNELS, DTYPES, Buffer, Picture, allocate

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


def copy(source: memoryview, have: Region, target: memoryview, want: Region, size: int = 1) -> None:
    """Copy the rows that two rectangles of pixels have in common.

    Args:
        source: the pixels of `have`, row after row.
        target: room for those of `want`; what lies outside `have` is left alone.
        size: bytes a pixel.
    """
    part, pump = want.within(have), EventPump()
    length = part.width * size
    gapless = have.width == want.width == part.width  # rows that follow each other go together
    for top, rows in bands(part.width, part.height):
        step = rows if gapless else 1
        for y in range(part.y + top, part.y + top + rows, step):
            there, here = (
                ((y - region.y) * region.width + part.x - region.x) * size
                for region in (have, want)
            )
            target[here : here + length * step] = source[there : there + length * step]
        pump.pump()


def unpadded(data: bytes, line: int, width: int) -> bytes:
    """Lines of `line` bytes, such as Qt's, cut to the first `width` of each."""
    if line == width:
        return data
    return b"".join(data[start : start + width] for start in range(0, len(data), line))


def crop(picture: Picture, inner: Region, outer: Region) -> Picture:
    """The part of `picture` (which covers `outer`) that lies over `inner`."""
    if inner == outer:
        return picture
    size = CHANNELS[picture.channels] * DTYPES[picture.dtype]
    data = allocate(inner.width * inner.height * size)
    copy(memoryview(picture.data), outer, data, inner, size)
    return replace(picture, width=inner.width, height=inner.height, data=data)


def mask_picture(selection: Selection, region: Region) -> Picture:
    """The selection as the engine's mask over `region`; what lies outside it is left out."""
    if selection.region == region:
        return Picture(region.width, region.height, "L", "u8", selection.mask, "mask")
    data = allocate(region.width * region.height)
    copy(memoryview(selection.mask), selection.region, data, region)
    return Picture(region.width, region.height, "L", "u8", data, "mask")


def brightness(picture: Picture) -> bytes:
    """A byte a pixel of a grey RGBA or BGRA picture in whole numbers."""
    size = DTYPES[picture.dtype]  # of two bytes, the last one is the higher
    return bytes(memoryview(picture.data).cast("B")[size - 1 :: 4 * size])


def opacity(picture: Picture) -> bytes:
    """A byte a pixel: the alpha of an RGBA or BGRA picture in whole numbers."""
    size = DTYPES[picture.dtype]
    return bytes(memoryview(picture.data).cast("B")[4 * size - 1 :: 4 * size])


def shown_where(picture: Picture, mask: Buffer, soft: bool) -> Picture:
    """The picture, transparent where the mask is 0.

    Args:
        picture: RGBA or BGRA.
        mask: one byte a pixel.
        soft: whether grey mask values become partly transparent. False for results that are
            blended with what was below already: laying them over it must not blend again.
    """
    line = 4 * DTYPES[picture.dtype] * picture.width
    source, out = memoryview(picture.data), allocate(line * picture.height)
    set_alpha = _set_soft_alpha if soft else _set_hard_alpha
    pump = EventPump()
    for top, rows in bands(picture.width, picture.height):
        piece = slice(top * line, (top + rows) * line)
        band = bytearray(source[piece])
        part = bytes(mask[top * picture.width : (top + rows) * picture.width])
        set_alpha(band, part, picture.dtype)
        out[piece] = band
        pump.pump()
    return replace(picture, data=out)


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
