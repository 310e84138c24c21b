"""Opening and saving a picture of any supported format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from gan_core.atomic import replacing
from gan_core.errors import InputError
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
SUFFIXES = tuple(_FORMATS)


def read(path: str | Path) -> Picture:
    """Decode a PNG, TIFF, JPEG or WebP, recognised by its content, upright.

    Raises InputError with a sentence that names the file when it cannot be read.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            start = file.read(12)
        try:
            return _decode(path, start)
        except InputError as error:
            raise InputError(f"'{path}' cannot be opened: {error}") from error
    except FileNotFoundError:
        raise InputError(f"There is no file '{path}'.") from None
    except IsADirectoryError:
        raise InputError(f"'{path}' is a folder, not a picture.") from None
    except OSError as error:
        raise InputError(f"'{path}' cannot be read: {error.strerror or error}.") from error
    except MemoryError:
        raise InputError(f"There is not enough memory to open '{path}'.") from None


def write(picture: Picture, path: str | Path) -> None:
    """Encode by the suffix: .png, .tif, .tiff, .jpg, .jpeg or .webp; whole or not at all.

    Raises InputError when the format cannot hold the picture, or the place cannot be written to.
    """
    path = Path(path)
    format = _format(path)
    with replacing(path) as temporary:
        format.write(picture, temporary)


def check(picture: Picture, path: str | Path) -> None:
    """Raises the InputError that `write` would, for format and content, before any work is done."""
    _format(Path(path)).check(picture)


def _format(path: Path) -> _Format:
    found = _FORMATS.get(path.suffix.lower())
    if found is None:
        raise InputError(
            f"'{path.name}' names no known format; end it in .png, .tif, .jpg or .webp."
        )
    return found


def _decode(path: Path, start: bytes) -> Picture:
    if start.startswith(SIGNATURE):
        return read_png(path.read_bytes())
    if start.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return read_tiff(path)
    if start.startswith(b"\xff\xd8\xff"):
        return read_jpeg_or_webp(path.read_bytes(), "JPEG")
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return read_jpeg_or_webp(path.read_bytes(), "WEBP")
    if start.startswith(b"PK"):
        raise InputError("it is an archive; OpenRaster files end in .ora.")
    raise InputError("it is no PNG, TIFF, JPEG or WebP.")
