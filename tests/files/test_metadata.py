"""What a file says of its picture stays true: captions, sizes, orientation, descriptions."""

from __future__ import annotations

import io
import json
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest
import tifffile
from PIL import Image

from gan_core.errors import InputError
from gan_core.files import Metadata, Picture, decode, read, write
from gan_core.files import iptc as records
from gan_core.files.compose import enlarged
from tests.files.pictures import random_picture

CAPTION = b"\x1c\x02\x78\x00\x05Maria"
XMP = b'<x tiff:Orientation="%d" exif:PixelXDimension="9" exif:PixelYDimension="7" dc:a="kept"/>'
SUFFIXES = ("png", "tif", "jpg", "webp")


def camera(orientation: int | None, long: bool = False, thumbnail: bool = False) -> bytes:
    """An EXIF block of a maker, with sizes, perhaps with a thumbnail."""
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8769)[0xA002], exif.get_ifd(0x8769)[0xA003] = 9, 7
    if orientation is not None:
        exif[0x0112] = orientation
    block = bytearray(exif.tobytes()[6:])
    if long:
        place = block.index(struct.pack(">HHI", 0x0112, 3, 1))
        block[place : place + 12] = struct.pack(">HHII", 0x0112, 4, 1, orientation)
    if thumbnail:
        (count,) = struct.unpack_from(">H", block, 8)
        struct.pack_into(">I", block, 10 + 12 * count, len(block))
        small = len(block) + 2 + 24 + 4
        block += struct.pack(">H", 2) + struct.pack(">HHII", 0x0201, 4, 1, small)
        block += struct.pack(">HHII", 0x0202, 4, 1, 9) + bytes(4) + b"THUMBNAIL"
    return bytes(block)


def stored(path, **options):
    image = Image.fromarray(random_picture("RGB", "uint8", (9, 7)).pixels)
    image.save(path, **options)
    return np.asarray(image)


@pytest.mark.parametrize("place", ["EXIF", "a long number", "XMP", "a raw profile"])
def test_orientation_is_found_wherever_it_stands(tmp_path, place):
    path = tmp_path / "a.png"
    exif = camera({"EXIF": 6, "a long number": 6}.get(place), long=place == "a long number")
    if place == "XMP":
        pixels = stored(tmp_path / "a.jpg", exif=b"Exif\0\0" + exif, xmp=XMP % 6, quality=100)
        pixels = np.asarray(Image.open(tmp_path / "a.jpg"))
        path = tmp_path / "a.jpg"
    elif place == "a raw profile":
        pixels = stored(path)
        block = b"Exif\0\0" + camera(6)
        text = b"\nexif\n%8d\n%s\n" % (len(block), block.hex().encode())
        chunk = b"zTXtRaw profile type exif\0\0" + zlib.compress(text)
        framed = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        data = path.read_bytes()
        path.write_bytes(data[:33] + framed + data[33:])
    else:
        pixels = stored(path, exif=b"Exif\0\0" + exif)
    picture = read(path)
    assert np.array_equal(picture.pixels, np.rot90(pixels, -1))
    assert picture.metadata.turned == 6
    for suffix in SUFFIXES:
        write(picture, tmp_path / f"out.{suffix}")
        again = read(tmp_path / f"out.{suffix}")
        assert again.size == picture.size and again.metadata.turned == 1
        written = Image.open(tmp_path / f"out.{suffix}").getexif()
        assert written.get(0x0112, 1) == 1 and written[0x010F] == "Maker"
        inner = written.get_ifd(0x8769)
        assert (inner[0xA002], inner[0xA003]) == (7, 9)  # as it now is


@pytest.mark.parametrize("source", SUFFIXES)
@pytest.mark.parametrize("target", SUFFIXES)
def test_exif_xmp_and_captions_pass_between_formats(tmp_path, source, target):
    picture = random_picture("RGB", "uint8", (9, 7))
    picture.metadata = Metadata(exif=camera(None), xmp=XMP % 1, iptc=CAPTION)
    write(picture, tmp_path / f"a.{source}")
    write(enlarged(read(tmp_path / f"a.{source}"), 2), tmp_path / f"b.{target}")
    metadata = read(tmp_path / f"b.{target}").metadata
    assert metadata.iptc == (None if "webp" in (source, target) else CAPTION)
    assert metadata.xmp == XMP.replace(b'"9"', b'"18"').replace(b'"7"', b'"14"') % 1
    written = Image.open(tmp_path / f"b.{target}").getexif()
    assert written[0x010F] == "Maker"
    assert written.get_ifd(0x8769)[0xA002] == 18


def test_captions_are_where_other_programs_look_for_them(tmp_path):
    picture = random_picture("RGB", "uint8", (9, 7))
    picture.metadata = Metadata(iptc=CAPTION)
    write(picture, tmp_path / "a.jpg")
    assert Image.open(tmp_path / "a.jpg").info["photoshop"][0x0404] == CAPTION
    write(picture, tmp_path / "a.tif")
    with tifffile.TiffFile(tmp_path / "a.tif") as tiff:
        assert tiff.pages.first.tags[33723].value == CAPTION


def test_a_thumbnail_of_the_picture_as_it_was_goes(tmp_path):
    stored(tmp_path / "a.jpg", exif=b"Exif\0\0" + camera(1, thumbnail=True))
    assert b"THUMBNAIL" in (tmp_path / "a.jpg").read_bytes()
    write(read(tmp_path / "a.jpg"), tmp_path / "b.jpg")
    assert b"THUMBNAIL" not in (tmp_path / "b.jpg").read_bytes()
    assert Image.open(tmp_path / "b.jpg").getexif()[0x010F] == "Maker"
    packed = records.packed({0x040C: b"THUMBNAIL", records.IPTC: CAPTION})
    assert records.resources(records.without_thumbnails(packed)) == {records.IPTC: CAPTION}


def changed(path, picture: Picture | None = None) -> None:
    picture = picture or read(path)
    write(replace(picture, metadata=replace(picture.metadata, recipe={"seed": 7})), path)


@pytest.mark.parametrize("shape", [(5, 6), (5, 6, 3)])
def test_descriptions_that_programs_read_stay_while_they_are_true(tmp_path, shape, caplog):
    pixels = np.arange(np.prod(shape), dtype=np.uint16).reshape(shape)
    photometric = "rgb" if len(shape) == 3 else "minisblack"
    axes = "YXS"[: len(shape)]
    plain, ome = tmp_path / "plain.tif", tmp_path / "a.ome.tif"
    tifffile.imwrite(plain, pixels, photometric=photometric)
    tifffile.imwrite(ome, pixels, photometric=photometric, metadata={"axes": axes})
    for path in (plain, ome):
        changed(path)
        assert np.array_equal(tifffile.imread(path), pixels)
        with tifffile.TiffFile(path) as tiff:
            assert tiff.is_ome == (path == ome) and tiff.series[0].shape == shape
            assert tiff.is_shaped == (path == plain)
        assert read(path).metadata.recipe == {"seed": 7}
    assert not caplog.records
    for path in (plain, ome):
        changed(path, enlarged(read(path), 2))
        assert tifffile.imread(path).shape[:2] == (10, 12)
        with tifffile.TiffFile(path) as tiff:
            assert not tiff.is_ome and not tiff.is_shaped
        assert "no longer fits" in caplog.records.pop().message
        assert read(path).metadata.recipe == {"seed": 7}


def test_imagej_keeps_its_scale(tmp_path):
    pixels = np.arange(30, dtype=np.uint16).reshape(5, 6)
    about = {"spacing": 2, "unit": "um"}
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, imagej=True, resolution=(3.0, 3.0), metadata=about)
    changed(path)
    with tifffile.TiffFile(path) as tiff:
        assert tiff.is_imagej and tiff.imagej_metadata["unit"] == "um"
        assert tiff.pages.first.resolution == (3.0, 3.0)
        assert np.array_equal(tiff.asarray(), pixels)


def test_only_the_first_of_several_pages_is_said_and_described(tmp_path, caplog):
    path = tmp_path / "stack.tif"
    tifffile.imwrite(path, np.zeros((4, 5, 6), np.uint8), imagej=True)
    tifffile.imwrite(
        tmp_path / "pages.tif", np.zeros((4, 5, 6), np.uint8), photometric="minisblack"
    )
    for name in ("stack.tif", "pages.tif"):
        picture = read(tmp_path / name)
        assert "4" in caplog.records.pop().message
        write(picture, tmp_path / "one.tif")
        assert tifffile.imread(tmp_path / "one.tif").shape == (5, 6)
        caplog.clear()


def test_a_palette_of_eight_bits_is_not_black(tmp_path):
    path = tmp_path / "p.tif"
    colours = np.arange(256, dtype=np.uint16)[None].repeat(3, 0)
    tifffile.imwrite(
        path, np.array([[0, 128, 255]], np.uint8), photometric="palette", colormap=colours
    )
    assert read(path).pixels[0, :, 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize("format", ["PNG", "GIF", "WEBP"])
def test_frames_are_counted_and_said(format, caplog):
    frames = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in (0, 90, 200)]
    data = io.BytesIO()
    frames[0].save(data, format, save_all=True, append_images=frames[1:])
    assert decode(data.getvalue(), "a").size == (8, 8)
    assert "3" in caplog.records[0].message and "only" in caplog.records[0].message


def test_what_is_read_and_not_written(tmp_path):
    image = Image.fromarray(random_picture("RGB", "uint8", (19, 17)).pixels)
    for name, format, options in [
        ("a.jfif", "JPEG", {"quality": 95}),
        ("a.bmp", "BMP", {}),
        ("a.gif", "GIF", {}),
        ("a.jp2", "JPEG2000", {}),
    ]:
        image.save(tmp_path / name, format, **options)
        shown = np.asarray(Image.open(tmp_path / name).convert("RGB"))
        assert np.array_equal(read(tmp_path / name).pixels, shown), name
    deep = Image.fromarray(random_picture("L", "uint16", (19, 17)).pixels[..., 0])
    deep.save(tmp_path / "deep.jp2", "JPEG2000", irreversible=False)
    assert np.array_equal(read(tmp_path / "deep.jp2").pixels[..., 0], np.asarray(deep))


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\0\0\0\x1cftypavif", "AVIF"),
        (b"\0\0\0\x1cftypheic", "HEIC"),
        (b"8BPS\0\x01", "Photoshop"),
        (b"\x76\x2f\x31\x01", "OpenEXR"),
    ],
)
def test_what_is_not_read_is_named(tmp_path, start, kind):
    (tmp_path / "a.png").write_bytes(start + bytes(40))
    with pytest.raises(InputError, match=f"{kind}.* save it as PNG or TIFF"):
        read(tmp_path / "a.png")


def test_a_gif_that_claims_far_more_than_it_holds_takes_no_time(tmp_path):
    Image.new("L", (4, 4)).save(tmp_path / "a.gif")
    data = bytearray((tmp_path / "a.gif").read_bytes())
    data[6:10] = struct.pack("<HH", 12_000, 12_000)
    (tmp_path / "a.gif").write_bytes(data)
    with pytest.raises(InputError, match="claims 12000×12000 pixels"):
        read(tmp_path / "a.gif")


def test_a_recipe_in_a_free_description_stays_a_line(tmp_path):
    picture = random_picture("RGB", "uint8", (9, 7))
    write(replace(picture, metadata=Metadata(recipe={"seed": 7})), tmp_path / "a.tif")
    with tifffile.TiffFile(tmp_path / "a.tif") as tiff:
        assert json.loads(tiff.pages.first.description.removeprefix("ganvas: ")) == {"seed": 7}


def test_what_imagej_keeps_beside_the_pixels_stays_while_it_fits(tmp_path, caplog):
    drawn = {"Overlays": [b"Iout" + bytes(range(60))], "ROI": b"Iout", "Info": "by hand"}
    pixels = np.zeros((12, 16), np.uint16)
    for order in "<>":
        path = tmp_path / "cells.tif"
        tifffile.imwrite(path, pixels, imagej=True, byteorder=order, metadata=drawn)
        before = tifffile.TiffFile(path).imagej_metadata
        picture = read(path)
        write(picture, tmp_path / "same.tif")
        assert tifffile.TiffFile(tmp_path / "same.tif").imagej_metadata == before
    picture.pixels = picture.pixels[:6]
    write(picture, tmp_path / "cut.tif")
    assert "Overlays" not in (tifffile.TiffFile(tmp_path / "cut.tif").imagej_metadata or {})
    assert "what was drawn over it in ImageJ" in caplog.text
