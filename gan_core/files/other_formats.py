"""GIF, BMP and JPEG 2000, which are read and not written, and the names of what is not read."""

from __future__ import annotations

import struct

import imagecodecs
import numpy as np

from gan_core.errors import InputError
from gan_core.files.picture import Metadata, Mode, Picture
from gan_core.files.pillow_formats import opened

_MAX_PIXELS = 1 << 28
_MODES: dict[int, Mode] = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
_JP2, _J2K = b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"
_BRANDS = {b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC"}
_STARTS = {
    b"8BPS": "a Photoshop document",
    b"%PDF": "a PDF",
    b"gimp xcf": "a GIMP document",
    b"\x76\x2f\x31\x01": "OpenEXR",
    b"#?RADIANCE": "Radiance HDR",
    b"<svg": "SVG",
    b"\0\0\x01\0": "an icon",
    b"FUJIFILM": "a camera's raw file",
}


def is_jpeg2000(start: bytes) -> bool:
    """Whether a file begins as JPEG 2000 does, with its container or without."""
    return start.startswith((_JP2, _J2K))


def read_gif_or_bmp(data: bytes, format: str) -> Picture:
    """Decode `format` ("GIF" or "BMP"); of an animation the first frame, which is said.

    Raises InputError for damaged data and for pictures beyond Pillow's bomb limit (179 megapixels).
    """
    image = opened(data, format)
    clear = image.mode in ("RGBA", "LA") or "transparency" in image.info
    mode: Mode = "L" if image.mode in ("1", "L") and not clear else "RGBA" if clear else "RGB"
    dpi = image.info.get("dpi")
    metadata = Metadata(dpi=(float(dpi[0]), float(dpi[1])) if dpi and all(dpi) else None)
    return Picture(np.atleast_3d(np.array(image.convert(mode))), mode, None, metadata)


def read_jpeg2000(data: bytes) -> Picture:
    """Grey or RGB of up to 16 bits, with or without alpha. Raises InputError for all else."""
    width, height, bits = _header(data)
    if width * height > _MAX_PIXELS:
        raise InputError(f"A JPEG 2000 of {width}×{height} is too large; the limit is 2^28 pixels.")
    try:
        pixels = np.atleast_3d(imagecodecs.jpeg2k_decode(data))
    except Exception as error:  # the codec raises almost anything on what it does not know
        raise InputError("The JPEG 2000 file is damaged, or of a rare kind.") from error
    if pixels.dtype.kind != "u" or pixels.shape[2] not in _MODES:
        raise InputError("JPEG 2000 is read as grey or RGB of up to 16 bits; write a TIFF or PNG.")
    dtype = np.uint8 if bits <= 8 else np.uint16
    top = np.iinfo(dtype).max
    if (1 << bits) - 1 != top:
        pixels = np.rint(pixels * (top / ((1 << bits) - 1)))
    return Picture(pixels.astype(dtype), _MODES[pixels.shape[2]])


def kind_of(start: bytes) -> str | None:
    """What a file is that is known and cannot be read, by its first bytes."""
    if start[4:8] == b"ftyp":
        return _BRANDS.get(start[8:12], "a film")
    return next((name for begin, name in _STARTS.items() if start.startswith(begin)), None)


def _header(data: bytes) -> tuple[int, int, int]:
    """Width, height and bits of the first component, from the codestream's SIZ segment."""
    place = data.find(_J2K)
    try:
        right, bottom, left, top = struct.unpack_from(">IIII", data, place + 8)
        (depth,) = struct.unpack_from(">B", data, place + 42)
    except struct.error:
        place = -1
    if place < 0 or right <= left or bottom <= top:
        raise InputError("The JPEG 2000 file is damaged.")
    bits = (depth & 0x7F) + 1
    if depth & 0x80 or bits > 16:
        raise InputError("JPEG 2000 is read as grey or RGB of up to 16 bits; write a TIFF or PNG.")
    return right - left, bottom - top, bits
