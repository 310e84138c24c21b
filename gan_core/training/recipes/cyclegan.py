"""Two kinds of pictures into each other, without pairs (Zhu et al. 2017).

ganvas train cyclegan --data seasons --out runs/winter      # seasons/A summer, seasons/B winter
ganvas stylize park.jpg --style runs/winter/cyclegan.safetensors -o snow.jpg
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import nn
from torch.optim import Adam, Optimizer

from gan_core.errors import InputError
from gan_core.networks.cyclegan import CycleGANGenerator
from gan_core.networks.kinds import Network
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.training.data.sides import Domains, read_domains
from gan_core.training.losses import gan
from gan_core.training.recipe import Losses, Phase, Recipe, Turn
from gan_core.training.recipes.pool import PicturePool

_SHOWN = 4  # pictures of each kind in a sample grid


@dataclass
class CycleGANRecipe(Recipe):
    """Pictures A become like pictures B, and back; the networks are named by where they go."""

    summary: ClassVar[str] = "CycleGAN: turns pictures of one kind into another, without pairs"
    emblem: ClassVar[Sequence[int]] = (4, 5, 6, 7)
    averaged: ClassVar[tuple[str, ...]] = ("AB", "BA")
    steps: int = 20_000
    batch: int = 2
    size: int = 128
    lr: float = 2e-4
    ema: float = 0.998
    ngf: int = 32
    blocks: int = 6
    ndf: int = 32
    cycle: float = 10.0  # weight of coming back to where one started; published range is [-1, 1]
    identity: float = 5.0  # weight of leaving alone what is of the right kind already
    pool: int = 50  # earlier results that the discriminators keep seeing
    direction: str = "AB"  # or "BA": which of the two networks is exported

    def __post_init__(self) -> None:
        if self.direction not in ("AB", "BA"):
            raise InputError(
                "The direction is AB or BA, not '{direction}'.", direction=self.direction
            )

    def networks(self) -> dict[str, nn.Module]:
        return {
            "AB": CycleGANGenerator(self.ngf, self.blocks),
            "BA": CycleGANGenerator(self.ngf, self.blocks),
            "DA": PatchGANDiscriminator(3, self.ndf, norm="instance"),
            "DB": PatchGANDiscriminator(3, self.ndf, norm="instance"),
            "poolA": PicturePool(self.pool, self.size),
            "poolB": PicturePool(self.pool, self.size),
        }

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        def both(first: str, second: str) -> Adam:
            parameters = chain(networks[first].parameters(), networks[second].parameters())
            return Adam(parameters, self.lr, betas=(0.5, 0.999))

        return {"G": both("AB", "BA"), "D": both("DA", "DB")}

    def data(self, source: Path) -> Domains:
        return Domains(*read_domains(source), self.size)

    def phases(self) -> list[Phase]:
        return [Phase("G", self.g_loss), Phase("D", self.d_loss)]

    def g_loss(self, turn: Turn) -> Losses:
        losses: dict[str, torch.Tensor] = {}
        for here, there in ("AB", "BA"):
            away, back = turn.nets[here + there], turn.nets[there + here]
            picture = turn.batch[here.lower()]
            made = away(picture)
            logits = turn.nets["D" + there](made)
            losses[f"adversarial{there}"] = gan.g_least_squares(logits)
            losses[f"cycle{here}"] = self.cycle * _distance(back(made), picture)
            if self.identity > 0:
                losses[f"identity{here}"] = self.identity * _distance(back(picture), picture)
        return losses

    def d_loss(self, turn: Turn) -> Losses:
        losses: dict[str, torch.Tensor] = {}
        for here, there in ("AB", "BA"):
            with torch.no_grad():
                made = turn.nets[here + there](turn.batch[here.lower()])
            pool: Any = turn.nets["pool" + there]
            made = pool.exchange(made, turn.rand(2))
            judge = turn.nets["D" + there]
            real_logits, fake_logits = judge(turn.batch[there.lower()]), judge(made)
            turn.report(f"D{there}/real", real_logits)
            turn.report(f"D{there}/fake", fake_logits)
            losses[f"adversarial{there}"] = gan.d_least_squares(real_logits, fake_logits)
        return losses

    def samples(self, turn: Turn) -> torch.Tensor:
        """A, A as B, and back again; the same for B."""
        rows = []
        for here, there in ("AB", "BA"):
            picture = turn.batch[here.lower()][:_SHOWN]
            made = turn.nets[here + there](picture)
            rows += [picture, made, turn.nets[there + here](made)]
        return torch.cat(rows)

    def export(self, networks: Mapping[str, nn.Module]) -> Network:
        network = networks[self.direction]
        assert isinstance(network, Network)
        return network


def _distance(made: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference in the published range [-1, 1], twice as wide as ours."""
    return 2 * (made - wanted).abs().mean()
