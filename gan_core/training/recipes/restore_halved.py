"""A restorer from a network that enlarges twice: what it makes is scaled back.

At twice the size a network has four answers for a pixel, and scaling back takes their mean: of the
small networks that were at hand none is better at JPEG. This trains one through the scaling back.

    ganvas train restore-halved --data data/photos/train --out run --start waifu2x-photo-noise3
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import nn
from torch.optim import Adam, Optimizer

from gan_core.networks.blend import BlendedRestorer
from gan_core.networks.upconv7 import UpConv7
from gan_core.training.data.damage import Damage
from gan_core.training.data.folder import read_pictures
from gan_core.training.recipe import Losses, Phase, Recipe, Turn
from gan_core.training.recipes.super_resolution import Pairs

_FLOOR = 1e-5  # of the squared error: 50 dB, beyond which nobody sees a difference


@dataclass
class RestoreHalvedRecipe(Recipe):
    """JPEG's blocks, and some grain before them, unless the options say otherwise."""

    summary: ClassVar[str] = "a restorer from a network that enlarges twice, such as waifu2x's"
    emblem: ClassVar[tuple[int, ...]] = (1, 4, 7, 10)
    steps: int = 800
    batch: int = 8
    size: int = 96  # side of the pictures, in pixels
    lr: float = 2e-4
    ema: float = 0.99
    blur: float = 0.0  # see `Damage`
    noise: float = 6.0
    quality: int = 15
    best: int = 60
    often: float = 1.0
    grainy: float = 0.4
    fine: float = 0.2
    resample: float = 1.0
    untouched: float = 0.0

    def networks(self) -> dict[str, nn.Module]:
        return {"G": UpConv7()}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        return {"G": Adam(networks["G"].parameters(), self.lr, betas=(0.9, 0.99))}

    def data(self, source: Path) -> Pairs:
        damage = Damage(
            self.blur,
            self.noise,
            self.quality,
            self.resample,
            self.untouched,
            self.often,
            self.best,
            self.grainy,
            self.fine,
        )
        return Pairs(read_pictures(source), self.size, 1, damage)

    def phases(self) -> list[Phase]:
        return [Phase("G", self.loss)]

    def loss(self, turn: Turn) -> Losses:
        return {"decibels": self._decibels(turn)}

    def samples(self, turn: Turn) -> torch.Tensor:
        """What came in, what was made of it, how it was."""
        poor = turn.batch["poor"]
        return torch.stack([poor, _restored(turn, poor), turn.batch["good"]], dim=1).flatten(0, 1)

    def score(self, turn: Turn) -> float:
        return float(self._decibels(turn))

    def _decibels(self, turn: Turn) -> torch.Tensor:
        """Minus the mean PSNR, of what lies far enough from the edge to be seen whole."""
        inner = [-turn.nets["G"].reach] * 4
        wrong = _restored(turn, turn.batch["poor"]) - turn.batch["good"]
        return 10 * (F.pad(wrong, inner).square().mean(dim=(1, 2, 3)) + _FLOOR).log10().mean()


def _restored(turn: Turn, poor: torch.Tensor) -> torch.Tensor:
    return BlendedRestorer([turn.nets["G"]], [1.0])(poor)
