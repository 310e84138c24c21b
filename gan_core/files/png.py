"""PNG: libpng (through imagecodecs) for the pixels, the chunks around them kept as they are.

Pillow has no 16-bit RGB, and no general reader returns the ancillary chunks; so the container is
read here (PNG specification, third edition, section 5) and the pixels by libpng.
"""

from __future__ import annotations

import json
import logging
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np

from gan_core import memory
from gan_core.errors import InputError
from gan_core.files import colour, exif, raw_profiles
from gan_core.files.picture import CHANNELS, Metadata, Mode, Picture, recipe_from
from gan_core.files.raw_profiles import inflate
from gan_core.sentences import Sentence

_log = logging.getLogger(__name__)
SIGNATURE = b"\x89PNG\r\n\x1a\n"
RECIPE_KEY = "ganvas"  # the iTXt keyword that a recipe stands under
MAX_PIXELS = 1 << 30
_XMP_KEY = b"XML:com.adobe.xmp"
_XMP_CHUNK = b"xmp "  # the place of the packet among the chunks, which is an iTXt in the file

# Chunks that describe pixels as they were stored (palette indices, animation, sample depth), or
# that are written anew.
_NOT_KEPT = {b"tRNS", b"bKGD", b"hIST", b"sPLT", b"sBIT", b"acTL", b"fcTL", b"fdAT", b"tIME"}

_OF_COLOURS = (b"iCCP", b"gAMA", b"cHRM", b"sRGB", b"cICP")
_MODES: dict[int, Mode] = {channels: mode for mode, channels in CHANNELS.items() if mode != "CMYK"}


@dataclass(frozen=True)
class Chunks:
    """The ancillary chunks of a PNG in their order; EXIF and XMP are only places in it."""

    items: tuple[tuple[bytes, bytes], ...]


def read_png(data: bytes) -> Picture:
    """Decode a PNG of any colour type; palettes become RGB(A), 1 to 4 bits become 8.

    Raises InputError for damaged data and for more than 2^30 pixels.
    """
    try:
        chunks = list(_chunks(data))
        width, height = struct.unpack_from(">II", chunks[0][1])
    except (struct.error, IndexError):
        raise InputError("The PNG file is damaged.") from None
    if width * height > MAX_PIXELS:
        raise InputError(
            "A picture of {width}×{height} is too large; the limit is 2^30 pixels.",
            width=width,
            height=height,
        )
    depth = 2 if chunks[0][1][8:9] == b"\x10" else 1
    memory.check(
        2 * 4 * depth * width * height,
        Sentence("A picture of {width}×{height}", width=width, height=height),
    )
    try:
        pixels = imagecodecs.png_decode(data)
    except (imagecodecs.PngError, ValueError) as error:
        raise InputError("The PNG file is damaged ({error}).", error=error) from error
    pixels = np.atleast_3d(pixels)
    frames = sum(kind == b"fcTL" for kind, _ in chunks)
    if frames > 1:
        _log.warning(
            Sentence(
                "The PNG is animated, with {count} frames; only its picture is used.", count=frames
            )
        )
    icc, metadata, turned = _describe(chunks)
    metadata = replace(metadata, frames=max(1, frames))
    if turned != 1:
        pixels = exif.turn(pixels, turned)
    return Picture(pixels, _MODES[pixels.shape[2]], icc, metadata)


def encode_png(picture: Picture, level: int = 4) -> bytes:
    """The bytes of a PNG with profile, metadata and recipe. Raises InputError for float or CMYK."""
    check_png(picture)
    pixels = picture.pixels
    if picture.mode in ("L", "LA") and (picture.icc or b"")[16:20] == b"RGB ":
        # PNG forbids this pair, which JPEG and TIFF allow; as RGB the profile can stay.
        pixels = np.concatenate([np.repeat(pixels[..., :1], 3, axis=2), pixels[..., 1:]], axis=2)
    if pixels.shape[2] == 1:
        pixels = pixels[..., 0]
    encoded = imagecodecs.png_encode(np.ascontiguousarray(pixels), level)
    header_end = len(SIGNATURE) + 25  # IHDR is the first chunk: 13 bytes, framed by 12
    parts = [encoded[:header_end], *map(_frame, _ancillary(picture)), encoded[header_end:]]
    return b"".join(parts)


def check_png(picture: Picture) -> None:
    """Raises InputError for what PNG cannot hold."""
    if picture.mode == "CMYK":
        raise InputError("PNG holds no CMYK; write a TIFF or a JPEG.")
    if picture.pixels.dtype.kind == "f":
        raise InputError("PNG holds no floating-point pixels; write a TIFF.")


def write_png(picture: Picture, path: Path) -> None:
    path.write_bytes(encode_png(picture))


def _chunks(data: bytes) -> Iterable[tuple[bytes, bytes]]:
    place = len(SIGNATURE)
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        # The picture's own data goes to libpng; slicing it here would only copy it.
        yield kind, b"" if kind == b"IDAT" else data[place + 8 : place + 8 + length]
        place += 12 + length


def _frame(chunk: tuple[bytes, bytes]) -> bytes:
    kind, body = chunk
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _describe(chunks: list[tuple[bytes, bytes]]) -> tuple[bytes | None, Metadata, int]:
    """Profile, metadata, and the orientation that the pixels still have to be turned by."""
    kept: list[tuple[bytes, bytes]] = []
    found: dict[bytes, bytes] = {}
    raw: dict[str, bytes] = {}  # what programs wrote as hexadecimal text before eXIf was there
    xmp = recipe = None
    for kind, body in chunks[1:]:
        if not kind[0] & 0x20 or kind in _NOT_KEPT:  # lower case marks the ancillary ones
            continue
        if kind == b"iTXt":
            key, text = _text(body)
            if key == RECIPE_KEY.encode():
                recipe = recipe_from(text)
                continue  # it was of the picture as it came; the result gets its own
            if key == _XMP_KEY:
                xmp = exif.upright_xmp(text)
                found[_XMP_KEY] = text
                kept.append((_XMP_CHUNK, b""))  # filled in when it is written
                continue
        if kind in (b"tEXt", b"zTXt") and body.startswith(raw_profiles.KEY):
            name, content = raw_profiles.read(kind, body)
            if content is not None:
                raw[name] = content
                if name in ("exif", "app1", "xmp"):  # written again as what they are
                    continue
        if kind == b"eXIf":
            found[kind] = body
            kept.append((kind, b""))
            continue
        found.setdefault(kind, body)
        kept.append((kind, body))
    block = found.get(b"eXIf") or raw_profiles.exif(raw)
    if block is not None and b"eXIf" not in found:
        kept.append((b"eXIf", b""))
    packet = found.get(_XMP_KEY) or raw_profiles.xmp(raw)
    if packet is not None and xmp is None:
        xmp = exif.upright_xmp(packet)
        kept.append((_XMP_CHUNK, b""))
    turned = exif.orientation(block, packet)
    metadata = Metadata(
        exif=exif.upright_exif(block),
        xmp=xmp,
        iptc=raw_profiles.iptc_records(raw),
        dpi=_dpi(found.get(b"pHYs")),
        recipe=recipe,
        own=Chunks(tuple(kept)),
        turned=turned,
    )
    return _profile(found), metadata, turned


def _profile(found: dict[bytes, bytes]) -> bytes | None:
    """From iCCP, else what sRGB, or gAMA with cHRM, say."""
    if b"iCCP" in found:
        _, _, rest = found[b"iCCP"].partition(b"\0")
        return inflate(rest[1:])
    if b"sRGB" in found or len(found.get(b"gAMA", b"")) != 4:
        return None
    encoding = struct.unpack(">I", found[b"gAMA"])[0] / 100_000
    if not 0.1 < encoding < 10 or abs(encoding - 1 / 2.2) < 0.01:  # 1/2.2 is how sRGB is stated
        return None
    points: list[float] = []
    if len(found.get(b"cHRM", b"")) == 32:
        points = [value / 100_000 for value in struct.unpack(">8I", found[b"cHRM"])]
    return colour.matrix_profile(1 / encoding, points[2:] or None, points[:2] or None)


def _text(body: bytes) -> tuple[bytes, bytes]:
    """Keyword and text of an iTXt chunk."""
    key, _, rest = body.partition(b"\0")
    parts = rest[2:].split(b"\0", 2)  # language tag, translated keyword, text
    if len(rest) < 2 or len(parts) < 3:
        return key, b""
    return key, (inflate(parts[2]) or b"") if rest[0] else parts[2]


def _dpi(body: bytes | None) -> tuple[float, float] | None:
    if body is None or len(body) != 9 or body[8] != 1:
        return None
    x, y = struct.unpack_from(">II", body)
    return (x * 0.0254, y * 0.0254)


def _ancillary(picture: Picture) -> list[tuple[bytes, bytes]]:
    metadata = picture.metadata
    if isinstance(metadata.own, Chunks):
        chunks = list(metadata.own.items)
    else:
        chunks = _translated(picture.icc, metadata)
    written = {
        b"eXIf": exif.sized_exif(metadata.exif, picture.size),
        _XMP_CHUNK: exif.sized_xmp(metadata.xmp, picture.size),
    }
    parts: list[tuple[bytes, bytes]] = []
    for kind, body in chunks:
        content = written.get(kind, body)
        if kind == _XMP_CHUNK and content is not None:
            parts.append((b"iTXt", _XMP_KEY + b"\0\0\0\0\0" + content))
        elif content is not None:
            parts.append((kind, content))
    if metadata.recipe is not None:
        text = json.dumps(metadata.recipe, ensure_ascii=False, sort_keys=True)
        parts.append((b"iTXt", RECIPE_KEY.encode() + b"\0\0\0\0\0" + text.encode()))
    return parts


def without_colours(own: Any) -> Any:
    """Chunks less those that say of which colours the pixels are, for pixels of other colours."""
    if not isinstance(own, Chunks):
        return own
    return Chunks(tuple(item for item in own.items if item[0] not in _OF_COLOURS))


def _translated(icc: bytes | None, metadata: Metadata) -> list[tuple[bytes, bytes]]:
    """The chunks for what came from another format."""
    chunks: list[tuple[bytes, Any]] = []
    if icc is not None:
        chunks.append((b"iCCP", b"ICC profile\0\0" + zlib.compress(icc)))
    if metadata.dpi is not None:
        x, y = (round(value / 0.0254) for value in metadata.dpi)
        chunks.append((b"pHYs", struct.pack(">IIB", x, y, 1)))
    if metadata.iptc is not None:
        chunks.append((b"zTXt", raw_profiles.of_iptc(metadata.iptc)))
    return [*chunks, (b"eXIf", b""), (_XMP_CHUNK, b"")]
