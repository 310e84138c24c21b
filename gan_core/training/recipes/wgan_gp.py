"""WGAN-GP (Gulrajani et al. 2017): a critic with slopes near 1, several turns for one of G."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from torch import nn
from torch.optim import Adam, Optimizer

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
    critic_turns: int = 5
    penalty: float = 10.0

    summary: ClassVar[str] = "Wasserstein GAN with gradient penalty"

    def networks(self) -> dict[str, nn.Module]:
        return {
            "G": DCGANGenerator(resolution=self.resolution),
            "D": PatchGANDiscriminator(norm="instance"),
        }

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        return {
            name: Adam(net.parameters(), self.lr, betas=(0.0, 0.9))
            for name, net in networks.items()
        }

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
            "penalty": self.penalty * slope,
        }

    def g_loss(self, turn: Turn) -> Losses:
        return {"adversarial": gan.g_hinge(turn.nets["D"](self.made(turn)))}
