"""Small tasks and networks to practise the server on: each does one thing that matters to it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated

import torch
from torch import nn

from gan_core.errors import InputError
from gan_core.jobs.job import Given, Job, Role
from gan_core.jobs.made import Changed, Fresh, Made
from gan_core.jobs.option import Option
from gan_core.jobs.recipe import recipe
from gan_core.networks.kinds import Network, Stylizer
from gan_core.ops import tiles
from gan_core.ops.boxes import Box
from gan_core.server.cache import NetworkCache
from gan_core.server.work import EngineWork
from tests.stand_ins import stand_in


@dataclass(frozen=True)
class NegateOptions:
    model: Annotated[str | None, Option(recorded=False)] = None
    seed: Annotated[int, Option(recorded=False)] = 0
    candidates: Annotated[int, Option(least=1, most=4, recorded=False)] = 1
    seeds: Annotated[list[int], Option(recorded=False)] = field(default_factory=lambda: [0])
    steps: Annotated[int, Option(least=1, most=1000)] = 1
    pause: Annotated[float, Option("seconds a step", least=0)] = 0.0
    die: Annotated[bool, Option("the process is killed after the first step")] = False


def negate(options: NegateOptions, given: Given, work: EngineWork) -> Iterable[Made]:
    """Turn the picture negative, where the mask says so, in as many steps as asked."""
    image = given.image.read()
    negative = torch.cat([1 - image[:, :3], image[:, 3:]], 1)
    result = negative
    if "mask" in given.masks:
        result = torch.where(given.masks["mask"].tensor() > 0, negative, image)
    for step in range(options.steps):
        work.reports.progress(step, options.steps, f"step {step + 1} of {options.steps}")
        work.preview(result)
        time.sleep(options.pause)
        if options.die:
            os.kill(os.getpid(), signal.SIGKILL)
    whole = Box(0, 0, *given.image.size)
    for n, canvas in enumerate(given.image.results(options.candidates, whole)):
        canvas.write(whole, result, torch.ones(1, 1, *whole.shape))
        made = recipe("negate", "negative", options.seed, options)
        yield Changed(f"Negative {n}", made, "Negative", canvas)


@dataclass(frozen=True)
class ThroughOptions:
    model: Annotated[str, Option(recorded=False)]


def through(options: ThroughOptions, given: Given, work: EngineWork) -> Iterable[Made]:
    """The picture through a network, in tiles if need be."""
    network = work.network(options.model, Stylizer)
    image = given.image.read()[:, :3]
    with torch.no_grad():
        result = tiles.apply(network, image, work.tile or 1 << 14, overlap=16)
    yield Fresh(options.model, recipe("through", options.model, None, options), "Through", result)


JOBS = (
    Job(
        "negate",
        "Turn a picture negative",
        NegateOptions,
        negate,
        (Role("image"), Role("mask", required=False, mask=True)),
    ),
    Job(
        "through",
        "Send a picture through a network",
        ThroughOptions,
        through,
        (Role("image"),),
        tiles=True,
        together=lambda options: True,
    ),
)


class Slow(nn.Module):
    """A long computation of many operations, none of which is a layer of its own."""

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        for _ in range(200):
            time.sleep(0.05)
            image = image * 1
        return image


class Hungry(nn.Module):
    """Runs out of memory above a size."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.side = side

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        if max(image.shape[-2:]) > self.side:
            raise torch.OutOfMemoryError("Tried to allocate 20.00 GiB")
        return image


class Faulty(nn.Module):
    def forward(self, image: torch.Tensor) -> torch.Tensor:
        raise ValueError("a detail that is no business of the client's")


def load(name: str, device: torch.device) -> Network:
    """A network by its name."""
    network: nn.Module
    if name == "deep":
        network = Slow()
    elif name.startswith("hungry"):
        network = Hungry(int(name.partition("-")[2]))
    elif name == "faulty":
        network = Faulty()
    elif name == "slow":
        time.sleep(1.5)
        network = nn.Identity()
    elif name == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    elif name.startswith("plain"):
        network = nn.Conv2d(3, 3, 1)
        nn.init.dirac_(network.weight)
        nn.init.zeros_(network.bias)
    else:
        raise InputError(f"There is no model '{name}'.")
    return stand_in("generator" if name == "plain-generator" else "stylizer", network, name)


def networks(budget: int | None = None) -> NetworkCache:
    """A cache of them."""
    return NetworkCache(load, version=lambda name: 0, budget=budget)
