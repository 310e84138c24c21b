"""IPTC captions and credits, and the Photoshop resources that they lie in."""

from __future__ import annotations

import struct
from collections.abc import Iterator

IPTC = 0x0404
_CREDITS = (IPTC, 0x040A, 0x040B)  # captions, the mark and the address of the copyright
_THUMBNAILS = (0x0409, 0x040C)
_SIGNATURE = b"8BIM"
_JPEG_HEAD = b"Photoshop 3.0\0"
_LONGEST = 65533 - len(_JPEG_HEAD)  # bytes in a JPEG's segment


def resources(data: bytes) -> dict[int, bytes]:
    """Number and content of each resource; what is damaged ends the list."""
    return dict(_resources(data))


def credits(found: dict[int, bytes]) -> dict[int, bytes]:
    """Of all resources those that say something of the picture, not of how it was stored."""
    return {number: found[number] for number in _CREDITS if isinstance(found.get(number), bytes)}


def without_thumbnails(data: bytes) -> bytes:
    """The same resources but for small copies of the picture as it was."""
    found = resources(data)
    if not any(number in found for number in _THUMBNAILS):
        return data
    return packed({number: found[number] for number in found if number not in _THUMBNAILS})


def packed(found: dict[int, bytes]) -> bytes:
    """Resources as Photoshop stores them, one behind the other."""
    parts = []
    for number, content in found.items():
        parts.append(_SIGNATURE + struct.pack(">HHI", number, 0, len(content)) + content)
        parts.append(b"\0" * (len(content) % 2))
    return b"".join(parts)


def jpeg_segment(found: dict[int, bytes]) -> bytes:
    """Resources as the APP13 segment of a JPEG; nothing where there are none or too many."""
    body = packed(found)
    if not body or len(body) > _LONGEST:
        return b""
    return b"\xff\xed" + struct.pack(">H", 2 + len(_JPEG_HEAD) + len(body)) + _JPEG_HEAD + body


def _resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while data[place : place + 4] == _SIGNATURE and place + 7 <= len(data):
        (number,) = struct.unpack_from(">H", data, place + 4)
        named = data[place + 6] + 1
        place += 6 + named + named % 2
        if place + 4 > len(data):
            return
        (length,) = struct.unpack_from(">I", data, place)
        yield number, data[place + 4 : place + 4 + length]
        place += 4 + length + length % 2
