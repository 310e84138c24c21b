"""The task `edit` over HTTP: from a seed, from a picture, and again from the latent it gave."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_core.errors import ModelNotFoundError
from gan_core.jobs import edit
from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.networks.kinds import Network
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.server.cache import NetworkCache
from gan_core.server.settings import Settings
from tests.server import talk
from tests.server.conftest import TOKEN, serving
from tests.stand_ins import named


def network(name: str, device: torch.device) -> Network:
    torch.manual_seed(0)
    if name == "efficientnet-lite0":
        made: Network = EfficientNetLite0(6)
    elif name == "small":
        small = {"z_dim": 16, "w_dim": 16, "channel_base": 256, "channel_max": 16}
        made = StyleGAN2Generator(resolution=32, **small)
    else:
        raise ModelNotFoundError(f"There is no model '{name}'.")
    return named(made.eval().requires_grad_(False), name)


@pytest.fixture(scope="module")
def client():
    def networks(budget=None):
        return NetworkCache(network, version=lambda name: 0, budget=budget)

    with serving(Settings(TOKEN), jobs=(edit.JOB,), networks=networks) as connected:
        yield connected


def ask(client, *pictures, **options):
    header, payload = talk.ask(client, "edit", talk.job(*pictures, model="small", **options))[-1]
    if header["type"] == "error":
        return header["error"], None
    return talk.pictures(header, payload)[0].astype(int), header["pictures"][0]["recipe"]


def test_a_seed_is_moved_along_the_directions_that_the_recipe_names(client):
    still, recipe = ask(client, seed=3)
    assert recipe["directions"] == [str(n) for n in range(1, 9)] and recipe["seed"] == 3
    moved, recipe = ask(client, seed=3, moves={"1": 3, "4": 0})
    assert abs(moved - still).max() > 2 and recipe["settings"]["moves"] == {"1": 3.0, "4": 0.0}
    again, _ = ask(client, seed=3, moves={"1": 3})
    assert np.array_equal(again, moved)


def test_a_picture_is_found_once_and_edited_from_its_latent(client):
    target, _ = ask(client, seed=5, truncation_psi=1)
    average, _ = ask(client, seed=5, truncation_psi=0)
    picture = talk.picture(target.astype(np.uint8))
    found, recipe = ask(client, picture, steps=80)
    assert abs(found - target).mean() < 0.5 * abs(average - target).mean()
    assert "seed" not in recipe and "latent" not in recipe["settings"]
    again, second = ask(client, latent=recipe["latent"])
    assert np.array_equal(again, found) and second["latent"] == recipe["latent"]
    moved, _ = ask(client, latent=recipe["latent"], moves={"1": 3})
    assert not np.array_equal(moved, found)


def test_the_result_fits_the_selection(client):
    made, _ = ask(client, width=40, height=20)
    assert made.shape == (20, 40, 3)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"moves": {"age": 1}}, "There is no direction 'age'"),
        ({"latent": "!"}, "not one of this model's"),
        ({"latent": "AAAA"}, "not one of this model's"),
        ({"layers": [99], "moves": {"1": 1}}, "has the layers 0 to"),
        ({"width": 5}, "both width and height"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(client, options, sentence):
    assert sentence in ask(client, **options)[0]


def test_a_latent_travels_as_text():
    net = network("small", torch.device("cpu"))
    apart = torch.randn(1, net.num_ws, net.w_dim).half().float()
    assert torch.equal(edit.from_text(edit.to_text(apart), net), apart)
    one = apart[:, :1].expand_as(apart)
    assert torch.equal(edit.from_text(edit.to_text(one), net), one)
    assert len(edit.to_text(one)) < len(edit.to_text(apart))
