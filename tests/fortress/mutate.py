"""Bytes that went wrong: seeded changes of good files, deep enough to get past checksums."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

_NUMBERS = (0, 1, 2, 3, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFF)
_WORDS = (
    *(b"null", b"nan", b"inf", b"-1", b"0", b"1e999", b"99999999999999999999", b"true", b"[]"),
    *(b"{}", b'""', b"../../x", b"/etc/passwd", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"%s"),
    *(b"\xe2\x80\xae", b"utf-7", b"A" * 5000, b"[" * 3000, b"<stack>" * 500, b"\x1b[31m"),
)
_PNG = b"\x89PNG\r\n\x1a\n"


def mutated(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """`data` with some changes; `other` is a good file of the same kind to take pieces from."""
    if data.startswith(b"PK\x03\x04") and draw.random() < 0.8:
        return _member_changed(data, other, draw)
    changed = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 3, 8))):
        _change(changed, other, draw)
    if data.startswith(_PNG) and draw.random() < 0.7:
        return _checksums_right(bytes(changed))
    return bytes(changed)


def _change(data: bytearray, other: bytes, draw: random.Random) -> None:
    if not data:
        data += other
        return
    # headers lie at the beginning, and what is most worth changing with them
    near = min(len(data), draw.choice((64, 512, len(data), len(data))))
    place = draw.randrange(near)
    length = draw.choice((1, 2, 4, 8, 64, draw.randrange(1, len(data) + 1)))
    match draw.randrange(9):
        case 0:
            data[place] ^= 1 << draw.randrange(8)
        case 1:
            data[place] = draw.randrange(256)
        case 2:
            del data[place : place + length]
        case 3:
            data[place:place] = data[place : place + length][: 1 << 16]
        case 4:
            del data[place:]
        case 5:
            number, order = draw.choice(_NUMBERS), draw.choice("<>")
            data[place : place + 4] = struct.pack(f"{order}I", number)
        case 6:
            start = draw.randrange(len(other) or 1)
            data[place : place + length] = other[start : start + length]
        case 7:
            data[place:place] = draw.choice(_WORDS)
        case 8:
            data[place : place + length] = draw.choice(_WORDS)


def _member_changed(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """A zip with one member changed, or renamed, and its checksum right."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        members = source.infolist()
        chosen = draw.choice(members)
        for member in members:
            content, name = source.read(member), member.filename
            if member is chosen:
                if draw.random() < 0.1:
                    name = draw.choice((f"../{name}", f"/{name}", "", name.upper(), "stack.xml"))
                else:
                    content = mutated(content, content, draw)
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _checksums_right(data: bytes) -> bytes:
    """A PNG whose chunks have the checksums of what they hold now, so that it is looked at."""
    out, place = bytearray(data[:8]), 8
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        body = data[place + 4 : place + 8 + length]
        out += struct.pack(">I", length) + body + struct.pack(">I", zlib.crc32(body))
        place += 12 + length
    return bytes(out)
