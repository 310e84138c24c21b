"""`ganvas stylize` with a published layout's network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gan_core.files import Picture, read, write
from gan_core.files.openraster import OpenRaster
from tests.cli.running import ganvas, told
from tests.files.pictures import random_picture
from tests.parity.materialize import write_checkpoint

PARITY = Path(__file__).parents[1] / "parity"


@pytest.fixture(scope="module")
def candy(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "candy.pth"
    write_checkpoint(PARITY / "transformer-net", path)
    return path


def test_a_selection_is_painted_into_a_layer(tmp_path, candy, capsys):
    write(random_picture("RGBA", "uint16", (80, 60)), tmp_path / "in.png")
    mask = np.zeros((60, 80, 1), np.uint8)
    mask[20:40, 30:60] = 255
    write(Picture(mask, "L"), tmp_path / "mask.png")
    common = ("stylize", tmp_path / "in.png", "--style", candy, "--mask", tmp_path / "mask.png")
    assert ganvas(*common, "-o", tmp_path / "out.ora", "--json", "--device", "cpu") == 0
    (made,) = told(capsys)
    assert (
        made["recipe"]["settings"]["style"] == "candy.pth" and len(made["recipe"]["sha256"]) == 64
    )
    top = OpenRaster.open(tmp_path / "out.ora").layers()[0]
    assert (top.name, top.offset) == ("candy", (30, 20))
    assert ganvas(*common, "-o", tmp_path / "out.png", "--device", "cpu") == 0
    before, after = read(tmp_path / "in.png").pixels, read(tmp_path / "out.png").pixels
    assert np.array_equal(before[mask[..., 0] == 0], after[mask[..., 0] == 0])
    assert np.array_equal(before[..., 3], after[..., 3])
    assert (before != after).any()


def test_strength_nought_and_bad_styles(tmp_path, candy, capsys):
    write(random_picture("RGB", "uint8", (64, 48)), tmp_path / "in.png")
    out = ("-o", tmp_path / "out.png", "--device", "cpu")
    assert ganvas("stylize", tmp_path / "in.png", "--style", candy, "--strength", 0, *out) == 0
    assert np.array_equal(read(tmp_path / "in.png").pixels, read(tmp_path / "out.png").pixels)
    assert ganvas("stylize", tmp_path / "in.png", "--style", "no-such-style", *out) == 2
    assert "There is no model 'no-such-style'" in capsys.readouterr().err
    assert ganvas("stylize", tmp_path / "in.png", "--style", "none.jpg", *out) == 2
    assert "none.jpg" in capsys.readouterr().err
