"""EXIF in TIFF files.

There it is no block but a directory that a tag points to, and tifffile cannot write such
directories. Pillow's directory class can be asked for the bytes of one that is to lie at a given
offset, so they are appended to the finished file.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import tifffile
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

_EXIF_IFD, _GPS_IFD = 34665, 34853
_PLAIN = (271, 272, 306, 315, 33432)  # make, model, date, artist, copyright: plain text
_ASCII, _LONG = 2, 4
_PREFIX = b"Exif\0\0"
_DIRECTORIES = (_EXIF_IFD, _GPS_IFD)


def read(page: tifffile.TiffPage) -> bytes | None:
    """The EXIF and GPS directories of a file's page as one standard block, None without any."""
    tags = [page.tags[code] for code in _DIRECTORIES if code in page.tags]
    if not tags or page.parent.is_bigtiff:  # BigTIFF's have a layout that Pillow's do not read
        return None
    block = Image.Exif()
    file: Any = page.parent.filehandle
    file.seek(0)
    start = file.read(8)
    for tag in tags:
        file.seek(tag.offset + 8)  # tifffile's own value is the directory, already decoded
        (offset,) = struct.unpack(page.parent.byteorder + "I", file.read(4))
        directory = ImageFileDirectory_v2(start)
        file.seek(offset)
        directory.load(file)
        block.get_ifd(tag.code).update(dict(directory))
    for code in _PLAIN:
        if isinstance(page.tags.valueof(code), str):
            block[code] = page.tags.valueof(code)
    return bytes(block.tobytes()).removeprefix(_PREFIX)


def plain_tags(exif: bytes | None) -> dict[int, tuple[int, int, int, Any, bool]]:
    """What an EXIF block of another format says in plain text, as tags for tifffile."""
    if exif is None:
        return {}
    block = _load(exif)
    texts = {code: str(block[code]).encode() for code in _PLAIN if block.get(code)}
    return {code: (code, _ASCII, len(text), text, True) for code, text in texts.items()}


def append(path: Path, exif: bytes | None) -> None:
    """Add the block's directories to a finished classic TIFF of one page.

    The page's own directory is written anew behind them, with its entries as they were (their
    offsets count from the file's start) and the two that point to the directories.
    """
    if exif is None:
        return
    block = _load(exif)
    with path.open("r+b") as file:
        start = file.read(8)
        order = "<" if start[:2] == b"II" else ">"
        file.seek(struct.unpack(order + "I", start[4:])[0])
        (count,) = struct.unpack(order + "H", file.read(2))
        entries = [file.read(12) for _ in range(count)]
        end = file.seek(0, 2)
        for code in _DIRECTORIES:
            content = block.get_ifd(code)
            if not content:
                continue
            end += file.write(b"\0" * (end % 2))  # directories begin on a word boundary
            entries.append(struct.pack(order + "HHII", code, _LONG, 1, end))
            end += file.write(_bytes_at(content, start[:4], end))
        if len(entries) == count:
            return
        end += file.write(b"\0" * (end % 2))
        entries.sort(key=lambda entry: struct.unpack_from(order + "H", entry)[0])
        file.write(struct.pack(order + "H", len(entries)) + b"".join(entries) + b"\0" * 4)
        file.seek(4)
        file.write(struct.pack(order + "I", end))


def _load(exif: bytes) -> Image.Exif:
    """The block, or an empty one where it is damaged."""
    block = Image.Exif()
    try:
        block.load(_PREFIX + exif)
        for code in _DIRECTORIES:
            _bytes_at(block.get_ifd(code), b"II*\0", 0)  # whether it can be written again
    except Exception:  # Pillow raises nearly anything; a picture is worth more than its EXIF
        return Image.Exif()
    return block


def _bytes_at(content: Any, start: bytes, offset: int) -> bytes:
    """A directory of Pillow's as it is stored at this place of a file that begins so."""
    directory = ImageFileDirectory_v2(start + b"\0\0\0\0")
    directory.update(content)
    return bytes(directory.tobytes(offset))
