"""What the recipes that make pictures from noise alone have in common."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import nn
from torch.optim import Adam, Optimizer

from gan_core.errors import GanvasError
from gan_core.training.augment.adaptive import AdaptiveAugment
from gan_core.training.data.feed import Data
from gan_core.training.data.squares import Squares
from gan_core.training.losses import gan
from gan_core.training.losses.features import frozen_features
from gan_core.training.monitors.health import Health
from gan_core.training.monitors.variety import VarietyMonitor, seen_by
from gan_core.training.recipe import Losses, Phase, Recipe, Turn

_log = logging.getLogger(__name__)

_FIRST_GAMMA = 0.1  # of R1, where a run is rescued that had none
_PRESSURE = 4.0  # how much more R1 there is after each rescue
_SETTLED = 0.2  # of the steps, after which a generator should make different pictures


@dataclass(frozen=True)
class Judged:
    """Pictures of one turn, as D saw them, and what it says of them."""

    real: torch.Tensor
    fake: torch.Tensor
    real_logits: torch.Tensor
    fake_logits: torch.Tensor


@dataclass
class Unconditional(Recipe):
    """Square pictures against pictures made from z.

    `gamma` adds R1 (Mescheder et al. 2018; pictures are in [0, 1] here, so a quarter of what
    papers with [-1, 1] say), `ada=0.6` adaptive augmentation for few pictures.
    """

    batch: int = 32
    lr: float = 2e-4
    resolution: int = 64
    whole: bool = False  # the middle of each picture, instead of random crops
    gamma: float = 0.0  # of R1; 0 leaves it out
    gamma_every: int = 4  # steps between its turns
    ada: float = 0.0  # how sure D may be of the training pictures; 0 for no augmentation
    ada_pictures: float = 100e3  # in which the augmentation can become as strong as it gets
    monitor: bool = True  # look out for lost modes, whenever samples are made

    betas: ClassVar[tuple[float, float]] = (0.5, 0.99)  # of Adam

    @abstractmethod
    def generator(self) -> nn.Module:
        """Newly made."""

    @abstractmethod
    def discriminator(self) -> nn.Module:
        """Newly made."""

    @abstractmethod
    def d_loss(self, turn: Turn) -> Losses:
        """Of the discriminator."""

    @abstractmethod
    def g_loss(self, turn: Turn) -> Losses:
        """Of the generator."""

    def networks(self) -> dict[str, nn.Module]:
        networks = {"G": self.generator(), "D": self.discriminator()}
        if self.ada > 0:
            networks["augment"] = AdaptiveAugment(self.ada, self.ada_pictures)
        if self.monitor:
            networks["monitor"] = VarietyMonitor()
        return networks

    def frozen(self) -> dict[str, nn.Module]:
        if not self.monitor:
            return {}
        try:
            return {"features": frozen_features()}
        except GanvasError as error:  # nothing that training itself needs
            _log.warning("Nobody looks out for lost modes: %s", error)
            return {}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        return {name: Adam(networks[name].parameters(), self.lr, betas=self.betas) for name in "GD"}

    def data(self, source: Path) -> Data:
        return Squares(source, self.resolution, self.whole)

    def phases(self) -> list[Phase]:
        return [
            Phase("D", self.d_loss),
            Phase("R1", self.r1_loss, every=self.gamma_every, optimizer="D"),
            Phase("G", self.g_loss),
        ]

    def r1_loss(self, turn: Turn) -> Losses:
        """Where it is asked for, or where modes were lost without it.

        Measured on the pictures that D sees, augmented ones if there is augmentation.
        """
        gamma = self.gamma
        if turn.pressure > 0:
            gamma = max(gamma, _FIRST_GAMMA) * _PRESSURE**turn.pressure
        if gamma == 0:
            return {}
        penalty = gan.r1_penalty(
            lambda seen: self.judge(turn, seen), self.seen(turn, self.real(turn))
        )
        return {"r1": gamma / 2 * self.gamma_every * penalty}

    def samples(self, turn: Turn) -> torch.Tensor:
        return self.shown(turn)

    def health(self, turn: Turn) -> Health | None:
        features, monitor = turn.nets.get("features"), turn.nets.get("monitor")
        if features is None or monitor is None:
            return None
        real, made = [], []
        for part in turn.parts(16):
            real.append(seen_by(features, self.real(part)))
            made.append(seen_by(features, self.shown(part)))
        return monitor(torch.cat(real), torch.cat(made), turn.step >= _SETTLED * self.steps)

    def shown(self, turn: Turn) -> torch.Tensor:
        """Pictures for people and monitors, from the averaged generator."""
        return self.made(turn)

    def sets(self, turn: Turn) -> tuple[torch.Tensor, torch.Tensor]:
        return self.real(turn), self.shown(turn)

    def made(self, turn: Turn) -> torch.Tensor:
        """As many pictures as the batch has, from noise of this turn's own."""
        net: Any = turn.nets["G"]
        return net(turn.randn(net.z_dim))

    def real(self, turn: Turn) -> torch.Tensor:
        """The pictures to learn from."""
        return turn.batch

    def seen(self, turn: Turn, pictures: torch.Tensor) -> torch.Tensor:
        """What D is shown of pictures: augmented ones, if there is augmentation."""
        augment: Any = turn.nets.get("augment")
        return pictures if augment is None else augment(pictures, turn.rand(augment.draws))

    def judge(self, turn: Turn, seen: torch.Tensor) -> torch.Tensor:
        """D's logits."""
        return turn.nets["D"](seen)

    def judged(self, turn: Turn) -> Judged:
        """Real and made pictures and D's logits on them, without gradient to G."""
        with torch.no_grad():
            fake = self.seen(turn, self.made(turn))
            real = self.seen(turn, self.real(turn))
        real_logits, fake_logits = self.judge(turn, real), self.judge(turn, fake)
        turn.report("D/real", real_logits)
        turn.report("D/fake", fake_logits)
        # near 1 where D knows the training pictures by heart
        sure = turn.mean(real_logits.detach().sign().mean())
        turn.report("D/sure", sure)
        augment: Any = turn.nets.get("augment")
        if augment is not None:
            augment.observe(sure, turn.size * turn.world)
            turn.report("ada/p", augment.p)
            turn.report("ada/sure", augment.sure)
        return Judged(real, fake, real_logits, fake_logits)
