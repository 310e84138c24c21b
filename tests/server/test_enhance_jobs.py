"""The jobs `restore` and `upscale`, with small networks of random weights."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from gan_core.files.picture import Picture
from gan_core.files.png import encode_png, read_png
from gan_core.jobs import served
from gan_core.networks.enhancer import Enhancer
from gan_core.server.cache import NetworkCache
from gan_core.server.settings import Settings
from tests.server import talk
from tests.server.conftest import TOKEN
from tests.stand_ins import named


def load(name: str, device: torch.device) -> nn.Module:
    torch.manual_seed(0)
    net = Enhancer(2 if name == "upscaler" else 1, width=8, blocks=1).eval()
    nn.init.normal_(net.leave.weight, std=0.5)
    return named(net, name)


@pytest.fixture
def client(serve):
    networks = NetworkCache(load, version=lambda name: 0)
    with serve(Settings(TOKEN), jobs=served(), networks=lambda budget=None: networks) as connected:
        yield connected


def test_a_selection_is_restored(client) -> None:
    image = talk.noise(20, 30, 4, "uint16")
    image[..., 3] = 65535
    mask = np.zeros((20, 30, 1), np.uint8)
    mask[5:15, 8:20] = 255
    parts = talk.picture(image, "BGRA"), talk.picture(mask, "L", "mask")
    body = talk.job(*parts, strength=0.9, model="restorer")
    header, payload = talk.ask(client, "restore", body)[-1]
    (result,) = talk.pictures(header, payload)
    changed = (result != image).any(axis=2)
    assert changed[6:14, 9:19].all() and not changed[mask[..., 0] == 0].any()
    assert header["pictures"][0]["recipe"]["settings"]["strength"] == 0.9
    assert header["pictures"][0]["recipe"]["model"] == "restorer"


def test_a_picture_comes_back_larger_with_progress_and_previews(client) -> None:
    image = talk.noise(600, 300, 3)
    told = talk.ask(client, "upscale", talk.job(talk.picture(image), scale=4, preview=128))
    header, payload = told[-1]
    (result,) = talk.pictures(header, payload)
    assert result.shape == (2400, 1200, 3)
    kinds = [head["type"] for head, _ in told]
    assert "preview" in kinds and kinds.count("progress") > 2


def test_a_png_comes_back_larger_in_its_own_depth(client) -> None:
    data = encode_png(Picture(talk.noise(6, 5, 4, "uint16"), "RGBA"))
    response = client.post("/v1/jobs/upscale", files={"image": data}, data={"scale": "2"})
    large = read_png(response.content)
    assert large.size == (10, 12) and large.pixels.dtype == np.uint16
    assert large.metadata.recipe["settings"]["scale"] == 2


@pytest.mark.parametrize("option", [{"scale": 7}, {"seed": 1 << 64}, {"seed": -1}])
def test_a_number_that_nobody_knows_is_a_sentence(client, option) -> None:
    body = talk.job(talk.picture(talk.noise(4, 4, 3)), **option)
    response = client.post("/v1/jobs/upscale", content=body, headers=talk.FRAMES)
    (name,) = option
    assert response.status_code == 422 and f"'{name}' cannot be used" in response.json()["error"]
