"""Jobs that are alike share the passes of their networks, and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from gan_core.jobs import served
from gan_core.server.cache import NetworkCache
from gan_core.server.limits import Limits
from gan_core.server.networks import catalogue_networks
from gan_core.server.seats import Seats
from gan_core.server.settings import Settings
from tests.server import practice, talk
from tests.server.conftest import TOKEN, serving
from tests.server.test_seats import ANNA, BOB, FILE, as_
from tests.stand_ins import stand_in

LONG = talk.job(talk.picture(talk.noise(4, 4, 3)), steps=1000, pause=0.01)


class Negative(nn.Module):
    """Notes what it is shown; may wait within a pass, or take no more than one picture."""

    def __init__(self, most: int = 99) -> None:
        super().__init__()
        self.seen: list[tuple[int, ...]] = []
        self.most, self.go = most, threading.Event()
        self.go.set()

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        if image.shape[-1] > 1:
            self.seen.append(tuple(image.shape))
        if len(image) > self.most:
            raise torch.OutOfMemoryError("Tried to allocate 20.00 GiB")
        while not self.go.is_set():  # operations of torch, which a pass that nobody wants ends at
            time.sleep(0.01)
            image = image * 1
        return 1 - image


@contextmanager
def engine(network: nn.Module, batch: int | None = 4, **more) -> Iterator:
    made = stand_in("stylizer", network)
    cache = NetworkCache(lambda name, device: made, version=lambda name: 0)
    told = replace(Settings(TOKEN), batch=batch, limits=Limits(waiting=12), **more)
    with serving(told, networks=lambda budget: cache) as client:
        yield client


def ask(client, image: np.ndarray, headers=talk.FRAMES, model: str = "net") -> np.ndarray:
    body = talk.job(talk.picture(image), model=model)
    answer = client.post("/v1/jobs/through", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    header, payload = list(talk.read([answer.content]))[-1]
    assert header["type"] == "result", header
    return talk.pictures(header, payload)[0]


@contextmanager
def all_waiting(client, count: int, headers=talk.FRAMES) -> Iterator[None]:
    """Keeps the worker busy until so many jobs wait, as they do where there is much to do."""
    with client.stream("POST", "/v1/jobs/negate", content=LONG, headers=headers) as response:
        frames = talk.read(response.iter_raw())
        next(frames)
        yield
        end = time.monotonic() + 60
        while client.get("/v1/health", headers=headers).json()["waiting"] < count:
            assert time.monotonic() < end
            time.sleep(0.01)
        frames.close()


def images(*sides: tuple[int, int]) -> list[np.ndarray]:
    draw = np.random.default_rng(5)
    return [draw.integers(0, 256, (*side, 3), np.uint8) for side in sides]


def test_jobs_of_one_shape_are_one_pass_and_each_has_its_own_picture() -> None:
    network, wanted = Negative(), images(*[(9, 7)] * 4, (8, 7))
    with engine(network) as client, ThreadPoolExecutor(5) as people:
        with all_waiting(client, 5):
            answers = [people.submit(ask, client, image) for image in wanted]
        for image, answer in zip(wanted, answers, strict=True):
            np.testing.assert_array_equal(answer.result(), 255 - image)
        text = client.get("/v1/metrics").text
    assert sorted(network.seen) == [(1, 3, 8, 7), (4, 3, 9, 7)]
    assert "ganvas_batch_jobs_sum 5.0" in text
    assert "ganvas_batch_jobs_count 2.0" in text


def test_a_processor_does_one_after_the_other_unless_told() -> None:
    network, wanted = Negative(), images(*[(5, 6)] * 3)
    with engine(network, batch=None) as client, ThreadPoolExecutor(3) as people:
        with all_waiting(client, 3):
            answers = [people.submit(ask, client, image) for image in wanted]
        for image, answer in zip(wanted, answers, strict=True):
            np.testing.assert_array_equal(answer.result(), 255 - image)
    assert network.seen == [(1, 3, 5, 6)] * 3


def test_one_who_leaves_does_not_stop_the_others() -> None:
    network, (first, *others) = Negative(), images(*[(9, 7)] * 4)
    network.go.clear()
    with engine(network) as client, ThreadPoolExecutor(4) as people:
        with all_waiting(client, 4):
            answers = [people.submit(ask, client, image) for image in others]
            body = talk.job(talk.picture(first), model="net")
            leaver = client.send(
                client.build_request("POST", "/v1/jobs/through", content=body, headers=talk.FRAMES),
                stream=True,
            )
        while not network.seen:
            time.sleep(0.01)
        leaver.close()
        while client.get("/v1/health").json()["taken"] > 3:  # gone before the pass has ended
            time.sleep(0.01)
        network.go.set()
        for image, answer in zip(others, answers, strict=True):
            np.testing.assert_array_equal(answer.result(), 255 - image)
    assert network.seen == [(4, 3, 9, 7)]


def test_a_pass_that_nobody_waits_for_ends() -> None:
    network, wanted = Negative(), images(*[(9, 7)] * 2)
    network.go.clear()
    with engine(network) as client:
        sent = []
        with all_waiting(client, 2):
            for image in wanted:
                body = talk.job(talk.picture(image), model="net")
                request = client.build_request(
                    "POST", "/v1/jobs/through", content=body, headers=talk.FRAMES
                )
                sent.append(client.send(request, stream=True))
        while not network.seen:
            time.sleep(0.01)
        for response in sent:
            response.close()
        talk.ask(client, "negate", talk.job(talk.picture(wanted[0])))  # the worker is free again
    assert network.seen == [(2, 3, 9, 7)] and not network.go.is_set()


def test_where_a_pass_for_all_does_not_fit_each_has_its_own() -> None:
    network, wanted = Negative(most=1), images(*[(9, 7)] * 3)
    with engine(network) as client, ThreadPoolExecutor(3) as people:
        with all_waiting(client, 3):
            answers = [people.submit(ask, client, image) for image in wanted]
        for image, answer in zip(wanted, answers, strict=True):
            np.testing.assert_array_equal(answer.result(), 255 - image)
    assert network.seen == [(3, 3, 9, 7), *[(1, 3, 9, 7)] * 3]


def test_people_share_a_pass_and_each_is_counted_for_the_own_jobs() -> None:
    network, wanted = Negative(), images(*[(9, 7)] * 3)
    with (
        engine(network, seats=Seats.read(FILE)) as client,
        ThreadPoolExecutor(3) as people,
    ):
        with all_waiting(client, 3, as_(BOB)):
            answers = [
                people.submit(ask, client, image, as_(token))
                for image, token in zip(wanted, (ANNA, ANNA, BOB), strict=True)
            ]
        for image, answer in zip(wanted, answers, strict=True):
            np.testing.assert_array_equal(answer.result(), 255 - image)
        lines = client.get("/v1/metrics", headers=as_(ANNA)).text.splitlines()
    assert network.seen == [(3, 3, 9, 7)]
    for seat, count in (("anna", 2), ("bob", 1)):
        counted = f'ganvas_jobs_total{{device="cpu",seat="{seat}",status="200",task="through"}}'
        assert f"{counted} {count:.1f}" in lines


@pytest.fixture(scope="module")
def product() -> Iterator:
    """The product's tasks and networks, alone and four at a time: the same cache of networks."""
    cache = catalogue_networks(None)
    what = {"jobs": [*served(), practice.JOBS[0]], "networks": lambda budget: cache}
    told = replace(Settings(TOKEN), limits=Limits(waiting=12))
    with serving(told, **what) as alone, serving(replace(told, batch=4), **what) as together:
        alone.timeout = together.timeout = 300
        yield alone, together


def body_of(task: str, seed: int, height: int, width: int) -> bytes:
    if task == "generate":
        return talk.job(seeds=[seed], width=width, height=height)
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    image = talk.picture(pixels)
    if task == "upscale":
        return talk.job(image, scale=2, model="upscaler", seed=seed)
    if task == "stylize":
        return talk.job(image, style="mosaic", seed=seed)
    return talk.job(image, talk.picture(255 - pixels, name="style"), seed=seed)


@settings(max_examples=2, deadline=None, derandomize=True, database=None)
@given(st.data())
@pytest.mark.parametrize("task", ["generate", "stylize", "by example", "upscale"])
def test_a_picture_is_the_same_alone_and_in_company(product, task, data) -> None:
    """To within rounding: a pass over several adds up in another order."""
    alone, together = product
    height, width = (data.draw(st.integers(48, 72)) for _ in "hw")
    seeds = data.draw(st.lists(st.integers(0, 999), min_size=2, max_size=2, unique=True))
    bodies = [body_of(task, seed, height, width) for seed in seeds]
    route = "stylize" if task == "by example" else task

    def result(client, body: bytes) -> np.ndarray:
        (picture,) = talk.pictures(*talk.ask(client, route, body)[-1])
        return picture.astype(int)

    with ThreadPoolExecutor(2) as people:
        with all_waiting(together, 2):
            answers = [people.submit(result, together, body) for body in bodies]
        for body, answer in zip(bodies, answers, strict=True):
            assert np.abs(result(alone, body) - answer.result()).max() <= 1
    lines = dict(line.rsplit(" ", 1) for line in together.get("/v1/metrics").text.splitlines())
    assert float(lines["ganvas_batch_jobs_sum"]) == 2 * float(lines["ganvas_batch_jobs_count"])
