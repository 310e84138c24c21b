"""Everything that a run must not lose, and the two ways to lose nothing: files and memory."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer

from gan_core.atomic import replacing
from gan_core.errors import CheckpointError
from gan_core.networks.kinds import Network
from gan_core.training.guard import Guard

CHECKPOINT = "last.pt"  # in a run's folder: everything, to go on from
_FORMAT = 1


@dataclass
class State:
    """Networks, their moving averages, optimizers, and where the run stands."""

    networks: dict[str, nn.Module]
    averages: dict[str, nn.Module]
    optimizers: dict[str, Optimizer]
    step: int = 0  # steps done
    attempt: int = 0  # rollbacks so far; part of every seed, so that a retry draws anew
    pressure: int = 0  # rescues from lost modes so far: how much more to regularize
    seconds: float = 0.0
    best: float = float("inf")
    guard: Guard = field(default_factory=Guard)
    extra: dict[str, Any] = field(default_factory=dict)  # recipe's name and options, seed

    @property
    def device(self) -> torch.device:
        """Where the networks are."""
        parameters = (p for network in self.networks.values() for p in network.parameters())
        return next((p.device for p in parameters), torch.device("cpu"))

    def to_dict(self) -> dict[str, Any]:
        """Tensors and plain values; the tensors are the live ones."""
        return {
            "format": _FORMAT,
            "networks": {name: net.state_dict() for name, net in self.networks.items()},
            "described": {
                name: {"class": type(net).__name__, "config": dict(net.config)}
                for name, net in self.networks.items()
                if isinstance(net, Network)
            },
            "averages": {name: net.state_dict() for name, net in self.averages.items()},
            "optimizers": {name: opt.state_dict() for name, opt in self.optimizers.items()},
            "step": self.step,
            "attempt": self.attempt,
            "pressure": self.pressure,
            "seconds": self.seconds,
            "best": self.best,
            **self.guard.to_dict(),
            "extra": self.extra,
        }

    def load_dict(self, stored: Mapping[str, Any]) -> None:
        """Take over what `to_dict` gave. Raises CheckpointError if the networks differ."""
        try:
            for name, net in self.networks.items():
                net.load_state_dict(stored["networks"][name])
            for name, net in self.averages.items():
                net.load_state_dict(stored["averages"][name])
            for name, optimizer in self.optimizers.items():
                optimizer.load_state_dict(stored["optimizers"][name])
                _count_on_device(optimizer)
        except (KeyError, RuntimeError, ValueError) as error:
            raise CheckpointError(
                "The checkpoint is of other networks: {error}", error=error
            ) from error
        self.step = stored["step"]
        self.attempt = stored["attempt"]
        self.pressure = stored.get("pressure", 0)
        self.seconds = stored["seconds"]
        self.best = stored["best"]
        self.guard.load_dict(stored, self.device)

    def average(self, decay: float) -> None:
        """Move the averages towards the weights.

        In the beginning the average reaches back a tenth of the run only, or it would drag the
        first random weights along.
        """
        weight = 1 - min(decay, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, average in self.averages.items():
                live = self.networks[name].state_dict()
                means = average.state_dict()
                moving = [key for key, mean in means.items() if mean.is_floating_point()]
                torch._foreach_lerp_(
                    [means[key] for key in moving], [live[key] for key in moving], weight
                )
                for key in means.keys() - set(moving):
                    means[key].copy_(live[key])


def _count_on_device(optimizer: Optimizer) -> None:
    """Fused optimizers count their steps where their parameters are; older files have it apart."""
    for parameter, moments in optimizer.state.items():
        if isinstance(moments.get("step"), torch.Tensor):
            moments["step"] = moments["step"].to(parameter.device, torch.float32)


class Snapshot:
    """The last good state, in memory, to go back to."""

    def __init__(self, state: State) -> None:
        self._stored = copy.deepcopy(state.to_dict())

    @property
    def step(self) -> int:
        return int(self._stored["step"])

    def restore(self, state: State) -> None:
        """Put `state` back, all but the number of attempts."""
        attempt = state.attempt
        state.load_dict(copy.deepcopy(self._stored))
        state.attempt = attempt


def write_checkpoint(state: State, path: Path) -> None:
    """Write the state; a crash at any moment leaves either the old file or the new one.

    Raises InputError where the disk is full or cannot be written to.
    """
    with replacing(path) as part, part.open("wb") as file:
        try:
            torch.save(state.to_dict(), file)
        except RuntimeError as error:
            # of a full disk torch says only that a position in the archive is not what it should be
            raise error.__context__ if isinstance(error.__context__, OSError) else error from None


def read_checkpoint(path: Path) -> dict[str, Any]:
    """What `write_checkpoint` wrote. Nothing in the file is executed."""
    try:
        stored = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a damaged archive makes torch raise
        raise CheckpointError(
            "The checkpoint '{path}' cannot be read: {error}", path=path, error=error
        ) from error
    if not isinstance(stored, dict) or stored.get("format") != _FORMAT:
        raise CheckpointError("'{path}' is not a training checkpoint of this version.", path=path)
    return stored
