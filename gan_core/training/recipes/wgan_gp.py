"""WGAN-GP (Gulrajani et al. 2017): a critic with slopes near 1, several turns for one of G."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import nn

from gan_core.errors import InputError
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.training.losses import gan
from gan_core.training.losses.penalties import gradient_penalty
from gan_core.training.recipe import Losses, Phase, Turn
from gan_core.training.recipes.unconditional import Unconditional


@dataclass
class WGANGP(Unconditional):
    """The critic has no batch norm: the penalty is of single pictures."""

    lr: float = 1e-4
    channels: int = 64
    critic_turns: int = 5
    penalty: float = 10.0

    summary: ClassVar[str] = "Wasserstein GAN with gradient penalty"
    betas: ClassVar[tuple[float, float]] = (0.0, 0.9)

    def __post_init__(self) -> None:
        if self.ada > 0:
            raise InputError(
                "ADA reads the sign of D's outputs, which says nothing of a Wasserstein critic; "
                "leave ada at 0 or use another recipe."
            )

    def generator(self) -> nn.Module:
        return DCGANGenerator(ngf=self.channels, resolution=self.resolution)

    def discriminator(self) -> nn.Module:
        return PatchGANDiscriminator(ndf=self.channels, norm="instance")

    def phases(self) -> list[Phase]:
        return [
            Phase("D", self.d_loss, repeats=self.critic_turns),
            Phase("G", self.g_loss),
        ]

    def d_loss(self, turn: Turn) -> Losses:
        judged = self.judged(turn)
        slope = gradient_penalty(turn.nets["D"], judged.real, judged.fake, turn.rand())
        return {
            "adversarial": judged.fake_logits.mean() - judged.real_logits.mean(),
            "penalty": self.penalty * 2**turn.pressure * slope,
        }

    def g_loss(self, turn: Turn) -> Losses:
        return {"adversarial": gan.g_hinge(self.judge(turn, self.made(turn)))}
