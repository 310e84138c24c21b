"""A few hundred bytes that claim gigabytes: refused by their header, in every format that is read.

Each file is made by hand: a good small one whose header says something else.
"""

from __future__ import annotations

import io
import struct
import zlib

import imagecodecs
import numpy as np
import pydicom
import pytest
from PIL import Image
from pydicom.encaps import encapsulate
from pydicom.filewriter import write_file_meta_info
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLSLossless,
)

from gan_core.errors import InputError, MemoryLimitError
from gan_core.files import claims, read
from gan_core.files.claims import claim_of
from tests.files.test_dicom import scan

SIDE = 12_000  # 144 megapixels, which Pillow would open
GREY = np.zeros((8, 8), np.uint8)
JPEG, JPEG_2000, WEBP, PNG, JPEG_XL = 7, 34712, 50001, 34933, 50002  # in a TIFF


def saved(kind: str, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, kind, **({"lossless": True} if kind == "WEBP" else {}))
    return out.getvalue()


def patched(data: bytes, place: int, layout: str, *numbers: int) -> bytes:
    new = struct.pack(layout, *numbers)
    return data[:place] + new + data[place + len(new) :]


def png() -> bytes:
    claimed = patched(saved("PNG"), 16, ">II", SIDE, SIDE)
    return patched(claimed, 29, ">I", zlib.crc32(claimed[12:29]))


def jpeg(mode: str = "RGB") -> bytes:
    honest = saved("JPEG", mode)
    return patched(honest, honest.index(b"\xff\xc0") + 5, ">HH", SIDE, SIDE)


def jpeg_ls() -> bytes:
    honest = imagecodecs.jpegls_encode(GREY)
    return patched(honest, honest.index(b"\xff\xf7") + 5, ">HH", SIDE, SIDE)


def jpeg_2000() -> bytes:
    honest = imagecodecs.jpeg2k_encode(GREY, codecformat="j2k")
    return patched(honest, 8, ">IIIIIIII", SIDE, SIDE, 0, 0, SIDE, SIDE, 0, 0)


def boxed_jpeg_2000() -> bytes:
    """In boxes; the first codestream that one finds lies in a box that decoders pass over."""
    honest = imagecodecs.jpeg2k_encode(GREY, codecformat="jp2")
    begin = honest.index(b"jp2c") - 4
    small = honest[begin + 8 :]
    decoy = struct.pack(">I4s", len(small) + 8, b"free") + small
    return honest[:begin] + decoy + struct.pack(">I4s", 0, b"jp2c") + jpeg_2000()


def webp() -> bytes:
    return patched(saved("WEBP"), 21, "<I", (SIDE - 1) | (SIDE - 1) << 14)


def gif() -> bytes:
    return patched(saved("GIF", "P"), 6, "<HH", SIDE, SIDE)


def bmp() -> bytes:
    return patched(saved("BMP"), 18, "<ii", SIDE, SIDE)


def tiff(compression: int, part: bytes, tile: int = 0, side: int = 8) -> bytes:
    """One strip, or one tile, of 8-bit grey."""
    tags = {256: side, 257: side, 258: 8, 259: compression, 262: 1, 277: 1}
    tags |= {322: tile, 323: tile} if tile else {278: side}
    where, length = (324, 325) if tile else (273, 279)
    tags |= {where: 14 + 12 * (len(tags) + 2), length: len(part)}
    entries = [struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(tags.items())]
    return struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + b"".join(entries) + bytes(4) + part


def dicom(syntax: UID, frame: bytes) -> bytes:
    """A small frame, compressed by a codec that is told otherwise by the frame itself."""
    out = io.BytesIO()
    made = scan(out, GREY, bits=8)
    made.file_meta.TransferSyntaxUID = syntax
    made.PixelData = encapsulate([frame])
    made["PixelData"].is_undefined_length = True
    out = io.BytesIO()
    pydicom.dcmwrite(out, made, enforce_file_format=True)
    return out.getvalue()


def many_frames() -> bytes:
    """Each number lasts for a thousand pixels at the most, so it has some kilobytes."""
    out = io.BytesIO()
    made = scan(out, GREY, bits=8)
    made.Rows, made.Columns, made.NumberOfFrames = 800, 800, 90
    made.PixelData = bytes(64 << 10)
    out = io.BytesIO()
    pydicom.dcmwrite(out, made, enforce_file_format=True)
    return out.getvalue()


def deflated_dicom() -> bytes:
    """300 MB of zeros in 300 kB."""
    out = io.BytesIO()
    made = scan(out, GREY, bits=8)
    made.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    head = io.BytesIO()
    write_file_meta_info(head, made.file_meta)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(300))
    return bytes(128) + b"DICM" + head.getvalue() + packed + squeeze.flush()


HOSTILE = {
    "PNG": png,
    "JPEG": jpeg,
    "JPEG 2000": jpeg_2000,
    "JPEG 2000 in boxes": boxed_jpeg_2000,
    "WebP": webp,
    "GIF": gif,
    "BMP": bmp,
    "TIFF": lambda: tiff(8, zlib.compress(bytes(64)) + bytes(20_000), side=9000),
    "TIFF with a huge tile": lambda: tiff(8, zlib.compress(bytes(64)), tile=SIDE),
    "TIFF with a JPEG": lambda: tiff(JPEG, jpeg("L")),
    "TIFF with a JPEG 2000": lambda: tiff(JPEG_2000, jpeg_2000()),
    "TIFF with a WebP": lambda: tiff(WEBP, webp()),
    "TIFF with a PNG": lambda: tiff(PNG, png()),
    "DICOM": many_frames,
    "DICOM with a JPEG": lambda: dicom(JPEGBaseline8Bit, jpeg("L")),
    "DICOM with a JPEG-LS": lambda: dicom(JPEGLSLossless, jpeg_ls()),
    "DICOM with a JPEG 2000": lambda: dicom(JPEG2000Lossless, jpeg_2000()),
    "DICOM, deflated": deflated_dicom,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_a_file_claims_is_looked_at_before_it_is_taken(tmp_path, monkeypatch, kind):
    monkeypatch.setenv("GANVAS_MEMORY_GB", "0.1")
    path = tmp_path / "small"
    path.write_bytes(HOSTILE[kind]())
    assert path.stat().st_size < 400_000
    with pytest.raises(MemoryLimitError, match="GB of memory"):
        read(path)


def test_a_tiff_with_a_codec_whose_claims_cannot_be_read_is_refused(tmp_path):
    path = tmp_path / "a.tif"
    path.write_bytes(tiff(JPEG_XL, imagecodecs.jpegxl_encode(GREY)))
    with pytest.raises(InputError, match="JPEGXL inside is not read"):
        read(path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "JPEG2000"])
def test_honest_headers_are_understood(kind):
    out = io.BytesIO()
    Image.new("RGB", (31, 17)).save(out, kind)
    claim = claim_of(out.getvalue())
    assert claim is not None and (claim.width, claim.height) == (31, 17)
    for length in range(0, len(out.getvalue()), 7):
        claim_of(out.getvalue()[:length])  # cut off anywhere, it says nothing or the same


def test_jpeg_2000_s_tiles_and_layers_are_counted(monkeypatch):
    """A kilobyte with 43,692 tiles took 0.6 GB where 0.1 was thought of."""
    monkeypatch.setenv("GANVAS_MEMORY_GB", "0.25")
    plain = np.zeros((12, 16, 3), np.uint8)
    honest = bytes(imagecodecs.jpeg2k_encode(plain, codecformat="j2k"))
    claimed = claims.check(honest)
    assert claimed is not None and claimed.beside < 20_000
    assert honest[8:16] == struct.pack(">II", 16, 12)
    with pytest.raises(MemoryLimitError, match="16×524300"):  # as many more tiles
        claims.check(honest[:12] + struct.pack(">I", 524_300) + honest[16:])
    cod = honest.index(b"\xff\x52")
    layers = honest[: cod + 6] + b"\xff\xff" + honest[cod + 8 :]
    found = claims.claim_of(layers)
    assert found is not None and found.beside > claimed.beside + 65_000 * 2 * 3
