"""Hinge loss and spectral normalisation (Lim and Ye 2017; Miyato et al. 2018)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import nn

from gan_core.networks.dcgan import DCGANGenerator
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.training.losses import gan
from gan_core.training.recipe import Losses, Turn
from gan_core.training.recipes.unconditional import Unconditional


@dataclass
class Hinge(Unconditional):
    """The norm of every layer of D is 1, so that its slope is bounded without a penalty."""

    channels: int = 64

    summary: ClassVar[str] = "hinge loss with spectral normalisation"
    betas: ClassVar[tuple[float, float]] = (0.0, 0.9)

    def generator(self) -> nn.Module:
        return DCGANGenerator(ngf=self.channels, resolution=self.resolution)

    def discriminator(self) -> nn.Module:
        return PatchGANDiscriminator(ndf=self.channels, norm=None, spectral=True)

    def d_loss(self, turn: Turn) -> Losses:
        judged = self.judged(turn)
        return {"adversarial": gan.d_hinge(judged.real_logits, judged.fake_logits)}

    def g_loss(self, turn: Turn) -> Losses:
        return {"adversarial": gan.g_hinge(self.judge(turn, self.seen(turn, self.made(turn))))}
