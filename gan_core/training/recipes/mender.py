"""A mender for photographs: the inpainter's losses on cracks, scratches, hairs and specks.

ganvas train mender --data data/photos/train --out runs/mender
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from torch import nn

from gan_core.networks.mender import Mender
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.training.data.drawings import drawing
from gan_core.training.data.folder import Pixels, read_pictures
from gan_core.training.data.masks import Mask, cracks
from gan_core.training.recipes.inpainter import Holes, InpainterRecipe


@dataclass
class MenderRecipe(InpainterRecipe):
    """What is thin, continued from both its sides."""

    summary: ClassVar[str] = "a mender: closes cracks, scratches, hairs and specks"
    steps: int = 12_000
    size: int = 96
    features: float = 0.2
    adversarial: float = 0.02
    warmup: int = 9000
    drawings: float = 0.25  # share of crops that are drawn instead of photographed

    def networks(self) -> dict[str, nn.Module]:
        return {"G": Mender(), "D": PatchGANDiscriminator(ndf=24, layers=2, norm=None)}

    def data(self, source: Path) -> Holes:
        return Damaged(read_pictures(source), cracks, self.size, least=0.7, drawings=self.drawings)


class Damaged(Holes):
    """Holes in photographs and, for a share of them, in drawings."""

    def __init__(
        self,
        pictures: list[Pixels],
        draw: Callable[[int, np.random.Generator], Mask],
        size: int,
        least: float,
        drawings: float,
    ) -> None:
        super().__init__(pictures, draw, size, least)
        self.drawings = drawings

    def crop(self, index: int, random: np.random.Generator) -> Pixels:
        if self.drawings > 0 and random.random() < self.drawings:
            return drawing(self.size, random)
        return super().crop(index, random)
