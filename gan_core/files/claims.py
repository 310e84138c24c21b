"""How large a coded picture says it is, read from its header without a decoder.

Codecs take the memory for the whole picture first and look for its data afterwards, so a hundred
bytes can ask for gigabytes. This is also for codestreams that lie within other files, TIFF's strips
and DICOM's frames, whose decoders believe the codestream and not the file around it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from gan_core import memory
from gan_core.sentences import Sentence

_PNG = b"\x89PNG\r\n\x1a\n"
JP2, J2K = b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"
_A_SAMPLE = 4  # bytes: as it is decoded, and a copy
_A_TILE = 12_000  # bytes that OpenJPEG keeps of each tile; 11,300 were measured


class Claim(NamedTuple):
    """What a header says."""

    width: int
    height: int
    channels: int  # as they come out of a decoder, rather too many than too few
    bits: int  # of a sample
    beside: int = 0  # bytes that a decoder takes besides the samples


def claim_of(data: bytes) -> Claim | None:
    """Of JPEG, JPEG-LS, JPEG 2000, PNG or WebP; None where the header cannot be found.

    A file that claims more than once is taken at its largest word.
    """
    try:
        if data[:2] == b"\xff\xd8":
            found = list(_jpeg(data))
        elif data.startswith((JP2, J2K)):
            found = list(_jpeg2000(data))
        elif data.startswith(_PNG):
            found = list(_png(data))
        elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            found = list(_webp(data))
        else:
            return None
    except (struct.error, IndexError):  # cut off: a decoder finds no more than we do
        return None
    return max(
        found, key=lambda each: each.width * each.height * each.channels + each.beside, default=None
    )


def check(data: bytes, a_sample: int = _A_SAMPLE) -> Claim | None:
    """The claim, if it can be afforded. Raises MemoryLimitError where it cannot.

    Args:
        a_sample: bytes that one number of one channel takes in all, until it is a Picture's.
    """
    claim = claim_of(data)
    if claim is None:
        return None
    needed = a_sample * claim.channels * claim.width * claim.height + claim.beside
    memory.check(
        needed, Sentence("A picture of {width}×{height}", width=claim.width, height=claim.height)
    )
    return claim


def _jpeg(data: bytes) -> Iterator[Claim]:
    """ISO/IEC 10918-1 B.2.2, and 14495-1 for JPEG-LS: the frame headers before the first scan."""
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            place += 1
            continue
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
        elif marker in (0x01, *range(0xD0, 0xD9), 0x00):  # stand alone
            place += 2
        elif marker in (0xD9, 0xDA):  # the end, or a scan
            return
        else:
            (length,) = struct.unpack_from(">H", data, place + 2)
            if (0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC)) or marker == 0xF7:
                bits, height, width, channels = struct.unpack_from(">BHHB", data, place + 4)
                yield Claim(width, height, max(channels, 1), bits)
            place += 2 + length


def _jpeg2000(data: bytes) -> Iterator[Claim]:
    """ISO/IEC 15444-1 A.5.1, in the boxes of I.4 or bare."""
    for place in _codestreams(data):
        right, bottom, left, top = struct.unpack_from(">IIII", data, place + 8)
        channels, depth = struct.unpack_from(">HB", data, place + 40)
        if right <= left or bottom <= top:
            raise IndexError
        across, down, first, uppermost = struct.unpack_from(">IIII", data, place + 24)
        if not across or not down:
            raise IndexError
        tiles = -(-(right - first) // across) * -(-(bottom - uppermost) // down)
        size = min(right, across), min(bottom, down)
        beside = tiles * _A_TILE
        with suppress(struct.error, IndexError):  # what SIZ says counts without the rest, too
            beside += _progression(data, place, size, channels)
        yield Claim(right - left, bottom - top, max(channels, 3), (depth & 0x7F) + 1, beside)


def _progression(data: bytes, place: int, size: tuple[int, int], channels: int) -> int:
    """Bytes of a decoder's table of packets: one for each layer, level, channel and precinct of a
    tile of that size. Says COD (A.6.1), before the first tile."""
    place += 2
    while data[place : place + 2] != b"\xff\x90":  # SOT
        marker, length = struct.unpack_from(">HH", data, place)
        if marker == 0xFF52:
            style, layers, levels = data[place + 4], *struct.unpack_from(">HxB", data, place + 6)
            most = 1
            for level in range(levels + 1 if style & 1 else 0):
                exponents = data[place + 14 + level]
                shrunk = levels - level
                across, down = (
                    -(-side // (1 << (shrunk + exponent)))
                    for side, exponent in zip(size, (exponents & 15, exponents >> 4), strict=True)
                )
                most = max(most, across * down)
            return 2 * layers * (levels + 1) * channels * most
        place += 2 + length
    return 0


def _codestreams(data: bytes) -> Iterator[int]:
    if data.startswith(J2K):
        yield 0
        return
    place = 0
    while place + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, place + 8)
            head = 16
        if kind == b"jp2c" and data[place + head :].startswith(J2K):
            yield place + head
        if length < head:  # 0: until the end
            return
        place += length


def _png(data: bytes) -> Iterator[Claim]:
    width, height, bits, colour = struct.unpack_from(">IIBB", data, 16)
    yield Claim(width, height, {0: 1, 2: 3, 4: 2}.get(colour, 4), bits)


def _webp(data: bytes) -> Iterator[Claim]:
    """RFC 9649: the canvas, and each picture on it."""
    place = 12
    while place + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, place)
        body = place + 8
        if kind == b"VP8X":
            width, height = (
                int.from_bytes(data[body + n : body + n + 3], "little") + 1 for n in (4, 7)
            )
            yield Claim(width, height, 4, 8)
        elif kind == b"VP8L" and data[body] == 0x2F:
            (packed,) = struct.unpack_from("<I", data, body + 1)
            yield Claim((packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1, 4, 8)
        elif kind == b"VP8 ":
            width, height = struct.unpack_from("<HH", data, body + 6)
            yield Claim(width & 0x3FFF, height & 0x3FFF, 4, 8)
        place = body + length + length % 2
