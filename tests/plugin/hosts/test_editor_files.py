"""What a file holds comes through the editor: opened, a part painted over, saved."""

import os
import zipfile
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("PyQt6")

from gan_core.files import Metadata, Picture, read, write
from gan_core.files.openraster import OpenRaster
from plugin.canvas import CanvasError
from plugin.hosts.editor import commands, pictures, selecting
from plugin.hosts.editor.document import Document, Layer
from plugin.hosts.editor.files import FileProcess
from plugin.hosts.editor.mask_dialog import MaskDialog
from plugin.hosts.editor.recovery import Recovery
from plugin.panel.thumbnails import averaged
from plugin.qt import QtCore, QtGui
from plugin.wire import Picture as WirePicture
from tests.files.pictures import ADOBE_RGB, GREY_GAMMA
from tests.files.test_matrix import CASES, HOLE, Case, merged, pixels_of, said_the_same, store

GREY, RED = (90, 90, 90), (200, 10, 20)
RECIPE = {"task": "inpaint", "seed": 3}


def patch(document, colour=GREY, alpha=255):
    """What a fill does: an opaque layer over the hole."""
    rows, columns = HOLE
    size = QtCore.QSize(columns.stop - columns.start, rows.stop - rows.start)
    image = QtGui.QImage(size, document.format)
    image.fill(QtGui.QColor(*colour, alpha))
    layer = Layer("Fill", image, QtCore.QPoint(columns.start, rows.start), recipe=RECIPE)
    commands.add_layers(document, [layer], "Fill")


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.suffix}-{c.mode}-{c.depth}")
def test_what_was_not_painted_over_comes_out_as_it_went_in(tmp_path, files, case):
    path = tmp_path / f"a.{case.suffix}"
    before = store(case, path)
    document = pictures.open_document(path, files)
    numbers = case.suffix == "dcm" or case.depth.startswith("f")
    assert document.depth == ("f32" if numbers else {"uint8": "u8", "uint16": "u16"}[case.depth])
    assert not document.modified
    # twice to the file itself: what it held is not taken from what the first time left of it
    for colour in ((40, 40, 40), GREY):
        patch(document, colour)
        lost = pictures.save_document(document, path, files, agreed=True)
    only_layers = {f"{len(document.layers)} layers become one picture."}
    assert set(lost) == (set() if case.suffix == "ora" else only_layers)
    after = merged(path)
    keep = np.ones(before.pixels.shape[:2], bool)
    keep[HOLE] = False
    if case.suffix == "ora":
        level = 90 * (257 if after.pixels.itemsize > 1 else 1)
        assert (after.pixels[HOLE][..., :3] == level).all()
        return
    said_the_same(case, before, after, "inpaint")
    if case.exact:
        assert after.pixels[keep].tobytes() == before.pixels[keep].tobytes()
    else:
        assert np.abs(after.pixels[keep].astype(int) - before.pixels[keep]).mean() < 3
    if case.suffix != "dcm":
        painted = after.tensor().numpy()[0, :3][:, *HOLE]
        assert np.abs(painted - 90 / 255).max() < (0.02 if case.exact else 0.2)


def test_a_file_that_nobody_changed_keeps_every_number(tmp_path, files):
    for case in CASES:
        path, out = tmp_path / f"a.{case.suffix}", tmp_path / f"b.{case.suffix}"
        before = store(case, path)
        document = pictures.open_document(path, files)
        assert not pictures.export(document, out, files)
        after = merged(out)
        if case.exact:
            assert after.pixels.tobytes() == before.pixels.tobytes(), case
        if case.suffix not in ("dcm", "ora"):
            assert (after.icc, after.metadata.dpi) == (before.icc, before.metadata.dpi), case


def test_what_a_format_cannot_hold_is_said_before_it_is_written(tmp_path, files, qapp):
    cmyk = store(Case("tif", "CMYK", "uint8", 0), tmp_path / "ink.tif")
    light = store(Case("tif", "RGB", "float32", 0), tmp_path / "light.tif")
    clear = store(Case("png", "RGBA", "uint16", 0), tmp_path / "clear.png")
    frames = [Image.new("RGB", (8, 8), (n, 0, 0)) for n in (0, 90)]
    frames[0].save(tmp_path / "film.webp", save_all=True, append_images=frames[1:])
    assert cmyk and light and clear
    for name, target, words in [
        ("ink.tif", "a.png", ["CMYK"]),
        ("light.tif", "b.png", ["floating point", "beyond white"]),
        ("clear.png", "c.jpg", ["8 bits", "transparent becomes white"]),
        ("clear.png", "d.webp", ["8 bits", "IPTC"]),
        ("film.webp", "film.webp", ["2 pictures"]),
    ]:
        was = (tmp_path / name).read_bytes()
        document = pictures.open_document(tmp_path / name, files)
        lost = " ".join(pictures.save_document(document, tmp_path / target, files))
        assert all(word in lost for word in words), lost
        assert (tmp_path / name).read_bytes() == was
        assert target == name or not (tmp_path / target).exists()
        pictures.save_document(document, tmp_path / target, files, agreed=True)
        assert read(tmp_path / target).size == (document.size.width(), document.size.height())
    read_again = read(tmp_path / "c.jpg")
    assert (read_again.pixels[1, 1] > 250).all(), "white, not what lay under the transparency"


def test_colours_and_transparency_that_are_new_are_written(tmp_path, files):
    grey = Picture(np.full((40, 40, 1), 7000, np.uint16), "L", None, Metadata(dpi=(300, 300)))
    write(grey, tmp_path / "grey.tif")
    document = pictures.open_document(tmp_path / "grey.tif", files)
    patch(document, RED)
    pictures.export(document, tmp_path / "red.tif", files, agreed=True)
    red = read(tmp_path / "red.tif")
    assert (red.mode, red.pixels.dtype, red.metadata.dpi) == ("RGB", "uint16", (300, 300))
    assert (red.pixels[0, 0] == 7000).all() and (red.pixels[15, 20] // 257 == RED).all()
    # the layer that was the picture is moved: what it leaves is transparent
    commands.change(document, document.layers[0], "Move", offset=QtCore.QPoint(3, 0))
    pictures.export(document, tmp_path / "moved.tif", files, agreed=True)
    moved = read(tmp_path / "moved.tif")
    assert moved.mode == "RGBA" and (moved.pixels[0, :3, 3] == 0).all()
    assert (moved.pixels[0, 3] == (7000, 7000, 7000, 65535)).all()


def test_a_cropped_picture_keeps_profile_and_numbers(tmp_path, files):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 65536, (30, 40, 3), np.uint16)
    write(Picture(pixels, "RGB", ADOBE_RGB), tmp_path / "wide.png")
    document = pictures.open_document(tmp_path / "wide.png", files)
    commands.crop(document, QtCore.QRect(5, 6, 20, 10))
    assert not pictures.save_document(document, tmp_path / "wide.png", files)
    after = read(tmp_path / "wide.png")
    assert after.icc == ADOBE_RGB and (after.pixels == pixels[6:16, 5:25]).all()


def test_a_grey_profile_goes_when_colours_come(tmp_path, files):
    write(Picture(np.full((40, 40, 1), 90, np.uint8), "L", GREY_GAMMA), tmp_path / "grey.png")
    document = pictures.open_document(tmp_path / "grey.png", files)
    patch(document, RED)
    lost = pictures.save_document(document, tmp_path / "grey.png", files)
    assert any("grey profile" in sentence for sentence in lost)
    pictures.save_document(document, tmp_path / "grey.png", files, agreed=True)
    after = read(tmp_path / "grey.png")
    assert after.icc is None and (after.pixels[15, 20] == RED).all()


def krita_like(path):
    """A document with what our editor knows nothing of."""
    document = OpenRaster((44, 36))
    picture = Picture(pixels_of(Case("png", "RGBA", "uint8", 1)), "RGBA", ADOBE_RGB)
    document.add(picture, "paper")
    group = document.add_group("shade")
    group.element.attrib.update({"composite-op": "svg:multiply", "opacity": "0.5", "x": "2"})
    document.add(picture, "light", (1, 1), group=group)
    inner = ElementTree.Element("stack", {"name": "inner", "composite-op": "svg:screen"})
    group.element.append(inner)
    layer = ElementTree.SubElement(inner, "layer", {"name": "deep", "selected": "true"})
    layer.set("src", document.store(picture))
    layer.attrib.update({"composite-op": "krita:dissolve", "alpha-preserve": "true"})
    group.element.append(ElementTree.Element("filter", {"type": "applications:krita:levels"}))
    document.save(path)
    return picture


def elements(path):
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("stack.xml"))
        return {e.get("name") or e.tag: dict(e.attrib) for e in root.iter()}


def test_a_document_of_layers_keeps_what_the_editor_does_not_know(tmp_path, files):
    path = tmp_path / "a.ora"
    picture = krita_like(path)
    before = elements(path)
    document = pictures.open_document(path, files)
    assert [layer.name for layer in document.layers] == ["paper", "deep", "light"]
    light = document.layers[2]
    assert (light.offset, light.opacity, light.group) == (QtCore.QPoint(3, 1), 0.5, "shade")
    document.set_active(light.key)
    patch(document, RED)  # above it, and so within its group or above that
    commands.change(document, document.layers[0], "Rename", name="ground")
    commands.change(document, document.layers[2], "Move", offset=QtCore.QPoint(5, 1))
    assert not pictures.save_document(document, path, files)
    after = elements(path)
    assert after.pop("ground") == {**before["paper"], "name": "ground"}
    assert after["light"] == {**before["light"], "x": "3"}
    for name in ("shade", "inner", "deep", "filter"):
        assert after[name] == before[name], name
    kept = OpenRaster.open(path)
    for name in ("ground", "deep"):
        found = kept.picture(kept.layer(name))
        assert found.icc == ADOBE_RGB and (found.pixels == picture.pixels).all()
    again = pictures.open_document(path, files)
    assert [layer.name for layer in again.layers] == ["ground", "deep", "light", "Fill"]
    commands.move_layer(again, again.layers[0], 3)  # the lowest one to the top
    commands.remove_layer(again, again.layers[1])
    pictures.save_document(again, path, files)
    names = [layer.name for layer in pictures.open_document(path, files).layers]
    assert names == [layer.name for layer in again.layers]


def test_a_composite_mode_is_seen(tmp_path, files):
    document = Document(QtCore.QSize(4, 4))
    image = QtGui.QImage(4, 4, document.format)
    image.fill(QtGui.QColor(128, 128, 128))
    below, above = Layer("below", image), Layer("above", image, composite_op="svg:multiply")
    document.set_layers([below, above])
    pictures.save_document(document, tmp_path / "a.ora", files)
    again = pictures.open_document(tmp_path / "a.ora", files)
    assert again.layers[1].composite_op == "svg:multiply"
    assert again.flattened(again.rect()).pixelColor(1, 1).red() == 64
    assert OpenRaster.open(tmp_path / "a.ora").merged().pixels[1, 1, 0] == 64


def test_a_crash_loses_neither_profile_nor_depth(tmp_path, files, qapp):
    case = Case("tif", "RGB", "float32", 0)
    before = store(case, tmp_path / "a.tif")
    mine = FileProcess()
    document_of = list[Document]()
    first = Recovery(tmp_path / "unsaved", lambda: document_of, mine)
    document = pictures.open_document(tmp_path / "a.tif", mine)
    document_of.append(document)
    patch(document)
    first.keep()
    first.wait()
    first._lock.unlock()  # as when the process is gone
    mine.close()
    (tmp_path / "a.tif").unlink()
    second = Recovery(tmp_path / "unsaved", list, mine)
    (kept,) = second.found()
    found = pictures.recovered(kept.file, kept.source, kept.numbers, mine)
    second.discard_found()
    assert [layer.name for layer in found.layers] == ["a", "Fill"] and found.depth == "f32"
    pictures.save_document(found, kept.path, mine, agreed=True)
    after = read(tmp_path / "a.tif")
    keep = np.ones(before.pixels.shape[:2], bool)
    keep[HOLE] = False
    assert after.pixels[keep].tobytes() == before.pixels[keep].tobytes()
    said_the_same(case, before, after, "inpaint")
    second.close()
    mine.close()


def test_masks_as_people_make_them_become_selections(tmp_path, files):
    document = Document(QtCore.QSize(40, 30))
    image = QtGui.QImage(40, 30, document.format)
    image.fill(QtGui.QColor(*RED))
    strokes = QtGui.QImage(8, 6, document.format)
    strokes.fill(QtGui.QColor(0, 0, 0))
    stroke = Layer("stroke", strokes, QtCore.QPoint(5, 7))
    document.set_layers([Layer("photo", image), stroke])
    labels = np.zeros((30, 40), np.uint8)
    labels[3:9, 10:30] = 1
    Image.fromarray(labels).save(tmp_path / "labels.png")
    by_file = MaskDialog(None, document, files, tmp_path / "labels.png")
    by_file.look()
    assert selecting.bounds(by_file.selection) == QtCore.QRect(10, 3, 20, 6)
    assert "1 part of 20×6 pixels" in by_file.told.text()
    by_layer = MaskDialog(None, document, files, stroke)
    by_layer.look()
    assert selecting.bounds(by_layer.selection) == stroke.rect()
    by_layer.inverted.setChecked(True)
    assert selecting.bounds(by_layer.selection) == document.rect()
    both = np.zeros((30, 40, 4), np.uint8)
    both[5:20, 5:20] = 255, 255, 255, 255
    both[20:, :, 3] = 255
    Image.fromarray(both).save(tmp_path / "both.png")
    unclear = MaskDialog(None, document, files, tmp_path / "both.png")
    unclear.look()
    assert unclear.selection is None and "choose “opacity”" in unclear.told.text()
    unclear.meaning.setCurrentIndex(unclear.meaning.findData("luma"))
    assert selecting.bounds(unclear.selection) == QtCore.QRect(5, 5, 15, 15)


def test_a_file_keeps_its_mode_and_a_link_its_target(tmp_path, files):
    write(Picture(np.zeros((8, 8, 3), np.uint8), "RGB"), tmp_path / "real.png")
    (tmp_path / "real.png").chmod(0o640)
    (tmp_path / "link.png").symlink_to("real.png")
    document = pictures.open_document(tmp_path / "link.png", files)
    pictures.save_document(document, tmp_path / "link.png", files)
    assert (tmp_path / "link.png").is_symlink()
    assert (tmp_path / "real.png").stat().st_mode & 0o777 == 0o640
    (tmp_path / "real.png").chmod(0o444)
    with pytest.raises(CanvasError, match="read-only"):
        pictures.save_document(document, tmp_path / "real.png", files)


def test_the_process_ends_and_another_takes_its_place(tmp_path, files):
    write(Picture(np.zeros((8, 8, 3), np.uint8), "RGB"), tmp_path / "a.png")
    pictures.open_document(tmp_path / "a.png", files)
    os.kill(files._process.pid, 9)
    document = pictures.open_document(tmp_path / "a.png", files)
    pictures.save_document(document, tmp_path / "b.png", files)
    missing = FileProcess("/no/such/python", tmp_path / "copies")
    with pytest.raises(CanvasError, match="there is none at"):
        pictures.open_document(tmp_path / "a.png", missing)
    with pytest.raises(CanvasError, match="Pictures are saved as"):
        pictures.save_document(document, tmp_path / "b.xcf", files)


def test_results_for_documents_of_floats_have_thumbnails(qapp):
    data = np.full((4, 4, 4), 0.25, np.float32)
    data[..., 3] = 1
    picture = WirePicture(4, 4, "RGBA", "f32", data.tobytes())
    assert averaged(picture, 2).pixelColor(0, 0).red() == 64
