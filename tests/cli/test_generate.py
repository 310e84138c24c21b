"""`ganvas generate` with a small StyleGAN2 in its published layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gan_core.errors import InputError
from gan_core.files import read
from gan_core.files.openraster import OpenRaster
from gan_core.jobs.common import parse_seeds
from tests.cli.running import ganvas, told

NETWORK = Path(__file__).parents[1] / "parity/stylegan2/network.pkl"
COMMON = ("generate", "--model", NETWORK, "--device", "cpu")


def test_a_folder_a_grid_and_layers_hold_the_same_pictures(tmp_path, capsys):
    for out in ("folder", "grid.png", "layers.ora"):
        assert ganvas(*COMMON, "--seeds", "3,0-1", "-o", tmp_path / out, "--json") == 0
        made = told(capsys)
    assert made[0]["recipe"]["seeds"] == [3, 0, 1]
    third = read(tmp_path / "folder" / "seed-0003.png")
    assert third.metadata.recipe["seed"] == 3 and len(third.metadata.recipe["sha256"]) == 64
    document = OpenRaster.open(tmp_path / "layers.ora")
    layers = [(layer.name, layer.visible) for layer in document.layers()]
    assert layers == [("Seed 3", True), ("Seed 0", False), ("Seed 1", False)]
    layer = document.picture(document.layer("Seed 3"))
    assert np.array_equal(layer.pixels, third.pixels)
    height, width = third.pixels.shape[:2]
    grid = read(tmp_path / "grid.png").pixels
    assert np.array_equal(grid[:height, :width], third.pixels)
    zeroth = read(tmp_path / "folder" / "seed-0000.png").pixels
    assert np.array_equal(grid[:height, width + 4 :], zeroth)
    assert not np.array_equal(zeroth, third.pixels)


def test_seeds():
    assert parse_seeds("0-3, 12,7") == [0, 1, 2, 3, 12, 7]
    for wrong in ("", "a", "3-1", "1-", "-1", "0-99999999"):
        with pytest.raises(InputError):
            parse_seeds(wrong)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("--seeds", "x"), "'x' are no seeds"),
        (("--size", "0x5"), "is no size"),
        (("--model", "stylegan2-fhq"), "did you mean stylegan2-ffhq"),
        (("-o", "none/grid.png"), "does not exist"),
        (("-o", "grid.bmp"), "no known format"),
    ],
)
def test_bad_input(tmp_path, monkeypatch, capsys, change, sentence):
    monkeypatch.chdir(tmp_path)
    assert ganvas(*COMMON, "-o", "grid.png", *change) == 2
    assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
