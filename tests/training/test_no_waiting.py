"""A step of training waits for its device nowhere: nothing in it reads a number on the host, or
sends one there that it has only now.

Here the device is the CPU, where that costs nothing; so it is counted, of tensors that a card would
hold.
"""

from __future__ import annotations

import math
import shutil
from functools import partial

import pytest
import torch
from PIL import Image, ImageOps

from gan_core.checkpoints.native import save_network
from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.networks.enhancer import Enhancer
from gan_core.training.augment import pipeline
from gan_core.training.fabric import Fabric
from gan_core.training.metrics.embedding import untrained
from gan_core.training.numbers import Numbers
from gan_core.training.options import Options
from gan_core.training.recipes import (
    RECIPES,
    inpainter,
    projected,
    recipe_class,
    style_by_example,
    teach_features,
    unconditional,
)
from gan_core.training.run import Run
from tests.training.test_gan_recipes import SMALL
from tests.waiting import counted


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A small network to teach."""
    path = tmp_path_factory.mktemp("model") / "upscaler.safetensors"
    save_network(Enhancer(scale=2, width=8, blocks=1), path)
    return str(path)


@pytest.fixture(scope="module")
def sides(photographs, tmp_path_factory):
    """The photographs and their negatives."""
    folder = tmp_path_factory.mktemp("sides")
    for side in "AB":
        (folder / side).mkdir()
    for path in photographs.iterdir():
        shutil.copy(path, folder / "A")
        ImageOps.invert(Image.open(path)).save(folder / "B" / path.name)
    return folder


CASES = {
    **{name: SMALL[name] for name in ("dcgan", "hinge", "projected", "wgan-gp")},
    "gan": {**SMALL["gan"], "ada": 0.6},
    "stylegan2-ada": {**SMALL["stylegan2-ada"], "ada": 0.6},
    "one-picture": {"size": 32},
    "super-resolution": {"size": 32, "width": 8, "blocks": 1, "pixels_until": 1},
    "restore": {"size": 32, "width": 8, "blocks": 1},
    "damage": {"size": 32},
    "inpainter": {"size": 32, "warmup": 0},
    "mender": {"size": 48, "warmup": 0},
    "pix2pix": {"size": 32, "depth": 5, "ngf": 4, "ndf": 4},
    "cyclegan": {"size": 32, "ngf": 4, "blocks": 1, "ndf": 4, "pool": 3},
    "distill": {"size": 32},
    "style": {"size": 32, "base": "great-wave"},
    "style-by-example": {"size": 32, "width": 4},
    "teach-features": {"size": 32, "mixed": 1.0},
}


def test_every_recipe_is_looked_at():
    assert set(CASES) == set(RECIPES)


@pytest.mark.parametrize("name", CASES)
def test_a_step_reads_nothing(name, photographs, sides, model, tmp_path, monkeypatch):
    for module in (unconditional, projected, inpainter, style_by_example):
        monkeypatch.setattr(module, "frozen_features", lambda: untrained().network)
    teacher = partial(EfficientNetLite0, classes=1000)
    monkeypatch.setattr(teach_features, "frozen_features", teacher)
    monkeypatch.setattr(pipeline, "_changed", pipeline._everywhere)  # as on a card
    more = {
        "distill": {"student": model, "teacher": model},
        "style": {"styles": str(photographs / "0.png")},
        "style-by-example": {"styles": str(photographs)},
    }
    recipe = recipe_class(name)(steps=3, batch=4, **CASES[name], **more.get(name, {}))
    data = sides if name in ("pix2pix", "cyclegan") else photographs
    fabric = Fabric(accelerator="cpu", devices=1)
    run = Run(recipe, Options(data, tmp_path / "run", accelerator="cpu"), fabric)
    feed = run.feed()
    waiting = [next(feed) for _ in range(max(phase.repeats for phase in run.phases))]
    for _ in range(2):  # some begin only in the second step; what stays for a run is made once
        run.step(iter(waiting))
    run.state.step = math.lcm(*(phase.every for phase in run.phases))  # so that all have a turn
    with counted() as found:
        numbers = run.step(iter(waiting))
    assert found == []
    assert numbers and all(isinstance(value, float) for value in numbers.values())


def test_numbers_are_read_once_and_all_together():
    numbers = Numbers({"a": torch.tensor(1.5), "b": torch.tensor(2)})
    with counted() as found:
        assert list(numbers) == ["a", "b"] and len(numbers) == 2
    assert found == []
    with counted() as found:
        assert numbers["b"] == 2.0 and dict(numbers) == {"a": 1.5, "b": 2.0}
    assert found == ["tolist"]


def test_pictures_changed_all_at_once_are_the_same_as_one_by_one(monkeypatch):
    random = torch.Generator().manual_seed(0)
    pictures = torch.rand(6, 3, 16, 16, generator=random)
    draws = torch.rand(6, pipeline.DRAWS, generator=random)
    some = pipeline.augmented(pictures, draws, torch.tensor(0.5))
    monkeypatch.setattr(pipeline, "_changed", pipeline._everywhere)
    every = pipeline.augmented(pictures, draws, torch.tensor(0.5))
    torch.testing.assert_close(every, some, rtol=0, atol=1e-5)
    assert not torch.equal(some, pictures)
