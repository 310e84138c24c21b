"""From pairs of pictures, how to make one out of the other (Isola et al. 2017).

ganvas train pix2pix --data pairs --out runs/colour
ganvas stylize drawing.png --style runs/colour/pix2pix.safetensors -o coloured.png
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import torch
from torch import nn
from torch.optim import Adam, Optimizer

from gan_core.errors import InputError
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.networks.pix2pix import Pix2PixUNet
from gan_core.training.data.sides import Pairs, read_pairs
from gan_core.training.losses import gan
from gan_core.training.recipe import Losses, Phase, Recipe, Turn


@dataclass
class Pix2PixRecipe(Recipe):
    """Pictures A become pictures B."""

    summary: ClassVar[str] = "pix2pix: learns from pairs of pictures to make one from the other"
    emblem: ClassVar[Sequence[int]] = (1, 4, 7, 10)
    steps: int = 10_000
    batch: int = 4
    size: int = 128
    lr: float = 2e-4
    ema: float = 0.995
    depth: int = 7  # halvings of the U-Net: 2 to this power is the smallest side that it sees whole
    ngf: int = 32
    ndf: int = 32
    pixels: float = 100.0  # weight of the mean absolute difference
    direction: str = "AB"  # or "BA"

    def __post_init__(self) -> None:
        if self.direction not in ("AB", "BA"):
            raise InputError(
                "The direction is AB or BA, not '{direction}'.", direction=self.direction
            )
        if not 5 <= self.depth <= 10:
            raise InputError("A U-Net halves 5 to 10 times, not {depth} times.", depth=self.depth)

    def networks(self) -> dict[str, nn.Module]:
        return {
            # Norms of single pictures: batches are small where people train on their own machine.
            "G": Pix2PixUNet(self.ngf, self.depth, norm="instance"),
            "D": PatchGANDiscriminator(6, self.ndf, norm="instance"),
        }

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        return {
            name: Adam(network.parameters(), self.lr, betas=(0.5, 0.999))
            for name, network in networks.items()
        }

    def data(self, source: Path) -> Pairs:
        return Pairs(read_pairs(source), self.size)

    def phases(self) -> list[Phase]:
        return [Phase("D", self.d_loss), Phase("G", self.g_loss)]

    def d_loss(self, turn: Turn) -> Losses:
        given, wanted = self._pair(turn)
        with torch.no_grad():
            made = turn.nets["G"](given)
        judge = turn.nets["D"]
        real_logits = judge(torch.cat([given, wanted], dim=1))
        fake_logits = judge(torch.cat([given, made], dim=1))
        turn.report("D/real", real_logits)
        turn.report("D/fake", fake_logits)
        # half, so that D learns more slowly than G, as the paper has it
        return {"adversarial": gan.d_logistic(real_logits, fake_logits) / 2}

    def g_loss(self, turn: Turn) -> Losses:
        given, wanted = self._pair(turn)
        made = turn.nets["G"](given)
        return {
            "adversarial": gan.g_nonsaturating(turn.nets["D"](torch.cat([given, made], dim=1))),
            "pixels": self.pixels * (made - wanted).abs().mean(),
        }

    def samples(self, turn: Turn) -> torch.Tensor:
        """What was given, what was made of it, what it should be."""
        given, wanted = self._pair(turn)
        return torch.stack([given, turn.nets["G"](given), wanted], dim=1).flatten(0, 1)

    def score(self, turn: Turn) -> float:
        given, wanted = self._pair(turn)
        return float((turn.nets["G"](given) - wanted).abs().mean())

    def _pair(self, turn: Turn) -> tuple[torch.Tensor, torch.Tensor]:
        a, b = turn.batch["a"], turn.batch["b"]
        return (a, b) if self.direction == "AB" else (b, a)
