"""EXIF and XMP orientation: read it, turn the pixels, and set the tags to upright.

The blocks are patched in place, so that everything else in them (maker notes hold absolute
offsets) stays byte for byte.
"""

from __future__ import annotations

import re
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ORIENTATION = 0x0112
_XMP_ORIENTATION = re.compile(rb"""(tiff:Orientation(?:>|\s*=\s*["']))[1-8]""")


def orientation(exif: bytes | None) -> int:
    """1 (upright) to 8 as EXIF defines them; 1 where there is none or it makes no sense."""
    place = _find(exif) if exif else None
    if exif is None or place is None:
        return 1
    order, offset = place
    (value,) = struct.unpack_from(order + "H", exif, offset)
    return value if 1 <= value <= 8 else 1


def upright_exif(exif: bytes | None) -> bytes | None:
    """The same block with orientation 1."""
    place = _find(exif) if exif else None
    if exif is None or place is None:
        return exif
    order, offset = place
    return exif[:offset] + struct.pack(order + "H", 1) + exif[offset + 2 :]


def upright_xmp(xmp: bytes | None) -> bytes | None:
    """The same packet with orientation 1."""
    return None if xmp is None else _XMP_ORIENTATION.sub(rb"\g<1>1", xmp)


def turn(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """H×W×C pixels as they are meant to be seen."""
    if orientation in (5, 6, 7, 8):  # mirrored along a diagonal: rows become columns
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)


def _find(exif: bytes) -> tuple[str, int] | None:
    """Byte order and offset of the orientation's value in the first directory."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 10:
        return None
    (start,) = struct.unpack_from(order + "I", exif, 4)
    if start + 2 > len(exif):
        return None
    (count,) = struct.unpack_from(order + "H", exif, start)
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        if entry + 12 > len(exif):
            return None
        tag, kind = struct.unpack_from(order + "HH", exif, entry)
        if tag == _ORIENTATION:
            return (order, entry + 8) if kind == 3 else None
    return None
