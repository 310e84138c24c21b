"""Training an upscaler and a restorer: what the damage does, and that both learn to undo it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from gan_core import load_network, tasks
from gan_core.errors import InputError
from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.training.data.damage import Damage
from gan_core.training.data.folder import read_pictures
from gan_core.training.loop import Options, train
from gan_core.training.losses import gan
from gan_core.training.recipes.restore import RestoreRecipe
from gan_core.training.recipes.super_resolution import Pairs, SuperResolutionRecipe


def features() -> EfficientNetLite0:
    torch.manual_seed(0)
    net = EfficientNetLite0(6)
    for parameter in net.parameters():
        if parameter.ndim == 4:
            nn.init.kaiming_normal_(parameter)
    return net


@pytest.fixture(autouse=True)
def no_download(monkeypatch):
    name = "gan_core.training.recipes.super_resolution.frozen_features"
    monkeypatch.setattr(name, features)


@pytest.fixture
def stripes(tmp_path: Path) -> Path:
    """Four pictures of sharp, bright stripes in any direction."""
    folder = tmp_path / "stripes"
    folder.mkdir()
    for seed in range(4):
        random = np.random.default_rng(seed)
        y, x = np.mgrid[:128, :128]
        turn = random.uniform(0, np.pi)
        wave = np.sin((x * np.cos(turn) + y * np.sin(turn)) / 2.5) > 0
        colours = random.integers(0, 256, (2, 3))
        Image.fromarray(np.where(wave[..., None], *colours).astype(np.uint8)).save(
            folder / f"{seed}.png"
        )
    return folder


def options(data: Path, out: Path) -> Options:
    return Options(data, out, name="model", accelerator="cpu", log_every=1)


def test_damage_is_the_same_twice_and_never_the_same_for_two_seeds():
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    damage = Damage(blur=2, noise=30, quality=30, resample=2)
    made = [damage(picture, 2, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert made[0].shape == (16, 16, 3) and made[0].dtype == np.uint8
    assert np.array_equal(made[0], made[1]) and not np.array_equal(made[0], made[2])


@pytest.mark.parametrize(
    ("kind", "worse"),
    [("blur", 3.0), ("noise", 40.0), ("quality", 5), ("resample", 3.0)],
)
def test_every_kind_of_damage_hurts_more_when_it_is_asked_for(stripes, kind, worse):
    picture = read_pictures(stripes)[0]
    gentle = Damage(blur=0, noise=0, quality=95, resample=1)
    harsh = replace(gentle, **{kind: worse})

    def error(damage: Damage) -> float:
        made = [damage(picture, 1, np.random.default_rng(seed)) for seed in range(12)]
        return float(np.mean([np.abs(m.astype(float) - picture).mean() for m in made]))

    assert error(harsh) > error(gentle) + 2


def test_some_pictures_are_left_untouched(stripes):
    picture = read_pictures(stripes)[0]
    damage = Damage(blur=3, noise=40, quality=5, resample=3, untouched=0.5)
    made = [damage(picture, 1, np.random.default_rng(seed)) for seed in range(60)]
    assert 15 < sum(np.array_equal(one, picture) for one in made) < 45


def test_a_network_can_be_taught_one_kind_of_damage_alone(stripes):
    picture = read_pictures(stripes)[0]
    only_grain = Damage(blur=0, noise=0, quality=100, often=1)
    assert np.array_equal(only_grain(picture, 1, np.random.default_rng(0)), picture)
    only_jpeg = Damage(blur=0, noise=0, quality=20, often=1, best=30)
    made = [only_jpeg(picture, 1, np.random.default_rng(seed)) for seed in range(8)]
    assert all(np.abs(one.astype(float) - picture).mean() > 2 for one in made)


def test_pairs_are_alike_but_for_the_damage(stripes):
    pairs = Pairs(read_pictures(stripes), 32, 2, Damage(blur=0, noise=0, quality=95))
    pair = pairs[0, 5]
    assert pair["good"].shape == (3, 32, 32) and pair["poor"].shape == (3, 16, 16)
    small = nn.functional.avg_pool2d(pair["good"], 2)
    assert (small - pair["poor"]).abs().mean() < 0.08
    assert torch.equal(pair["good"], pairs[0, 5]["good"])


def test_the_relativistic_loss_is_about_the_difference_alone():
    real, fake = torch.randn(2, 4, 1, 5, 5)
    loss = gan.d_relativistic(real, fake)
    assert torch.allclose(gan.d_relativistic(real + 3, fake + 3), loss, atol=1e-5)
    assert gan.d_relativistic(real + 9, fake) < loss < gan.d_relativistic(real - 9, fake)
    assert torch.allclose(gan.g_relativistic(real, fake), gan.d_relativistic(fake, real))


def test_an_upscaler_learns_to_be_sharper_than_bicubic(stripes, tmp_path):
    recipe = SuperResolutionRecipe(
        steps=80, pixels_until=70, batch=8, size=48, width=16, blocks=2, lr=4e-3, ema=0.9
    )
    recipe = replace(recipe, blur=0.0, noise=0.0, quality=95)
    net = load_network(train(recipe, options(stripes, tmp_path / "run")), device="cpu")
    pairs = Pairs(read_pictures(stripes), 96, 2, Damage(blur=0, noise=0, quality=95))
    pair = pairs[1, 77]
    poor, good = pair["poor"][None], pair["good"][None]
    made, bicubic = (tasks.upscale(poor, 2, model=net, strength=s) for s in (1, 0))
    assert (made - good).square().mean() < 0.6 * (bicubic - good).square().mean()


def test_a_restorer_starts_from_an_upscaler_and_learns_to_take_grain_away(stripes, tmp_path):
    small = {"batch": 8, "size": 32, "width": 16, "blocks": 2, "lr": 4e-3, "ema": 0.9}
    upscaler = SuperResolutionRecipe(steps=2, pixels_until=1, **small)
    base = train(upscaler, options(stripes, tmp_path / "base"))
    recipe = RestoreRecipe(steps=200, pixels_until=200, base=str(base), **small)
    recipe = replace(recipe, blur=0.0, resample=1.0, quality=95, noise=60.0)
    started = recipe.networks()["G"].state_dict()
    kept = load_network(base, device="cpu").state_dict()
    assert all(torch.equal(started[n], kept[n]) for n in kept if n.startswith("blocks."))
    net = load_network(train(recipe, options(stripes, tmp_path / "run")), device="cpu")
    good = torch.from_numpy(read_pictures(stripes)[2].copy()).permute(2, 0, 1)[None] / 255
    poor = (good + 0.08 * torch.randn(good.shape)).clamp(0, 1)
    clean = tasks.restore(poor, model=net)
    assert (clean - good).square().mean() < 0.8 * (poor - good).square().mean()


def test_a_base_of_another_width_is_refused(stripes, tmp_path):
    base = SuperResolutionRecipe(steps=1, pixels_until=1, batch=2, size=16, width=8, blocks=1)
    model = train(base, options(stripes, tmp_path / "base"))
    with pytest.raises(InputError, match="this width"):
        RestoreRecipe(width=16, base=str(model)).networks()


def test_a_scale_that_does_not_divide_the_size_is_refused():
    with pytest.raises(InputError, match="does not go with"):
        SuperResolutionRecipe(size=50, scale=4)
