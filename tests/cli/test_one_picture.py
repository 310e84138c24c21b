"""`ganvas extend`, `harmonize` and `vary`: depth, layers, and the untouched rest."""

from __future__ import annotations

import numpy as np
import pytest

from gan_core.files import Picture, read, write
from gan_core.files.openraster import OpenRaster
from tests.cli.running import ganvas, told
from tests.files.pictures import random_picture


@pytest.fixture
def inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(random_picture("RGBA", "uint16", (60, 50)), tmp_path / "in.png")
    mask = np.zeros((50, 60, 1), np.uint8)
    mask[15:35, 20:45] = 255
    write(Picture(mask, "L"), tmp_path / "mask.png")
    return tmp_path


def test_an_extension_keeps_depth_and_every_byte_of_the_picture(inside, capsys):
    arguments = ("extend", "in.png", "--left", 8, "--bottom", 5, "--quality", "fast")
    assert ganvas(*arguments, "-o", "out.png", "--device", "cpu", "--json") == 0
    (made,) = told(capsys)
    assert made["recipe"]["settings"]["left"] == 8
    before, after = read("in.png").pixels, read("out.png").pixels
    assert after.shape == (55, 68, 4) and after.dtype == np.uint16
    assert np.array_equal(after[:50, 8:], before)
    assert ganvas(*arguments, "-o", "out.ora", "--candidates", 2, "--device", "cpu") == 0
    document = OpenRaster.open(inside / "out.ora")
    layers = [(layer.name, layer.visible) for layer in document.layers()]
    assert layers == [("Extension 1", True), ("Extension 2", False), ("in", True)]
    assert np.array_equal(document.merged().pixels, after)


def test_harmonizing_changes_the_object_alone(inside):
    assert ganvas("harmonize", "in.png", "--mask", "mask.png", "-o", "out.png") == 0
    before, after = read("in.png").pixels, read("out.png").pixels
    changed = (before != after).any(axis=2)
    assert changed[15:35, 20:45].any() and not changed[:15].any() and not changed[:, 45:].any()


def test_variations_are_numbered_files_or_layers(inside):
    assert ganvas("vary", "in.png", "-o", "v.png", "--count", 2) == 0
    first, second = read("v.png").pixels, read("v-2.png").pixels
    assert first.dtype == np.uint16 and not np.array_equal(first, second)
    assert ganvas("vary", "in.png", "-o", "v.ora", "--count", 2) == 0
    document = OpenRaster.open(inside / "v.ora")
    assert [layer.name for layer in document.layers()][1:3] == ["Variation 1", "Variation 2"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("extend", "in.png", "-o", "x.png"), "by how many pixels"),
        (("extend", "gone.png", "-o", "x.png", "--left", 5), "does not exist"),
        (("harmonize", "in.png", "--mask", "in.png", "-o", "x.bmp"), "no known format"),
        (("vary", "in.png", "-o", "none/x.png"), "does not exist"),
    ],
)
def test_bad_input(inside, capsys, arguments, sentence):
    before = sorted(inside.iterdir())
    assert ganvas(*arguments) == 2
    assert sentence in capsys.readouterr().err
    assert sorted(inside.iterdir()) == before
