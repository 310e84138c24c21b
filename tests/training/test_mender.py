"""A mender learns from pictures with cracks drawn over them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from gan_core import load_network
from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.networks.membrane import membrane
from gan_core.training.data.drawings import drawing
from gan_core.training.data.folder import read_pictures
from gan_core.training.data.masks import cracks
from gan_core.training.loop import Options, train
from gan_core.training.recipes import inpainter
from gan_core.training.recipes.inpainter import Holes
from gan_core.training.recipes.mender import Damaged, MenderRecipe


@pytest.fixture
def waves(tmp_path):
    """Four pictures of fine waves in any direction."""
    folder = tmp_path / "waves"
    folder.mkdir()
    for seed in range(4):
        random = np.random.default_rng(seed)
        y, x = np.mgrid[:128, :128]
        turn = random.uniform(0, np.pi)
        wave = np.sin((x * np.cos(turn) + y * np.sin(turn)) / 2.0) * 0.5 + 0.5
        low, high = random.integers(0, 256, (2, 3))
        made = low + wave[..., None] * (high.astype(float) - low)
        Image.fromarray(made.round().astype(np.uint8)).save(folder / f"{seed}.png")
    return folder


@pytest.mark.parametrize("seed", range(20))
def test_cracks_are_thin_and_never_all_or_nothing(seed):
    mask = cracks(96, np.random.default_rng(seed))
    assert mask.shape == (96, 96) and 0 < mask.mean() < 0.6
    assert np.array_equal(mask, cracks(96, np.random.default_rng(seed)))


def test_a_mender_learns_what_a_smooth_surface_does_not_know(waves, tmp_path, monkeypatch):
    untrained = EfficientNetLite0(9).eval().requires_grad_(False)  # the score alone looks at it
    monkeypatch.setattr(inpainter, "frozen_features", lambda: untrained)
    recipe = MenderRecipe(steps=120, warmup=120, batch=8, size=48, lr=4e-3, ema=0.9, drawings=0)
    options = Options(waves, tmp_path / "run", name="model", accelerator="cpu", log_every=50)
    net = load_network(train(recipe, options), device="cpu")
    case = Holes(read_pictures(waves), cracks, 64)[1, 77]
    image, mask = case["image"][None], case["mask"][None]
    surface, mended = membrane(image, mask), net(image, mask)
    assert (mended - image).square().mean() < 0.7 * (surface - image).square().mean()


@pytest.mark.parametrize("seed", range(20))
def test_drawings_are_all_different_and_the_same_twice(seed):
    made = drawing(64, np.random.default_rng(seed))
    assert made.shape == (64, 64, 3) and made.dtype == np.uint8
    assert np.array_equal(made, drawing(64, np.random.default_rng(seed)))
    assert not np.array_equal(made, drawing(64, np.random.default_rng(seed + 1)))


def test_a_share_of_what_is_damaged_is_drawn(waves):
    pictures = read_pictures(waves)

    def drawn(share):
        data = Damaged(pictures, cracks, 48, least=1.0, drawings=share)
        images = (data[0, seed]["image"] for seed in range(40))
        return sum(len(image.flatten(1).unique(dim=1)[0]) < 40 for image in images)

    assert drawn(0.0) == 0 and 5 < drawn(0.5) < drawn(1.0)
