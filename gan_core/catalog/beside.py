"""File names that a card or a record mentions: written by strangers, so they lead nowhere else.

A name is taken only if it is that of a regular file in the very folder; a path, `..`, or a link
to a file elsewhere would let a stranger's folder read, or replace, what is not its own.
"""

from __future__ import annotations

import io
import os
import stat
from functools import lru_cache
from pathlib import Path

from PIL import Image

from gan_core.errors import InputError

_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_LONGEST = 200  # bytes of a name; a temporary name beside it has to fit into 255
_LARGEST = 16 << 20  # bytes of a picture's file
_MOST_PIXELS = 1 << 24
_SIDE = 1024  # pixels of the longest side that is kept


def is_plain(name: object) -> bool:
    """Whether `name` can only be that of something in the folder at hand, on any system."""
    if not isinstance(name, str) or not name.isprintable() or name.startswith("."):
        return False
    if any(letter in '/\\:*?"<>|' for letter in name) or name.endswith((".", " ")):
        return False
    return 0 < len(name.encode("utf-8", "surrogatepass")) <= _LONGEST


def beside(folder: Path, name: object) -> Path | None:
    """The regular file `name` in `folder`; None for anything else, symbolic links included."""
    if not is_plain(name):
        return None
    path = folder / str(name)
    try:
        return path if stat.S_ISREG(path.lstat().st_mode) else None
    except (OSError, ValueError):
        return None


def picture_beside(folder: Path, name: object) -> Path | None:
    """As `beside`, for a name that ends like a picture's: never weights, a card or a record."""
    path = beside(folder, name)
    return path if path is not None and path.suffix.lower() in _FORMATS else None


def reencoded(path: Path) -> bytes:
    """A small PNG, JPEG or WebP (by the suffix), decoded and encoded anew.

    What comes out are pixels and nothing else that the file held. Raises InputError where it is
    no real picture, or a link, or too large for a thumbnail.
    """
    try:
        state = path.lstat()
        return _reencoded(path, state.st_mtime_ns, state.st_size)
    except InputError:
        raise
    except Exception as error:  # Pillow raises nearly anything on damaged bytes
        raise InputError("'{name}' is no picture that can be shown.", name=path.name) from error


def media_type(path: Path) -> str:
    """What `reencoded` gives for `path`, as HTTP calls it."""
    return f"image/{_FORMATS[path.suffix.lower()].lower()}"


@lru_cache(maxsize=256)
def _reencoded(path: Path, changed: int, size: int) -> bytes:
    """`changed` and `size` are there to tell an older file of that name from this one."""
    data = _bytes(path)
    with Image.open(io.BytesIO(data), formats=sorted(set(_FORMATS.values()))) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise InputError("'{name}' is too large for a thumbnail.", name=path.name)
        format = _FORMATS[path.suffix.lower()]
        clear = format != "JPEG" and image.has_transparency_data
        plain = image.convert("RGBA" if clear else "RGB")
    plain.thumbnail((_SIDE, _SIDE))
    pixels = Image.frombytes(plain.mode, plain.size, plain.tobytes())  # leaves what else it said
    out = io.BytesIO()
    pixels.save(out, format, quality=90)
    return out.getvalue()


def _bytes(path: Path) -> bytes:
    """The content of a regular file, which is not a link at the moment of opening it either."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode) or state.st_size > _LARGEST:
            raise InputError("'{name}' is no small picture.", name=path.name)
        return file.read(_LARGEST)
