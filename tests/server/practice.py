"""Small tasks and networks to practise the server on: each does one thing that matters to it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping, Sequence

import torch
from pydantic import Field
from torch import nn

from gan_core.errors import InputError
from gan_core.networks.kinds import Network, Stylizer
from gan_core.ops import tiles
from gan_core.server.cache import NetworkCache
from gan_core.server.jobs.job import Job, Made, Options, Role, recipe
from gan_core.server.jobs.work import Work
from tests.stand_ins import stand_in


class NegateOptions(Options):
    model: str | None = None
    seed: int = 0
    candidates: int = Field(1, ge=1, le=4)
    seeds: list[int] = Field(default_factory=lambda: [0])
    steps: int = Field(1, ge=1, le=1000)
    pause: float = Field(0.0, ge=0, description="seconds a step")
    die: bool = Field(False, description="the process is killed after the first step")


def negate(
    options: NegateOptions, pictures: Mapping[str, torch.Tensor], work: Work
) -> Sequence[Made]:
    """Turn the picture negative, where the mask says so, in as many steps as asked."""
    image = pictures["image"]
    negative = torch.cat([1 - image[:, :3], image[:, 3:]], 1)
    result = torch.where(pictures["mask"] > 0, negative, image) if "mask" in pictures else negative
    for step in range(options.steps):
        work.reports.progress(step, options.steps, f"step {step + 1} of {options.steps}")
        work.preview(result)
        time.sleep(options.pause)
        if options.die:
            os.kill(os.getpid(), signal.SIGKILL)
    made = recipe(None, options.seed, options, model="negative")
    return [Made(result, f"Negative {n}", made) for n in range(options.candidates)]


class ThroughOptions(Options):
    model: str


def through(
    options: ThroughOptions, pictures: Mapping[str, torch.Tensor], work: Work
) -> Sequence[Made]:
    """The picture through a network, in tiles if need be."""
    network = work.network(options.model, Stylizer)
    image = pictures["image"][:, :3]
    with torch.no_grad():
        result = tiles.apply(network, image, work.tile or 1 << 14, overlap=16)
    return [Made(result, options.model, recipe(network, None, options, model=options.model))]


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
