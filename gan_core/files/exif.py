"""EXIF and XMP: the orientation on reading, the picture's size on writing.

The blocks are patched in place, so that everything else in them (maker notes hold absolute
offsets) stays byte for byte. Only the thumbnail goes: it would go on showing the picture as it was.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ORIENTATION, _EXIF_IFD = 0x0112, 0x8769
_WIDTHS, _HEIGHTS = (0x0100, 0xA002), (0x0101, 0xA003)
_THUMBNAIL, _THUMBNAIL_LENGTH = 0x0201, 0x0202
_SHORT, _LONG = 3, 4
_XMP_ORIENTATION = re.compile(rb"""(tiff:Orientation(?:>|\s*=\s*["']))\s*([1-8])""")
_XMP_WIDTH = re.compile(rb"""((?:tiff:ImageWidth|exif:PixelXDimension)(?:>|\s*=\s*["'])\s*)\d+""")
_XMP_HEIGHT = re.compile(rb"""((?:tiff:ImageLength|exif:PixelYDimension)(?:>|\s*=\s*["'])\s*)\d+""")


def orientation(exif: bytes | None, xmp: bytes | None = None) -> int:
    """1 (upright) to 8 as EXIF defines them: what the EXIF block says, else the XMP packet.

    1 where neither says it or it makes no sense.
    """
    for order, place, kind in _entries(exif, _ORIENTATION):
        (value,) = struct.unpack_from(order + ("H" if kind == _SHORT else "I"), exif or b"", place)
        return value if 1 <= value <= 8 else 1
    found = _XMP_ORIENTATION.search(xmp or b"")
    return int(found[2]) if found else 1


def upright_exif(exif: bytes | None) -> bytes | None:
    """The same block with orientation 1 and without a thumbnail."""
    if exif is None:
        return None
    block = bytearray(exif)
    for order, place, kind in _entries(exif, _ORIENTATION):
        struct.pack_into(order + ("H" if kind == _SHORT else "I"), block, place, 1)
    _drop_thumbnail(block)
    return bytes(block)


def upright_xmp(xmp: bytes | None) -> bytes | None:
    """The same packet with orientation 1."""
    return None if xmp is None else _XMP_ORIENTATION.sub(rb"\g<1>1", xmp)


def sized_exif(exif: bytes | None, size: tuple[int, int]) -> bytes | None:
    """The same block with the width and height (pixels) that the picture now has."""
    if exif is None:
        return None
    block = bytearray(exif)
    for tags, length in ((_WIDTHS, size[0]), (_HEIGHTS, size[1])):
        for tag in tags:
            for order, place, kind in _entries(exif, tag):
                if kind == _LONG or length < 1 << 16:
                    struct.pack_into(order + ("H" if kind == _SHORT else "I"), block, place, length)
    return bytes(block)


def sized_xmp(xmp: bytes | None, size: tuple[int, int]) -> bytes | None:
    """The same packet with the width and height (pixels) that the picture now has."""
    if xmp is None:
        return None
    xmp = _XMP_WIDTH.sub(rb"\g<1>%d" % size[0], xmp)
    return _XMP_HEIGHT.sub(rb"\g<1>%d" % size[1], xmp)


def turn(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """H×W×C pixels as they are meant to be seen."""
    if orientation in (5, 6, 7, 8):  # mirrored along a diagonal: rows become columns
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)


def _entries(exif: bytes | None, wanted: int) -> Iterator[tuple[str, int, int]]:
    """Byte order, offset and kind of a whole number in the first directory or the EXIF one."""
    if exif is None:
        return
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 10:
        return
    (start,) = struct.unpack_from(order + "I", exif, 4)
    for tag, kind, place in _directory(exif, order, start):
        if tag == wanted and kind in (_SHORT, _LONG):
            yield order, place, kind
        if tag == _EXIF_IFD and kind == _LONG and wanted != _ORIENTATION:
            (inner,) = struct.unpack_from(order + "I", exif, place)
            for inner_tag, inner_kind, inner_place in _directory(exif, order, inner):
                if inner_tag == wanted and inner_kind in (_SHORT, _LONG):
                    yield order, inner_place, inner_kind


def _directory(exif: bytes, order: str, start: int) -> Iterator[tuple[int, int, int]]:
    """Tag, kind and the offset of the value of each entry."""
    if start + 2 > len(exif):
        return
    (count,) = struct.unpack_from(order + "H", exif, start)
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        if entry + 12 > len(exif):
            return
        tag, kind = struct.unpack_from(order + "HH", exif, entry)
        yield tag, kind, entry + 8


def _drop_thumbnail(block: bytearray) -> None:
    """Cut the chain to the second directory, and blank the small picture that it points to."""
    order = {b"II": "<", b"MM": ">"}.get(bytes(block[:2]))
    if order is None or len(block) < 10:
        return
    (start,) = struct.unpack_from(order + "I", block, 4)
    if start + 2 > len(block):
        return
    (count,) = struct.unpack_from(order + "H", block, start)
    link = start + 2 + 12 * count
    if link + 4 > len(block):
        return
    (second,) = struct.unpack_from(order + "I", block, link)
    if second == 0:
        return
    struct.pack_into(order + "I", block, link, 0)
    found: dict[int, int] = {}
    for tag, kind, place in _directory(bytes(block), order, second):
        if tag in (_THUMBNAIL, _THUMBNAIL_LENGTH) and kind == _LONG:
            (found[tag],) = struct.unpack_from(order + "I", block, place)
    begin, length = found.get(_THUMBNAIL, 0), found.get(_THUMBNAIL_LENGTH, 0)
    if begin > 0 and begin + length <= len(block):
        block[begin : begin + length] = bytes(length)
