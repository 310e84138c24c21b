"""Reading and writing keeps depth, profile and metadata."""

from __future__ import annotations

import errno
import io
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps

from gan_core.errors import InputError
from gan_core.files import Metadata, read, write
from tests.files.pictures import ADOBE_RGB, GREY_GAMMA, random_picture

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'


@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp", ".jpg"])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "CMYK"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32"])
def test_what_a_format_holds_it_holds_exactly(tmp_path, suffix, mode, dtype):
    picture = random_picture(mode, dtype, (19, 7))
    picture.icc = GREY_GAMMA if mode in ("L", "LA") else ADOBE_RGB
    recipe = {"model": "größe", "seed": 7}
    picture.metadata = Metadata(xmp=XMP, dpi=(300, 300), recipe=recipe)
    path = tmp_path / f"picture{suffix}"
    refused = {
        ".png": mode == "CMYK" or dtype.startswith("f"),
        ".tif": False,
        ".webp": mode == "CMYK" or dtype.startswith("f"),
        ".jpg": mode in ("LA", "RGBA") or dtype.startswith("f"),
    }
    if refused[suffix]:
        with pytest.raises(InputError, match="holds"):
            write(picture, path)
        assert list(tmp_path.iterdir()) == []
        return
    write(picture, path)
    again = read(path)
    # a grey profile says nothing of RGB, which is all that WebP holds
    icc = None if suffix == ".webp" and mode in ("L", "LA") else picture.icc
    assert (again.icc, again.metadata.xmp, again.metadata.recipe) == (icc, XMP, recipe)
    if suffix in (".png", ".tif") or (suffix == ".webp" and dtype == "uint8" and "L" not in mode):
        assert again.mode == mode
        assert again.pixels.tobytes() == picture.pixels.tobytes()
    if suffix != ".webp":  # which has no place for a resolution but EXIF
        assert again.metadata.dpi == pytest.approx((300, 300), abs=0.01)


def test_grey_with_an_rgb_profile_becomes_rgb_where_png_forbids_the_pair(tmp_path):
    picture = random_picture("LA", "uint16", (5, 4))
    picture.icc = ADOBE_RGB
    write(picture, tmp_path / "a.png")
    again = read(tmp_path / "a.png")
    assert (again.mode, again.icc) == ("RGBA", ADOBE_RGB)
    assert np.array_equal(again.tensor(), picture.tensor())


@pytest.mark.parametrize("source", ["png", "jpg", "tif", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_honoured_once(tmp_path, source, orientation):
    rng = np.random.default_rng(0)
    image = Image.fromarray(rng.integers(0, 255, (3, 4, 3), np.uint8)).resize((96, 72))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Maker"
    exif.get_ifd(0x8769)[0x9003] = "2024:01:02 03:04:05"
    path = tmp_path / f"turned.{source}"
    image.save(path, exif=exif.tobytes(), **({"lossless": True} if source == "webp" else {}))
    upright = np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))
    picture = read(path)
    assert np.array_equal(picture.pixels, upright)
    for target in ("png", "jpg", "tif", "webp"):
        write(picture, tmp_path / f"out.{target}")
        written = Image.open(tmp_path / f"out.{target}").getexif()
        assert written.get(0x0112, 1) == 1
        assert written[0x010F] == "Maker"
        assert written.get_ifd(0x8769)[0x9003] == "2024:01:02 03:04:05"


def test_an_orientation_in_xmp_is_set_upright_with_the_pixels(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    xmp = b'<rdf:Description tiff:Orientation="6" dc:title="kept"/>'
    Image.new("RGB", (8, 4)).save(tmp_path / "a.jpg", exif=exif.tobytes(), xmp=xmp)
    assert read(tmp_path / "a.jpg").metadata.xmp == xmp.replace(b'"6"', b'"1"')


@pytest.mark.parametrize(
    "layout",
    [
        {"compression": "lzw"},
        {"tile": (16, 16), "compression": "zstd"},
        {"planarconfig": "SEPARATE"},
        {"bigtiff": True},
        {"byteorder": ">"},
    ],
    ids=str,
)
def test_tiff_layouts_and_tags(tmp_path, layout):
    writer = {key: layout.pop(key) for key in ("bigtiff", "byteorder") if key in layout}
    pixels = random_picture("RGB", "uint16", (40, 24)).pixels
    stored = pixels.transpose(2, 0, 1) if "planarconfig" in layout else pixels
    iptc = (33723, 1, 60, b"\x1c\x02" * 30, True)
    with tifffile.TiffWriter(tmp_path / "in.tif", **writer) as tiff:
        tiff.write(
            stored,
            photometric="rgb",
            description="A title",
            resolution=(72, 72),
            resolutionunit="INCH",
            extratags=[(315, 2, 5, b"Maria", True), iptc],
            metadata=None,
            **layout,
        )
    picture = read(tmp_path / "in.tif")
    assert np.array_equal(picture.pixels, pixels)
    assert picture.metadata.dpi == (72, 72)
    write(picture, tmp_path / "out.tif")
    assert np.array_equal(read(tmp_path / "out.tif").pixels, pixels)
    with (
        tifffile.TiffFile(tmp_path / "in.tif") as before,
        tifffile.TiffFile(tmp_path / "out.tif") as after,
    ):
        one, two = before.pages.first, after.pages.first
        assert (two.compression, two.tile) == (one.compression, one.tile)
        assert two.description == "A title"
        assert two.tags[315].value == "Maria"
        assert two.tags[33723].value == iptc[3]


def test_premultiplied_tiff_stays_premultiplied(tmp_path):
    picture = random_picture("RGBA", "uint16", (5, 4))
    picture.premultiplied = True
    write(picture, tmp_path / "a.tif")
    again = read(tmp_path / "a.tif")
    assert again.premultiplied
    assert np.array_equal(again.pixels, picture.pixels)


def test_bilevel_palette_and_inverted_grey(tmp_path):
    noise = Image.fromarray(random_picture("RGB", "uint8", (24, 16)).pixels)
    bilevel, palette = noise.convert("1"), noise.convert("P")
    for name, image, options in [
        ("g4.tif", bilevel, {"compression": "group4"}),
        ("one.png", bilevel, {}),
        ("p.png", palette, {}),
        ("p.tif", palette, {}),
    ]:
        image.save(tmp_path / name, **options)
        picture = read(tmp_path / name)
        plain = np.atleast_3d(np.asarray(image.convert("RGB" if image is palette else "L")))
        assert np.array_equal(picture.pixels, plain), name
    palette.save(tmp_path / "pa.png", transparency=5)
    assert read(tmp_path / "pa.png").mode == "RGBA"
    inverted = np.array([[0, 255]], np.uint8)
    tifffile.imwrite(tmp_path / "w.tif", inverted, photometric="miniswhite")
    assert read(tmp_path / "w.tif").pixels.ravel().tolist() == [255, 0]


def test_png_chunks_come_through(tmp_path):
    Image.new("RGB", (2, 2)).save(tmp_path / "a.png")
    data = (tmp_path / "a.png").read_bytes()
    gamma = b"gAMA" + struct.pack(">I", 100_000)  # linear
    text = b"tEXtAuthor\0Maria"
    extra = b"".join(
        struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (gamma, text)
    )
    (tmp_path / "a.png").write_bytes(data[:33] + extra + data[33:])
    picture = read(tmp_path / "a.png")
    picture.pixels[...] = 128
    assert picture.tensor().mean() == pytest.approx(0.737, abs=2e-3)  # linear 0.5 seen as sRGB
    write(picture, tmp_path / "b.png")
    assert extra in (tmp_path / "b.png").read_bytes()


def test_a_jpeg_is_saved_again_with_its_own_tables(tmp_path):
    image = Image.effect_noise((64, 64), 60).convert("RGB")
    image.save(tmp_path / "a.jpg", quality=61, subsampling=2, comment=b"hello")
    picture = read(tmp_path / "a.jpg")
    write(replace(picture, metadata=replace(picture.metadata, recipe={})), tmp_path / "b.jpg")
    a, b = Image.open(tmp_path / "a.jpg"), Image.open(tmp_path / "b.jpg")
    assert a.quantization == b.quantization
    assert b.info["comment"].startswith(b"hello")
    assert np.abs(np.asarray(a, int) - np.asarray(b, int)).mean() < 1


@pytest.mark.parametrize("suffix", ["png", "tif", "jpg", "webp"])
def test_a_second_recipe_takes_the_place_of_the_first(tmp_path, suffix):
    picture = random_picture("RGB", "uint8", (9, 9))
    for recipe in ({"seed": 1}, {"seed": 2}, None):
        picture.metadata = replace(picture.metadata, recipe=recipe)
        write(picture, tmp_path / f"a.{suffix}")
        picture = read(tmp_path / f"a.{suffix}")
        assert picture.metadata.recipe == recipe
    assert b"ganvas" not in (tmp_path / f"a.{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", ["png", "tif", "jpg", "webp"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_cut_file_is_one_sentence(tmp_path, suffix, share):
    write(random_picture("RGB", "uint8", (64, 64)), tmp_path / f"a.{suffix}")
    data = (tmp_path / f"a.{suffix}").read_bytes()
    cut = tmp_path / f"cut.{suffix}"
    cut.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(InputError, match=r"cut\..* cannot be opened: "):
        read(cut)


def test_other_bad_inputs(tmp_path):
    (tmp_path / "text.png").write_text("hello")
    huge = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + b"\xff" * 4 + b"\x7f" * 30
    (tmp_path / "huge.png").write_bytes(huge)
    lab = io.BytesIO()
    Image.new("LAB", (4, 4)).save(lab, "TIFF")
    (tmp_path / "lab.tif").write_bytes(lab.getvalue())
    tifffile.imwrite(tmp_path / "int.tif", np.zeros((4, 4), np.uint32))
    for name, sentence in [
        ("text.png", "no PNG, TIFF, JPEG or WebP"),
        ("huge.png", "too large"),
        ("lab.tif", "CIELAB"),
        ("int.tif", "uint32"),
        ("none.png", "There is no file"),
        (".", "is a folder"),
    ]:
        with pytest.raises(InputError, match=sentence):
            read(tmp_path / name)


def test_an_output_is_whole_or_absent(tmp_path, monkeypatch):
    picture = random_picture("RGB", "uint8", (8, 8))
    target = tmp_path / "out.png"
    target.write_bytes(b"the old one")
    with monkeypatch.context() as patched:

        def full_disk(self, data):
            with self.open("wb") as file:
                file.write(data[:10])
            raise OSError(errno.ENOSPC, "No space left on device")

        patched.setattr("pathlib.Path.write_bytes", full_disk)
        with pytest.raises(InputError, match="no space left"):
            write(picture, target)
    assert [p.name for p in tmp_path.iterdir()] == ["out.png"]
    assert target.read_bytes() == b"the old one"
    with pytest.raises(InputError, match="does not exist"):
        write(picture, tmp_path / "nowhere" / "out.png")
    with pytest.raises(InputError, match="no known format"):
        write(picture, tmp_path / "out.bmp")
    with pytest.raises(InputError, match="is a folder"):
        (tmp_path / "folder.png").mkdir()
        write(picture, tmp_path / "folder.png")


def test_a_tiff_that_claims_far_more_than_it_holds_takes_no_memory(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((4, 4), np.uint8))
    with tifffile.TiffFile(tmp_path / "a.tif", mode="r+") as tiff:
        for tag in ("ImageWidth", "ImageLength", "RowsPerStrip"):
            tiff.pages.first.tags[tag].overwrite(60_000)
    with pytest.raises(InputError, match="claims 60000×60000 pixels"):
        read(tmp_path / "a.tif")


def test_a_damaged_exif_block_does_not_keep_a_picture_from_being_saved(tmp_path):
    picture = random_picture("RGB", "uint8", (8, 6))
    for block in (b"MM\0\r" + bytes(40), b"II*\0\x08\0\0\0" + b"\xff" * 60, b"II*\0"):
        damaged = replace(picture, metadata=Metadata(exif=block))
        write(damaged, tmp_path / "a.tif")
        assert np.array_equal(read(tmp_path / "a.tif").pixels, picture.pixels)


def test_an_unknown_kind_of_alpha_is_taken_for_alpha(tmp_path):
    write(random_picture("RGBA", "uint8", (8, 6)), tmp_path / "a.tif")
    with tifffile.TiffFile(tmp_path / "a.tif", mode="r+") as tiff:
        tiff.pages.first.tags["ExtraSamples"].overwrite(48_898)
    picture = read(tmp_path / "a.tif")
    write(picture, tmp_path / "b.tif")
    assert np.array_equal(read(tmp_path / "b.tif").pixels, picture.pixels)


def test_a_tiff_whose_compression_is_no_number_is_one_short_sentence(tmp_path):
    path = tmp_path / "odd.tif"
    tifffile.imwrite(path, np.zeros((12, 16, 3), np.uint8), photometric="rgb", software="x" * 2000)
    whole = path.read_bytes()
    one, many = struct.pack("<HHI", 259, 3, 1), struct.pack("<HHII", 259, 3, 256, 8)
    place = whole.index(one)
    path.write_bytes(whole[:place] + many + whole[place + len(many) :])
    with pytest.raises(InputError, match="unknown compression") as caught:
        read(path)
    assert len(str(caught.value)) < 300 + len(str(path))
