"""The original GAN (Goodfellow et al. 2014), with either of the paper's losses for G."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import torch.nn.functional as F
from torch import nn

from gan_core.errors import InputError
from gan_core.networks.gan import GANDiscriminator, GANGenerator
from gan_core.training.losses import gan
from gan_core.training.recipe import Losses, Phase, Turn
from gan_core.training.recipes.unconditional import Unconditional

_LOSSES = ("nonsaturating", "minimax")


@dataclass
class GAN(Unconditional):
    """Fully connected networks; `--set gamma=0.1` adds R1, which keeps it from losing modes."""

    resolution: int = 28
    loss: str = "nonsaturating"  # or "minimax"
    d_turns: int = 1  # of D, each on new pictures, for one of G: the paper's k

    summary: ClassVar[str] = "the original GAN, minimax or non-saturating, optionally with R1"

    def __post_init__(self) -> None:
        if self.loss not in _LOSSES:
            raise InputError(
                "'{loss}' is no loss of this recipe; use {losses}.",
                loss=self.loss,
                losses=" or ".join(_LOSSES),
            )

    def generator(self) -> nn.Module:
        return GANGenerator(resolution=self.resolution)

    def discriminator(self) -> nn.Module:
        return GANDiscriminator(resolution=self.resolution)

    def phases(self) -> list[Phase]:
        first, *others = super().phases()
        return [replace(first, repeats=self.d_turns), *others]

    def d_loss(self, turn: Turn) -> Losses:
        judged = self.judged(turn)
        return {"adversarial": gan.d_logistic(judged.real_logits, judged.fake_logits)}

    def g_loss(self, turn: Turn) -> Losses:
        logits = self.judge(turn, self.seen(turn, self.made(turn)))
        if self.loss == "minimax":
            # log(1 - D), which is flat where D is sure, and that is the lesson
            return {"adversarial": -F.softplus(logits).mean()}
        return {"adversarial": gan.g_nonsaturating(logits)}
