"""Projected GAN (Sauer et al. 2021): D judges the features of a frozen network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.fastgan import FastGANGenerator
from gan_core.networks.projected import ProjectedDiscriminator
from gan_core.training.losses import gan
from gan_core.training.losses.features import frozen_features
from gan_core.training.recipe import Losses, Turn
from gan_core.training.recipes.unconditional import Unconditional

# EfficientNet-Lite0's blocks whose features are judged: strides 4, 8, 16, 32
_TAPS, _WIDTHS = (3, 5, 11, 16), (24, 40, 112, 320)
_SIDE = 128  # pixels that smaller pictures are enlarged to, or the coarsest features are a point


@dataclass
class Projected(Unconditional):
    """FastGAN's generator and the hinge loss, as in the paper; ADA instead of its augmentation."""

    channels: int = 32  # at the full resolution; they double with every halving
    channels_most: int = 256
    latent: int = 128
    ada: float = 0.6

    summary: ClassVar[str] = "Projected GAN: learns from few pictures in a short time"
    betas: ClassVar[tuple[float, float]] = (0.0, 0.99)

    def generator(self) -> nn.Module:
        return FastGANGenerator(self.latent, self.channels, self.channels_most, self.resolution)

    def discriminator(self) -> nn.Module:
        return ProjectedDiscriminator(_WIDTHS)

    def frozen(self) -> dict[str, nn.Module]:
        return {"features": frozen_features()}

    def made(self, turn: Turn) -> torch.Tensor:
        net: Any = turn.nets["G"]
        return net(turn.randn(net.z_dim), noise_mode="random")

    def shown(self, turn: Turn) -> torch.Tensor:
        net: Any = turn.nets["G"]
        return net(turn.randn(net.z_dim))

    def judge(self, turn: Turn, seen: torch.Tensor) -> torch.Tensor:
        if seen.shape[-1] < _SIDE:
            seen = F.interpolate(seen, (_SIDE, _SIDE), mode="bilinear", align_corners=False)
        features: Any = turn.nets["features"]
        return turn.nets["D"](features.taps(seen, _TAPS))

    def d_loss(self, turn: Turn) -> Losses:
        judged = self.judged(turn)
        return {"adversarial": gan.d_hinge(judged.real_logits, judged.fake_logits)}

    def g_loss(self, turn: Turn) -> Losses:
        return {"adversarial": gan.g_hinge(self.judge(turn, self.seen(turn, self.made(turn))))}
