"""`ganvas damage`, and `ganvas restore --find-damage`: what was scratched comes back."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from gan_core.files import Picture, read, write
from gan_core.resources import resource
from gan_core.training.data.wear import VISIBLE, worn
from tests.cli.running import ganvas


@pytest.fixture
def scan(tmp_path):
    """16 bits of a castle's sky and roof, scratches across; beside it, what it was, and where."""
    whole = read(resource("pictures") / "neuschwanstein.jpg").pixels[30:190, 250:490]
    scratched, shows = worn(whole, ["scratches"], np.random.default_rng(14))
    write(Picture(scratched.astype(np.uint16) * 257, "RGB"), tmp_path / "scan.png")
    return tmp_path / "scan.png", whole.astype(np.uint16) * 257, shows > VISIBLE


def test_the_mask_follows_the_scratch(scan, tmp_path, capsys):
    path, _, scratched = scan
    mask = tmp_path / "mask.png"
    assert ganvas("damage", path, "-o", mask) == 0
    assert "% sure" in capsys.readouterr().err
    found = np.asarray(Image.open(mask).convert("L")) > 127
    assert found.shape == (160, 240) and np.mean(found[scratched]) > 0.8
    about = cv2.dilate(scratched.astype(np.uint8), np.ones((7, 7))) > 0  # a soft, wider edge
    assert np.mean(about[found]) > 0.8


def test_restoring_mends_what_it_finds(scan, tmp_path, capsys):
    path, sound, _ = scan
    out = tmp_path / "clean.tif"
    assert ganvas("restore", path, "--find-damage", "--strength", 0, "-o", out) == 0
    made = read(out)
    assert made.pixels.dtype == np.uint16 and "% sure" in made.metadata.recipe["seen"]
    before = np.abs(read(path).pixels.astype(float) - sound).mean()
    after = np.abs(made.pixels.astype(float) - sound).mean()
    assert after < 0.6 * before
