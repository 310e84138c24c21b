"""StyleGAN2 with adaptive augmentation (Karras et al. 2020 and 2020b), for few pictures too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import torch
import torch.nn.functional as F
from torch import nn
from torch.optim import Adam, Optimizer

from gan_core.errors import InputError
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.stylegan2_discriminator import StyleGAN2Discriminator
from gan_core.training.data.feed import Data
from gan_core.training.data.squares import Squares
from gan_core.training.losses import gan
from gan_core.training.losses.path_length import PathLength
from gan_core.training.recipe import Losses, Phase, Turn
from gan_core.training.recipes.unconditional import Unconditional

_GROUP = 4  # pictures that D compares with each other


@dataclass
class StyleGAN2ADA(Unconditional):
    """Small by default; `channels=64`, `latent=512` and `mapping_layers=8` are the paper's."""

    lr: float = 2e-3
    gamma: float = 0.1
    gamma_every: int = 16
    ada: float = 0.6
    channels: int = 32  # at the full resolution; they double with every halving
    channels_most: int = 256
    latent: int = 128  # length of z and of w
    mapping_layers: int = 2
    mixing: float = 0.9  # how often two styles make a picture together
    path_length: float = 2.0  # weight of that penalty; 0 leaves it out
    path_every: int = 4  # steps between its turns
    classes: bool = False  # each subfolder is a class

    summary: ClassVar[str] = "StyleGAN2 with adaptive augmentation, with classes if wanted"
    betas: ClassVar[tuple[float, float]] = (0.0, 0.99)

    def __post_init__(self) -> None:
        if self.batch % _GROUP:
            raise InputError(
                "--batch has to be a multiple of {group} here, not {batch}.",
                group=_GROUP,
                batch=self.batch,
            )

    def data(self, source: Path) -> Data:
        squares = Squares(source, self.resolution, self.whole, self.classes)
        self._names = squares.names
        return squares

    def generator(self) -> nn.Module:
        return StyleGAN2Generator(
            resolution=self.resolution,
            z_dim=self.latent,
            w_dim=self.latent,
            c_dim=len(self._names),
            channel_base=self.channels * self.resolution,
            channel_max=self.channels_most,
            mapping_layers=self.mapping_layers,
            class_names=self._names,
        )

    def discriminator(self) -> nn.Module:
        return StyleGAN2Discriminator(
            resolution=self.resolution,
            c_dim=len(self._names),
            channel_base=self.channels * self.resolution,
            channel_max=self.channels_most,
            mbstd_group_size=_GROUP,
            mapping_layers=self.mapping_layers,
        )

    def networks(self) -> dict[str, nn.Module]:
        return {**super().networks(), "path": PathLength()}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        # A regularizer with turns of its own makes more updates; these are smaller for it.
        lazy = {"G": self.path_every if self.path_length > 0 else 0, "D": self.gamma_every}
        found: dict[str, Optimizer] = {}
        for name, every in lazy.items():
            share = every / (every + 1) if every else 1.0
            betas = (self.betas[0] ** share, self.betas[1] ** share)
            found[name] = Adam(networks[name].parameters(), self.lr * share, betas, fused=True)
        return found

    def phases(self) -> list[Phase]:
        phases = super().phases()
        if self.path_length > 0:
            phases.append(Phase("path", self.path_loss, every=self.path_every, optimizer="G"))
        return phases

    def d_loss(self, turn: Turn) -> Losses:
        judged = self.judged(turn)
        return {"adversarial": gan.d_logistic(judged.real_logits, judged.fake_logits)}

    def g_loss(self, turn: Turn) -> Losses:
        logits = self.judge(turn, self.seen(turn, self.made(turn)))
        return {"adversarial": gan.g_nonsaturating(logits)}

    def path_loss(self, turn: Turn) -> Losses:
        net: Any = turn.nets["G"]
        half = (turn.size + 1) // 2  # as in the paper, to save memory
        ws = self._ws(turn)[:half]
        pictures = net.synthesis(ws, "random")
        penalty = turn.nets["path"](
            2 * pictures, ws, turn.randn(*pictures.shape[1:])[:half], turn.mean
        )
        return {"path length": self.path_length * self.path_every * penalty}

    def real(self, turn: Turn) -> torch.Tensor:
        return turn.batch["picture"] if self.classes else turn.batch

    def made(self, turn: Turn) -> torch.Tensor:
        net: Any = turn.nets["G"]
        return net.synthesis(self._ws(turn), "random")

    def shown(self, turn: Turn) -> torch.Tensor:
        net: Any = turn.nets["G"]
        return net(turn.randn(net.z_dim), self._labels(turn))

    def judge(self, turn: Turn, seen: torch.Tensor) -> torch.Tensor:
        return turn.nets["D"](seen, self._labels(turn))

    def _labels(self, turn: Turn) -> torch.Tensor | None:
        """N×c_dim: made pictures are of the classes that the batch's are of."""
        if not self.classes:
            return None
        return F.one_hot(turn.batch["class"], len(self._names)).float()

    def _ws(self, turn: Turn) -> torch.Tensor:
        """N×num_ws×w_dim; some change from one style to another at a layer drawn at random."""
        net: Any = turn.nets["G"]
        labels = self._labels(turn)
        ws, others = (net.mapping(turn.randn(net.z_dim), labels) for _ in range(2))
        net.mapping.update_w_avg(turn.mean(ws[:, 0].detach().mean(dim=0))[None])
        layers = torch.arange(net.num_ws, device=ws.device)
        change = 1 + (turn.rand(1) * (net.num_ws - 1)).floor()
        mixed = (turn.rand(1) < self.mixing) & (layers >= change)
        return torch.where(mixed[..., None], others, ws)
