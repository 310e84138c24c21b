"""What a recipe is: networks, losses, data and schedule of one training method, in one small file.

The loop (`loop.py`) knows no method. It asks a recipe for its networks, its optimizers and its
phases, and takes a turn of each phase in every step:

    class Minimax(Recipe):
        def networks(self):
            return {"G": GANGenerator(), "D": GANDiscriminator()}

        def phases(self):
            return [Phase("D", self.d_loss), Phase("G", self.g_loss)]

        def g_loss(self, turn):
            logits = turn.nets["D"](turn.nets["G"](turn.randn(100)))
            turn.report("D/fake", logits)
            return {"adversarial": gan.g_nonsaturating(logits)}

Whatever must survive a stop – an augmentation's strength, a running mean – is a buffer of one of
the networks: a checkpoint holds them all. Randomness comes from the turn, seeded by the step, so
that nothing has to be remembered for a resumed run to draw the same numbers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import nn
from torch.optim import Adam, Optimizer

from gan_core.networks.kinds import Network
from gan_core.training.data.feed import Data
from gan_core.training.monitors.health import Health
from gan_core.training.randomness import seed_of

Losses = Mapping[str, torch.Tensor]  # named scalars; their sum is what the phase minimises


@dataclass(frozen=True)
class Phase:
    """One kind of update within a step.

    Args:
        name: for logs, and the optimizer's name unless `optimizer` is given.
        loss: the named losses of one turn.
        every: take a turn only in every n-th step (a lazily evaluated regularizer; multiply its
            loss by `every` so that its weight stays what the paper says).
        repeats: turns in a row, each on its own batch (the critic of WGAN-GP).
        optimizer: whose parameters are trained; all others get no gradient meanwhile.
    """

    name: str
    loss: Callable[[Turn], Losses]
    every: int = 1
    repeats: int = 1
    optimizer: str = ""

    @property
    def trains(self) -> str:
        return self.optimizer or self.name


@dataclass
class Turn:
    """What a phase sees of the run: its networks, a batch, and randomness of this turn's own."""

    nets: Mapping[str, nn.Module]  # trained and frozen ones
    batch: Any  # what the recipe's data set gives, collated, on the device
    step: int
    seed: int
    rank: int = 0  # of this process among `world`
    world: int = 1
    device: str | torch.device = "cpu"
    size: int = 1  # pictures in this process's batch
    pressure: int = 0  # how often the run went back since modes were lost: regularize more
    mean: Callable[[torch.Tensor], torch.Tensor] = lambda values: values  # over all processes
    reports: dict[str, torch.Tensor] = field(default_factory=dict)
    _draws: int = 0

    def randn(self, *shape: int) -> torch.Tensor:
        """Standard normal numbers, size×shape: this process's rows of the whole batch's."""
        return self._draw(torch.randn, shape)

    def rand(self, *shape: int) -> torch.Tensor:
        """Uniform numbers in [0, 1), size×shape: this process's rows of the whole batch's."""
        return self._draw(torch.rand, shape)

    def shares(self, *shape: int) -> np.ndarray:
        """Uniform numbers in [0, 1) for decisions of the host, the same in every process."""
        self._draws += 1
        return np.random.default_rng([self.seed % 2**63, self._draws]).random(shape)

    def report(self, name: str, values: torch.Tensor) -> None:
        """Log mean and spread of some values, such as the discriminator's outputs; or a number."""
        self.reports[name] = values.detach().float()

    def statistics(self) -> dict[str, torch.Tensor]:
        """What was reported, as scalars by name."""
        numbers: dict[str, torch.Tensor] = {}
        for name, values in self.reports.items():
            if values.ndim == 0:
                numbers[name] = values
            else:
                numbers[f"{name}/mean"] = values.mean()
                numbers[f"{name}/std"] = values.std(correction=0)
        return numbers

    def parts(self, size: int) -> Iterator[Turn]:
        """The same in smaller batches, each with randomness of its own."""
        for part, start in enumerate(range(0, self.size, size)):
            stop = min(start + size, self.size)
            seed = seed_of(self.seed, part)
            yield replace(
                self, batch=_rows(self.batch, start, stop), size=stop - start, seed=seed, _draws=0
            )

    def _draw(self, draw: Callable[..., torch.Tensor], shape: tuple[int, ...]) -> torch.Tensor:
        # Drawn for all processes and cut, so that N processes train on what one would.
        self._draws += 1
        generator = torch.Generator().manual_seed((self.seed * 1009 + self._draws) % 2**63)
        rows = draw(self.size * self.world, *shape, generator=generator)
        mine = rows[self.rank :: self.world]
        if torch.device(self.device).type == "cuda":
            # from memory that the card reads by itself: an ordinary copy would wait for it
            return mine.pin_memory().to(self.device, non_blocking=True)
        return mine.to(self.device)


def _rows(batch: Any, start: int, stop: int) -> Any:
    if isinstance(batch, dict):
        return {name: values[start:stop] for name, values in batch.items()}
    return batch[start:stop]


@dataclass
class Recipe(ABC):
    """A training method. The fields are its options: `ganvas train … --set lr=0.001`."""

    steps: int = 10_000
    batch: int = 8  # pictures a step, over all processes
    lr: float = 1e-3
    ema: float = 0.998  # decay of the moving average of the weights; shorter in the beginning

    summary: ClassVar[str] = ""  # one line for `ganvas train --list`
    averaged: ClassVar[Sequence[str]] = ("G",)  # networks that have a moving average
    exported: ClassVar[str] = "G"  # the one that a run is for: written as a model file
    emblem: ClassVar[Sequence[int]] = (0, 1, 2, 3)  # places in `samples` that the thumbnail shows
    channels_last: ClassVar[bool] = True  # memory layout of pictures and convolutions

    @abstractmethod
    def networks(self) -> dict[str, nn.Module]:
        """The trained networks by name, newly made (under the run's seed)."""

    @abstractmethod
    def phases(self) -> list[Phase]:
        """The updates of a step, in order."""

    @abstractmethod
    def data(self, source: Path) -> Data:
        """What to train on. An item is asked for as `dataset[index, seed]`: the same twice."""

    def frozen(self) -> dict[str, nn.Module]:
        """Networks that are used and not trained, such as features; checkpoints leave them out."""
        return {}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        """By the name that phases refer to; one for each network, unless overridden."""
        return {
            name: Adam(network.parameters(), self.lr, betas=(0.0, 0.99))
            for name, network in networks.items()
            if any(True for _ in network.parameters())
        }

    def samples(self, turn: Turn) -> torch.Tensor | None:
        """Pictures N×3×H×W for the logs, from averaged networks; always the same batch and seed."""
        return None

    def score(self, turn: Turn) -> float | None:
        """How good the averaged networks are on `turn.batch`, lower is better: picks the best."""
        return None

    def health(self, turn: Turn) -> Health | None:
        """Whether the averaged networks still make what the data have, on a larger fixed batch."""
        return None

    def sets(self, turn: Turn) -> tuple[torch.Tensor, torch.Tensor] | None:
        """Real pictures and as many made ones, N×3×H×W in [0, 1], for a map of their features."""
        return None

    def export(self, networks: Mapping[str, nn.Module]) -> Network:
        """The network that people use, made from the averaged ones."""
        network = networks[self.exported]
        assert isinstance(network, Network), f"{type(network).__name__} is of no kind"
        return network
