"""The task `drag` over HTTP, as a panel uses it: some steps, a look, and on from there."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_core.jobs import drag
from gan_core.networks.kinds import Network
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.server.cache import NetworkCache
from gan_core.server.settings import Settings
from tests.server import talk
from tests.server.conftest import TOKEN, serving
from tests.stand_ins import named

DRAG = [20, 30, 24, 32]


def network(name: str, device: torch.device) -> Network:
    torch.manual_seed(1)
    small = {"z_dim": 32, "w_dim": 32, "channel_base": 1024, "channel_max": 64, "mapping_layers": 2}
    return named(StyleGAN2Generator(resolution=64, **small).eval().requires_grad_(False), name)


@pytest.fixture(scope="module")
def client():
    def networks(budget=None):
        return NetworkCache(network, version=lambda name: 0, budget=budget)

    with serving(Settings(TOKEN), jobs=(drag.JOB,), networks=networks) as connected:
        yield connected


def ask(client, *pictures, **options):
    body = talk.job(*pictures, model="small", seed=4, preview=64, **options)
    frames = talk.ask(client, "drag", body)
    header, payload = frames[-1]
    if header["type"] == "error":
        return header["error"], None
    return talk.pictures(header, payload)[0], header["pictures"][0]["recipe"]


def test_a_drag_goes_on_from_its_recipe_until_it_has_arrived(client):
    _, first = ask(client, drags=[DRAG], steps=2)
    assert not first["arrived"] and first["task"] == "drag"
    where = [[*first["handles"][0], *DRAG[2:]]]
    picture, rest = ask(
        client,
        drags=where,
        steps=200,
        latent=first["latent"],
        begun=[DRAG[:2]],
        begun_latent=first["begun_latent"],
    )
    assert rest["arrived"] and rest["begun_latent"] == first["begun_latent"]
    assert np.allclose(rest["handles"][0], DRAG[2:], atol=1)
    assert picture.shape == (64, 64, 3)


def test_the_same_drag_gives_the_same_picture(client):
    first, second = (ask(client, drags=[DRAG], steps=2)[0] for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"drags": [[70, 3, 4, 5]]}, "outside the picture of 64×64"),
        ({"drags": [DRAG], "begun": [[1, 2]]}, "begun and begun_latent"),
        ({"drags": [DRAG], "latent": "AAAA"}, "not one of this model's"),
    ],
)
def test_what_cannot_be_dragged_is_one_sentence(client, options, sentence):
    error, _ = ask(client, **options)
    assert sentence in error


def test_a_drag_as_it_is_typed():
    assert drag.parse_drags(["20,30:24,32.5"]) == [(20, 30, 24, 32.5)]
    with pytest.raises(Exception, match="X,Y:X,Y"):
        drag.parse_drags(["20,30"])
