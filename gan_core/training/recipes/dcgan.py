"""DCGAN (Radford et al. 2016): convolutions and batch norms, the non-saturating loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import nn

from gan_core.networks.dcgan import DCGANDiscriminator, DCGANGenerator
from gan_core.training.losses import gan
from gan_core.training.recipe import Losses, Turn
from gan_core.training.recipes.unconditional import Unconditional


@dataclass
class DCGAN(Unconditional):
    """Learning rate and Adam's momentum are the paper's."""

    channels: int = 64  # before the picture; they double with every halving

    summary: ClassVar[str] = "DCGAN: small convolutional networks"
    betas: ClassVar[tuple[float, float]] = (0.5, 0.999)

    def generator(self) -> nn.Module:
        return DCGANGenerator(ngf=self.channels, resolution=self.resolution)

    def discriminator(self) -> nn.Module:
        return DCGANDiscriminator(ndf=self.channels, resolution=self.resolution)

    def d_loss(self, turn: Turn) -> Losses:
        judged = self.judged(turn)
        return {"adversarial": gan.d_logistic(judged.real_logits, judged.fake_logits)}

    def g_loss(self, turn: Turn) -> Losses:
        logits = self.judge(turn, self.seen(turn, self.made(turn)))
        return {"adversarial": gan.g_nonsaturating(logits)}
