"""EXIF, XMP and IPTC of a PNG as "Raw profile type …" texts, as ImageMagick and others wrote them.

The PNG standard had no place for EXIF before eXIf, and has none for IPTC until now.
"""

from __future__ import annotations

import zlib

from gan_core.files import iptc

KEY = b"Raw profile type "
_XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
_MAX_INFLATED = 64 << 20  # bytes of one compressed text or profile


def read(kind: bytes, body: bytes) -> tuple[str, bytes | None]:
    """Name and content of a "Raw profile type …": a length and hexadecimal digits."""
    key, _, text = body.partition(b"\0")
    if kind == b"zTXt":
        text = inflate(text[1:]) or b""
    parts = text.split(None, 2)  # the name again, the length, the digits
    try:
        content = bytes.fromhex(parts[2].decode("ascii")) if len(parts) == 3 else None
    except ValueError:
        content = None
    return key.removeprefix(KEY).decode("latin-1").strip().lower(), content


def exif(raw: dict[str, bytes]) -> bytes | None:
    """The EXIF block among the profiles."""
    for name in ("exif", "app1"):
        block = raw.get(name, b"").removeprefix(b"Exif\0\0")
        if block[:2] in (b"II", b"MM"):
            return block
    return None


def xmp(raw: dict[str, bytes]) -> bytes | None:
    """The XMP packet among the profiles."""
    for name in ("xmp", "app1"):
        content = raw.get(name, b"")
        if name == "xmp" and content:
            return content
        if content.startswith(_XMP_HEAD):
            return content.removeprefix(_XMP_HEAD)
    return None


def iptc_records(raw: dict[str, bytes]) -> bytes | None:
    """The IPTC records among the profiles."""
    content = raw.get("iptc") or raw.get("8bim")
    if content is None:
        return None
    return iptc.resources(content).get(iptc.IPTC) if content[:4] == b"8BIM" else content


def of_iptc(records: bytes) -> bytes:
    """IPTC records as the body of a zTXt chunk."""
    data = iptc.packed({iptc.IPTC: records})
    text = f"\niptc\n{len(data):8}\n{data.hex()}\n".encode()
    return KEY + b"iptc\0\0" + zlib.compress(text)


def inflate(data: bytes) -> bytes | None:
    """What zlib packed, cut at 64 MB; None where it is damaged."""
    try:
        return zlib.decompressobj().decompress(data, _MAX_INFLATED)
    except zlib.error:
        return None
