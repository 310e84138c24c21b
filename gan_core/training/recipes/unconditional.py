"""What the recipes that make pictures from noise alone have in common."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from gan_core.training.data.feed import Data
from gan_core.training.data.folder import Pixels, random_crop, read_pictures
from gan_core.training.losses import gan
from gan_core.training.recipe import Losses, Phase, Recipe, Turn

_LARGEST = 512  # side that pictures are kept at; crops are smaller


@dataclass(frozen=True)
class Judged:
    """Pictures of one turn and what D says of them."""

    real: torch.Tensor
    fake: torch.Tensor
    real_logits: torch.Tensor
    fake_logits: torch.Tensor


@dataclass
class Unconditional(Recipe):
    """Square crops against pictures made from z; `gamma` adds R1 (Mescheder et al. 2018)."""

    batch: int = 32
    lr: float = 2e-4
    resolution: int = 64
    gamma: float = 0.0  # of R1; 0 leaves it out
    gamma_every: int = 4  # steps between its turns

    def data(self, source: Path) -> Data:
        return Squares(read_pictures(source, largest_side=_LARGEST), self.resolution)

    def phases(self) -> list[Phase]:
        turns = [Phase("D", self.d_loss), Phase("G", self.g_loss)]
        if self.gamma > 0:
            turns.append(Phase("R1", self.r1_loss, every=self.gamma_every, optimizer="D"))
        return turns

    @abstractmethod
    def d_loss(self, turn: Turn) -> Losses:
        """Of the discriminator."""

    @abstractmethod
    def g_loss(self, turn: Turn) -> Losses:
        """Of the generator."""

    def r1_loss(self, turn: Turn) -> Losses:
        penalty = gan.r1_penalty(turn.nets["D"], self.real(turn))
        return {"r1": self.gamma / 2 * self.gamma_every * penalty}

    def samples(self, turn: Turn) -> torch.Tensor:
        return self.made(turn)

    def made(self, turn: Turn) -> torch.Tensor:
        """As many pictures as the batch has, from noise of this turn's own."""
        net = turn.nets["G"]
        return net(turn.randn(net.z_dim))  # type: ignore[arg-type]

    def real(self, turn: Turn) -> torch.Tensor:
        """The pictures to learn from."""
        return turn.batch

    def judged(self, turn: Turn) -> Judged:
        """Real and made pictures and D's logits on them, without gradient to G."""
        with torch.no_grad():
            fake = self.made(turn)
        real, judge = self.real(turn), turn.nets["D"]
        real_logits, fake_logits = judge(real), judge(fake)
        turn.report("D/real", real_logits)
        turn.report("D/fake", fake_logits)
        return Judged(real, fake, real_logits, fake_logits)


class Squares:
    """Random square crops, flipped at random: 3×S×S in [0, 1]."""

    def __init__(self, pictures: list[Pixels], size: int) -> None:
        self.pictures, self.size = pictures, size

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, place: tuple[int, int]) -> torch.Tensor:
        index, seed = place
        crop = random_crop(self.pictures[index], self.size, np.random.default_rng(seed))
        return torch.from_numpy(crop).permute(2, 0, 1).float() / 255
