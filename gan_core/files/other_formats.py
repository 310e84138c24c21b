"""GIF, BMP and JPEG 2000, which are read and not written, and the names of what is not read."""

from __future__ import annotations

import imagecodecs
import numpy as np

from gan_core.errors import InputError
from gan_core.files import claims
from gan_core.files.picture import Metadata, Mode, Picture
from gan_core.files.pillow_formats import opened

_MAX_PIXELS = 1 << 28
_A_NUMBER = 14  # bytes, of it 4 in the codec, 8 while it is brought to full depth
_MODES: dict[int, Mode] = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
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
    return start.startswith((claims.JP2, claims.J2K))


def read_gif_or_bmp(data: bytes, format: str) -> Picture:
    """Decode `format` ("GIF" or "BMP"); of an animation the first frame, which is said.

    Raises InputError for damaged data and for pictures beyond Pillow's bomb limit (179 megapixels).
    """
    image = opened(data, format)
    clear = image.mode in ("RGBA", "LA") or "transparency" in image.info
    mode: Mode = "L" if image.mode in ("1", "L") and not clear else "RGBA" if clear else "RGB"
    dpi = image.info.get("dpi")
    metadata = Metadata(
        dpi=(float(dpi[0]), float(dpi[1])) if dpi and all(dpi) else None,
        frames=int(getattr(image, "n_frames", 1)),
    )
    return Picture(np.atleast_3d(np.array(image.convert(mode))), mode, None, metadata)


def read_jpeg2000(data: bytes) -> Picture:
    """Grey or RGB of up to 16 bits, with or without alpha. Raises InputError for all else."""
    claim = claims.check(data, _A_NUMBER)
    if claim is None:
        raise InputError("The JPEG 2000 file is damaged.")
    width, height, bits = claim.width, claim.height, claim.bits
    if width * height > _MAX_PIXELS:
        raise InputError(
            "A JPEG 2000 of {width}×{height} is too large; the limit is 2^28 pixels.",
            width=width,
            height=height,
        )
    if bits > 16:
        raise InputError("JPEG 2000 is read as grey or RGB of up to 16 bits; write a TIFF or PNG.")
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
