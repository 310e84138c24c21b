"""Thousands of requests that went wrong on the way: each gets a picture or one sentence.

`python -m tests.server.test_mutations 20000 7` tries as many from seed 7, on the application itself
without a socket between; the test tries a few hundred.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter

import httpx
import torch

from gan_core.errors import ModelNotFoundError
from gan_core.jobs import served
from gan_core.networks.adain import AdaIN
from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.networks.enhancer import Enhancer
from gan_core.networks.kinds import Network
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.transformer_net import TransformerNet
from gan_core.server.app import create_app
from gan_core.server.cache import NetworkCache
from gan_core.server.limits import Limits
from gan_core.server.settings import Settings
from tests.server import talk
from tests.server.conftest import TOKEN
from tests.server.mutations import GOOD, Mutations, Request
from tests.stand_ins import named

PATIENCE = 60  # seconds for a request that takes some hundredths: longer is a hang


def load(name: str, device: torch.device) -> Network:
    """Small networks of random weights under the names of the product's."""
    torch.manual_seed(0)
    small = {"z_dim": 16, "w_dim": 16, "channel_base": 256, "channel_max": 16}
    makers = {
        "landscapes": lambda: StyleGAN2Generator(resolution=32, **small),
        "starry-night": lambda: TransformerNet(width=4),
        "style-by-example": AdaIN,
        "efficientnet-lite0": lambda: EfficientNetLite0(6),
        "restorer": lambda: Enhancer(1, width=4, blocks=1),
        "upscaler": lambda: Enhancer(2, width=4, blocks=1),
    }
    if name not in makers:
        raise ModelNotFoundError(f"There is no model '{name}'.")
    return named(makers[name]().eval().requires_grad_(False), name)


def verdict(response: httpx.Response) -> int:
    """The status, wherever it stands; fails where the answer is none."""
    assert response.status_code != 500
    if response.headers.get("content-type") == "image/png":
        assert response.content.startswith(b"\x89PNG")
        return 200
    if response.status_code != 200:
        return _sentence(response.status_code, response.json()["error"])
    *before, (last, _) = talk.read([response.content])
    assert {header["type"] for header, _ in before} <= {"progress", "preview"}
    if last["type"] == "result":
        return 200
    return _sentence(last["status"], last["error"])


def _sentence(status: int, text: str) -> int:
    assert 400 <= status < 500 or status == 507
    assert text.endswith(".") and "\n" not in text and len(text) < 1000
    return status


async def campaign(count: int, seed: int) -> Counter[int]:
    """How often each status came; AssertionError with the request that got a bad answer."""
    mutations = Mutations(seed)
    cache = NetworkCache(load, version=lambda name: 0)
    limits = Limits(pixels=1_000_000, body=1 << 20)
    app = create_app(Settings(TOKEN, limits=limits), served(), lambda budget: cache)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    statuses: Counter[int] = Counter()
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1", headers=headers
    ) as client:
        for number in range(count):
            request = mutations.draw()
            try:
                statuses[await asyncio.wait_for(_send(client, request), PATIENCE)] += 1
            except Exception as error:
                raise AssertionError(f"request {number} of seed {seed}: {request}") from error
    return statuses


async def _send(client: httpx.AsyncClient, request: Request) -> int:
    path, headers, body = request
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    return verdict(await client.post(path, headers=encoded, content=body))


def test_every_task_is_here() -> None:
    stores = {"learn-style"}  # keeps what it made, and takes half a minute for it
    assert set(GOOD) | stores == {job.task for job in served()}


def test_each_gets_a_picture_or_one_sentence() -> None:
    statuses = asyncio.run(campaign(count=700, seed=0))
    assert statuses[200] > 40 and statuses[400] > 40 and statuses[422] > 40


if __name__ == "__main__":
    print(asyncio.run(campaign(int(sys.argv[1]), int(sys.argv[2]))))
