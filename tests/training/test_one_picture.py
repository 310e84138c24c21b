import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.catalog.loading import load_network
from gan_core.tasks.generate import generate
from gan_core.training.loop import Options, train
from gan_core.training.recipes.one_picture import OnePicture


@pytest.fixture(scope="module")
def landscapes(tmp_path_factory):
    """Two pictures: blue above green, and the same upside down."""
    folder = tmp_path_factory.mktemp("landscapes")
    pixels = np.zeros((90, 128, 3), np.uint8)
    pixels[:45] = (40, 90, 220)
    pixels[45:] = (30, 160, 40)
    pixels += np.random.default_rng(0).integers(0, 30, pixels.shape, dtype=np.uint8)
    Image.fromarray(pixels).save(folder / "a.png")
    Image.fromarray(pixels[::-1].copy()).save(folder / "b.png")
    return folder


@pytest.fixture(scope="module")
def trained(landscapes, tmp_path_factory):
    recipe = OnePicture(steps=10, size=256, channels=8, room=1.0)
    out = tmp_path_factory.mktemp("run")
    return train(recipe, Options(landscapes, out, name="one-picture", accelerator="cpu"))


def test_a_run_gives_a_model_that_generates_like_any_other(trained):
    made = generate(trained, [0, 1], class_index=0, device="cpu")
    assert made.shape == (2, 3, 180, 256)  # as wide for its height as the first
    assert not torch.equal(made[0], made[1])


def test_each_picture_becomes_a_class_and_keeps_its_sky(trained):
    sky_above, sky_below = (
        generate(trained, [0], class_index=index, device="cpu")[0, 2] for index in (0, 1)
    )
    assert sky_above[:40].mean() > sky_above[-40:].mean() + 0.3
    assert sky_below[:40].mean() < sky_below[-40:].mean() - 0.3


def test_what_is_not_bent_comes_back(trained):
    net = load_network(trained)
    made = generate(net, [0], truncation_psi=0, class_index=1, device="cpu")[0]
    assert (made - net.pictures[1] / 255).abs().mean() < 0.06
