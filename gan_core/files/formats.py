"""Opening and saving a picture of any supported format."""

from __future__ import annotations

import logging
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from gan_core.atomic import replacing
from gan_core.choices import DICOM, READABLE
from gan_core.errors import InputError
from gan_core.files.dicom import (
    DicomSource,
    check_dicom,
    is_dicom,
    read_dicom,
    windowed,
    write_dicom,
)
from gan_core.files.other_formats import is_jpeg2000, kind_of, read_gif_or_bmp, read_jpeg2000
from gan_core.files.picture import Picture
from gan_core.files.pillow_formats import (
    check_jpeg,
    check_webp,
    read_jpeg_or_webp,
    write_jpeg,
    write_webp,
)
from gan_core.files.png import SIGNATURE, check_png, read_png, write_png
from gan_core.files.tiff import read_tiff, write_tiff
from gan_core.sentences import Sentence

_log = logging.getLogger(__name__)


class _Format(NamedTuple):
    check: Callable[[Picture], None]  # raises InputError for what the format cannot hold
    write: Callable[[Picture, Path], None]


def _check_tiff(picture: Picture) -> None:
    """TIFF holds every mode and depth."""


_TIFF = _Format(_check_tiff, write_tiff)
_JPEG = _Format(check_jpeg, write_jpeg)
_FORMATS = {
    ".png": _Format(check_png, write_png),
    ".tif": _TIFF,
    ".tiff": _TIFF,
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".webp": _Format(check_webp, write_webp),
}
SUFFIXES = (*_FORMATS, *DICOM)
READ = READABLE
_START = 132  # bytes that tell what a file is
_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def read(path: str | Path) -> Picture:
    """Decode a picture of any kind that is `READ`, recognised by its content, upright.

    Raises InputError with a sentence that names the file when it cannot be read.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            start = file.read(_START)
        try:
            if start.startswith(_TIFF_STARTS):  # whose parts are read where they lie
                return read_tiff(path)
            if is_dicom(start):
                return _first(read_dicom(path))
            return _decoded(path.read_bytes())
        except InputError as error:
            raise type(error)(
                "'{path}' cannot be opened: {error}", path=path, error=error
            ) from error
    except FileNotFoundError:
        raise InputError("There is no file '{path}'.", path=path) from None
    except IsADirectoryError:
        raise InputError("'{path}' is a folder, not a picture.", path=path) from None
    except OSError as error:
        raise InputError(
            "'{path}' cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error
    except MemoryError:
        raise InputError("There is not enough memory to open '{path}'.", path=path) from None


def frames(path: str | Path) -> list[Picture]:
    """Every frame of a DICOM file; of any other the one picture that `read` gives.

    Raises InputError as `read` does.
    """
    path = Path(path)
    if path.suffix.lower() not in DICOM or not path.is_file():
        return [read(path)]
    try:
        return read_dicom(path)
    except InputError as error:
        raise InputError("'{path}' cannot be opened: {error}", path=path, error=error) from error
    except OSError as error:
        raise InputError(
            "'{path}' cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error


def write(picture: Picture | list[Picture], path: str | Path) -> None:
    """Encode by the suffix: .png, .tif, .tiff, .jpg, .jpeg, .webp or .dcm; whole or not at all.

    Several frames go into a DICOM file only; a frame of one goes elsewhere as its window shows it.
    Raises InputError when the format cannot hold the picture, or the place cannot be written to.
    """
    path = Path(path)
    pictures = picture if isinstance(picture, list) else [picture]
    if path.suffix.lower() in DICOM:
        with replacing(path) as temporary:
            write_dicom(pictures, temporary)
        return
    if len(pictures) > 1:
        raise InputError(
            "'{name}' holds one picture, not {count}; end it in .dcm.",
            name=path.name,
            count=len(pictures),
        )
    format = _format(path)
    with replacing(path) as temporary:
        format.write(_shown(pictures[0]), temporary)


def check(picture: Picture, path: str | Path) -> None:
    """Raises the InputError that `write` would, for format and content, before any work is done."""
    path = Path(path)
    if path.suffix.lower() in DICOM:
        check_dicom(picture)
    else:
        _format(path).check(_shown(picture))


def _shown(picture: Picture) -> Picture:
    return windowed(picture) if isinstance(picture.metadata.own, DicomSource) else picture


def _first(pictures: list[Picture]) -> Picture:
    if len(pictures) > 1:
        _log.warning(
            Sentence(
                "The DICOM file holds {count} frames; only the first is used.", count=len(pictures)
            )
        )
    return pictures[0]


def _format(path: Path) -> _Format:
    found = _FORMATS.get(path.suffix.lower())
    if found is None:
        raise InputError(
            "'{name}' names no known format; end it in .png, .tif, .jpg or .webp.", name=path.name
        )
    return found


def decode(data: bytes, name: str) -> Picture:
    """The same from bytes, such as a member of an archive; `name` is what the error calls it."""
    try:
        if data.startswith(_TIFF_STARTS):
            return read_tiff(BytesIO(data))
        if is_dicom(data):
            return _first(read_dicom(BytesIO(data)))
        return _decoded(data)
    except InputError as error:
        raise InputError("'{name}' cannot be opened: {error}", name=name, error=error) from error
    except MemoryError:
        raise InputError("There is not enough memory to open '{name}'.", name=name) from None


def is_picture(data: bytes) -> bool:
    """Whether a file begins as a picture does, also one of a kind that is not read."""
    start = data[:_START]
    webp = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    known = start.startswith((SIGNATURE, b"\xff\xd8\xff", b"GIF8", b"BM", *_TIFF_STARTS))
    known = known or webp or is_dicom(start)
    return known or is_jpeg2000(start) or kind_of(start) is not None


def _decoded(data: bytes) -> Picture:
    if data.startswith(SIGNATURE):
        return read_png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return read_jpeg_or_webp(data, "JPEG")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return read_jpeg_or_webp(data, "WEBP")
    if data.startswith((b"GIF87a", b"GIF89a")):
        return read_gif_or_bmp(data, "GIF")
    if data.startswith(b"BM"):
        return read_gif_or_bmp(data, "BMP")
    if is_jpeg2000(data[:_START]):
        return read_jpeg2000(data)
    if data.startswith(b"PK"):
        raise InputError("it is an archive; OpenRaster files end in .ora.")
    kind = kind_of(data[:_START])
    if kind is not None:
        raise InputError("it is {kind}, which is not read; save it as PNG or TIFF.", kind=kind)
    raise InputError("it is no PNG, TIFF, JPEG or WebP.")
