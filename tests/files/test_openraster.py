"""Layers go in and come out; what was there stays; what is hostile is refused."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.errors import InputError
from gan_core.files import Metadata, Picture
from gan_core.files.compose import cutout
from gan_core.files.openraster import OpenRaster
from gan_core.files.png import encode_png
from gan_core.ops.boxes import Box
from tests.files.pictures import ADOBE_RGB, random_picture

STACK = """<?xml version='1.0'?><image w="8" h="6" version="0.0.1" xres="72"><stack>
<layer name="Ink" src="data/a.png" x="2" y="-1" opacity="0.5" composite-op="svg:multiply"
 edit-locked="true"/>
<stack name="Studies" opacity="0.25"><layer name="Hidden" src="data/b.png" visibility="hidden"/>
<stack name="Deep"><layer name="Paper" src="data/b.png"/></stack></stack></stack></image>"""


def archive(path, entries: dict[str, bytes], mimetype: bytes = b"image/openraster"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        if mimetype:
            out.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name, data in entries.items():
            out.writestr(name, data)
    return path


def foreign_document(path):
    """As another program would have written it, with things that we know nothing of."""
    entries = {
        "stack.xml": STACK.encode(),
        "data/a.png": encode_png(random_picture("RGBA", "uint8", (4, 4), seed=1)),
        "data/b.png": encode_png(random_picture("RGB", "uint16", (8, 6), seed=2)),
        "mergedimage.png": encode_png(random_picture("RGB", "uint8", (8, 6), seed=3)),
        "data/brushes.bin": bytes(range(256)),
    }
    return archive(path, entries), entries


def test_layers_as_another_program_wrote_them(tmp_path):
    path, _ = foreign_document(tmp_path / "a.ora")
    document = OpenRaster.open(path)
    assert document.size == (8, 6)
    assert [(layer.name, layer.is_group, layer.groups) for layer in document.layers()] == [
        ("Ink", False, ()),
        ("Studies", True, ()),
        ("Hidden", False, ("Studies",)),
        ("Deep", True, ("Studies",)),
        ("Paper", False, ("Studies", "Deep")),
    ]
    ink = document.layer("Ink")
    assert (ink.offset, ink.opacity, ink.visible) == ((2, -1), 0.5, True)
    assert ink.composite_op == "svg:multiply"
    assert not document.layer("Hidden").visible
    assert document.picture(document.layer("Paper")).pixels.dtype == np.uint16
    with pytest.raises(InputError, match="There is no layer 'Inc'; there are 'Ink'"):
        document.layer("Inc")


def test_a_new_layer_leaves_everything_else_as_it_was(tmp_path):
    path, entries = foreign_document(tmp_path / "a.ora")
    document = OpenRaster.open(path)
    before = document.merged().pixels.copy()
    result = Picture(np.full((2, 3, 4), 65535, np.uint16), "RGBA")
    result.metadata = Metadata(recipe={"model": "lama", "seed": 3})
    document.add(result, "Fill", (4, 1))
    document.save(path)  # over the very file it was read from

    again = OpenRaster.open(path)
    top = again.layers()[0]
    assert (top.name, top.offset, top.visible) == ("Fill", (4, 1), True)
    assert again.picture(top).metadata.recipe == {"model": "lama", "seed": 3}
    assert again.picture(top).pixels.dtype == np.uint16
    with zipfile.ZipFile(path) as saved:
        first = saved.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        for name in ("data/a.png", "data/b.png", "data/brushes.bin"):
            assert saved.read(name) == entries[name]
        assert Image.open(io.BytesIO(saved.read("Thumbnails/thumbnail.png"))).size == (8, 6)
        stack = saved.read("stack.xml").decode()
    assert 'edit-locked="true"' in stack and 'xres="72"' in stack
    merged = again.merged().pixels
    changed = (merged != before).any(axis=2)
    assert not changed[:, :4].any() and (merged[1:3, 4:7] == 255).all()


def test_a_new_document_with_groups_is_composed(tmp_path):
    document = OpenRaster((4, 2), dpi=(300, 300))
    document.add(Picture(np.full((2, 4, 3), 100, np.uint8), "RGB"), "Photograph")
    group = document.add_group("Candidates")
    document.add(Picture(np.full((1, 1, 3), 50, np.uint8), "RGB"), "2", visible=False, group=group)
    document.add(
        Picture(np.full((1, 2, 3), 200, np.uint8), "RGB"), "1", (3, 0), opacity=0.5, group=group
    )
    document.save(tmp_path / "new.ora")
    again = OpenRaster.open(tmp_path / "new.ora")
    assert [layer.name for layer in again.layers()] == ["Candidates", "1", "2", "Photograph"]
    assert again.layer("1").groups == ("Candidates",)
    merged = again.merged()
    assert merged.pixels[0, :, 0].tolist() == [100, 100, 100, 150]
    assert (merged.pixels[..., 3] == 255).all()


def test_without_a_merged_picture_the_layers_are_composed(tmp_path):
    path, entries = foreign_document(tmp_path / "a.ora")
    del entries["mergedimage.png"]
    document = OpenRaster.open(archive(path, entries))
    alpha = document.merged().pixels[..., 3] / 65535
    assert alpha[5, 0] == pytest.approx(0.25, abs=1e-4)  # only the group's paper is there
    document.hide(document.layer("Paper"))
    assert document.merged().pixels[5, 0, 3] == 0


def test_a_larger_canvas_keeps_every_layer_as_it_is(tmp_path):
    path, _ = foreign_document(tmp_path / "a.ora")
    document = OpenRaster.open(path)
    names = [layer.name for layer in document.layers()]
    plain = [layer for layer in document.layers() if not layer.is_group]
    before = {layer.name: layer.element.attrib.copy() for layer in plain}
    pixels = {name: document.picture(document.layer(name)).pixels for name in before}
    merged, (width, height) = document.merged().pixels, document.size
    document.grow(3, 1, 4, 2)
    document.save(tmp_path / "b.ora")
    again = OpenRaster.open(tmp_path / "b.ora")
    assert again.size == (width + 7, height + 3)
    assert [layer.name for layer in again.layers()] == names
    for name, was in before.items():
        layer = again.layer(name)
        x, y = int(was.pop("x", 0)), int(was.pop("y", 0))
        assert layer.offset == (x + 3, y + 1)
        assert {k: v for k, v in layer.element.attrib.items() if k not in "xy"} == was
        assert np.array_equal(again.picture(layer).pixels, pixels[name])
    inner = again.merged().pixels[1 : 1 + height, 3 : 3 + width]
    assert np.array_equal(inner[..., : merged.shape[2]], merged)


def test_a_layer_on_its_canvas(tmp_path):
    path, _ = foreign_document(tmp_path / "a.ora")
    document = OpenRaster.open(path)
    ink = document.layer("Ink")
    canvas = document.on_canvas(ink)
    assert canvas.size == document.size
    expected = document.picture(ink).pixels[1:]  # its first row lies above the canvas
    assert np.array_equal(canvas.pixels[0:3, 2:6], expected)
    assert not canvas.pixels[3:].any() and not canvas.pixels[:, 6:].any()


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_a_result_layer_looks_like_the_result_pasted(mode, dtype):
    picture = random_picture(mode, dtype, (6, 5))
    picture.icc = ADOBE_RGB if mode != "L" else None
    if mode == "RGBA":
        picture.pixels[..., 3] = np.iinfo(dtype).max
    box = Box(1, 1, 4, 5)
    generator = torch.Generator().manual_seed(0)
    result = torch.rand(1, 3, *box.shape, generator=generator)
    mask = torch.rand(1, 1, *box.shape, generator=generator).round(decimals=1)
    document = OpenRaster(picture.size)
    document.add(picture, "Photograph")
    document.merged()
    document.add(cutout(picture, result, mask), "Fill", (box.left, box.top))
    picture.paste(result, box, mask)
    channels = 1 if mode == "L" else 3
    seen = document.merged().pixels[..., :channels]
    difference = np.abs(seen.astype(int) - picture.pixels[..., :channels])
    assert difference.max() <= (2 if dtype == "uint8" else 8)  # alpha and colour are rounded


BOMB = b"\0" * (40 << 20)
NESTED = b'<image w="4" h="4"><stack>%s%s</stack></image>'
ENTITIES = b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><image w="1" h="1">&b;</image>'
LINE = b'<image w="4" h="4"><stack><layer name="a" src="%s"/></stack></image>'


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"stack.xml": ENTITIES}, "layer list is damaged"),
        ({"stack.xml": b"<image"}, "layer list is damaged"),
        ({"stack.xml": b'<?xml version="1.0" encoding="x-none"?><image/>'}, "list is damaged"),
        ({"stack.xml": b'<?xml version="1.0" encoding="base64"?><image/>'}, "list is damaged"),
        ({"stack.xml": NESTED % (b"<stack>" * 1200, b"</stack>" * 1200)}, "makes no sense"),
        ({"stack.xml": NESTED % (b"<stack>" * 99_999, b"</stack>" * 99_999)}, "makes no sense"),
        ({"stack.xml": b"<svg/>"}, "makes no sense"),
        ({"stack.xml": b'<image w="1e9" h="1e9"><stack/></image>'}, "makes no sense"),
        ({"stack.xml": b'<image w="60000" h="60000"><stack/></image>'}, "too large"),
        ({}, "'stack.xml' is missing"),
        ({"stack.xml": LINE % b"a", "../../etc/cron.d/x": b""}, "points outside"),
        ({"stack.xml": LINE % b"a", "/etc/passwd": b""}, "points outside"),
        ({"stack.xml": LINE % b"a", "data/bomb": BOMB}, "would unpack to 41,943,040 bytes"),
    ],
)
def test_hostile_documents_are_refused(tmp_path, entries, sentence):
    with pytest.raises(InputError, match=sentence):
        OpenRaster.open(archive(tmp_path / "bad.ora", entries))


def test_hostile_layers_are_refused(tmp_path):
    bomb = bytearray(encode_png(random_picture("L", "uint8", (4, 4))))
    bomb[16:24] = b"\0\0\x40\0\0\0\x40\0"  # says 16384×16384
    entries = {"stack.xml": LINE % b"data/bomb.png", "data/bomb.png": bytes(bomb)}
    document = OpenRaster.open(archive(tmp_path / "bomb.ora", entries))
    with pytest.raises(InputError, match="far larger than the canvas"):
        document.picture(document.layer("a"))
    entries = {"stack.xml": LINE % b"/etc/passwd"}
    document = OpenRaster.open(archive(tmp_path / "outside.ora", entries))
    with pytest.raises(InputError, match="is missing"):
        document.picture(document.layer("a"))


def test_what_is_no_openraster_file(tmp_path):
    (tmp_path / "a.ora").write_bytes(b"no zip")
    with pytest.raises(InputError, match="no zip archive"):
        OpenRaster.open(tmp_path / "a.ora")
    with pytest.raises(InputError, match="is not an OpenRaster file"):
        OpenRaster.open(archive(tmp_path / "b.ora", {"stack.xml": b""}, b"application/zip"))
    with pytest.raises(InputError, match="There is no file"):
        OpenRaster.open(tmp_path / "none.ora")


def test_a_damaged_member_does_not_become_half_a_copy(tmp_path):
    path, _ = foreign_document(tmp_path / "a.ora")
    document = OpenRaster.open(path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as whole:
        start = whole.getinfo("data/b.png").header_offset
    data[start + 100 : start + 110] = b"\xff" * 10
    path.write_bytes(data)
    with pytest.raises(InputError, match="is damaged"):
        document.save(tmp_path / "copy.ora")
    assert [p.name for p in tmp_path.iterdir()] == ["a.ora"]


def test_no_changed_byte_breaks_the_reader(tmp_path):
    """Every byte of the directory, which says where the members lie, set to a bad value."""
    path, _ = foreign_document(tmp_path / "a.ora")
    whole = path.read_bytes()
    for place in range(whole.index(b"PK\x01\x02"), len(whole)):
        value = (0x00, 0xFF, 0xED)[place % 3]
        path.write_bytes(whole[:place] + bytes([value]) + whole[place + 1 :])
        try:
            document = OpenRaster.open(path)
            for layer in document.layers():
                document.on_canvas(layer)
        except InputError as error:
            assert "\n" not in str(error)
