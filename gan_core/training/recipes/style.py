"""Fixed styles: one small feed-forward network that paints like one painting, or like several.

Johnson et al. 2016 and, for several styles, Dumoulin et al. 2017. With `base`, the file of a style
that is already trained, only the new style's gains and biases are learned, in minutes, and it can
be mixed with the others of that trunk.

    ganvas train style --data photos --out run --set styles=painting.jpg --set base=great-wave
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import nn
from torch.optim import Adam, Optimizer
from torch.utils.data import Dataset

from gan_core.catalog.loading import load_network
from gan_core.errors import InputError
from gan_core.networks.stylist import Stylist, of_style
from gan_core.ops.resample import resize
from gan_core.training.data.folder import Pixels, random_crop, read_pictures
from gan_core.training.losses.features import frozen_features
from gan_core.training.losses.style import Moments, StyleLoss, join, total_variation
from gan_core.training.recipe import Data, Losses, Phase, Recipe, Turn

_SHOWN = 4  # photographs in a sample grid


@dataclass
class StyleRecipe(Recipe):
    """Photographs painted like the pictures of `styles`."""

    summary: ClassVar[str] = "fixed styles: paints like one picture, or like each of several"
    emblem: ClassVar[Sequence[int]] = (4, 5, 6, 7)  # the first style
    steps: int = 2000
    batch: int = 4
    size: int = 160
    lr: float = 2e-3
    ema: float = 0.99
    styles: str = "data/paintings"  # a picture, a folder, or several pictures with commas between
    side: int = 400  # the style pictures' shorter side: smaller makes smaller strokes
    base: str = ""  # a style of the catalogue or a file, whose trunk is kept
    content: float = 1.0  # weights of the losses; more content is a fainter style
    smooth: float = 0.05
    width: int = 24
    blocks: int = 5

    def __post_init__(self) -> None:
        self._targets: list[Moments] = []

    def networks(self) -> dict[str, nn.Module]:
        count = len(style_pictures(self.styles, self.side))
        if not self.base:
            return {"G": Stylist(self.width, self.blocks, count)}
        trunk = load_network(self.base, device="cpu")
        if not isinstance(trunk, Stylist):
            raise InputError(f"'{self.base}' is not a style of this kind; leave out base.")
        return {"G": trunk.restyled(count).train()}

    def frozen(self) -> dict[str, nn.Module]:
        features = frozen_features()
        return {"loss": StyleLoss(features)}  # type: ignore[arg-type]

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        named = list(networks["G"].named_parameters())
        # A style's own few numbers see only its share of the batches, and have further to go.
        groups = [{"params": [p for name, p in named if of_style(name)], "lr": 5 * self.lr}]
        if not self.base:
            groups.append({"params": [p for name, p in named if not of_style(name)]})
        return {"G": Adam(groups, self.lr, betas=(0.9, 0.99))}

    def data(self, source: Path) -> Data:
        return Crops(read_pictures(source, 1024), self.size)

    def phases(self) -> list[Phase]:
        return [Phase("G", self.loss)]

    def loss(self, turn: Turn) -> Losses:
        content = turn.batch
        # rows of the whole batch that this process has, as the turn's random numbers are dealt out
        rows = range(turn.rank, turn.size * turn.world, turn.world)
        which = [turn.step * turn.size * turn.world + row for row in rows]
        return self._losses(turn, content, which)

    def samples(self, turn: Turn) -> torch.Tensor:
        """Photographs in the first row, then a row for each style."""
        photographs = turn.batch[:_SHOWN]
        net: Any = turn.nets["G"]
        rows = [net(photographs, mix) for mix in torch.eye(net.styles, device=turn.device)[:, None]]
        return torch.cat([photographs, *rows])

    def score(self, turn: Turn) -> float:
        which = list(range(len(turn.batch)))
        return float(torch.stack(list(self._losses(turn, turn.batch, which).values())).sum())

    def _losses(self, turn: Turn, content: torch.Tensor, which: list[int]) -> dict[str, Any]:
        loss: Any = turn.nets["loss"]
        if not self._targets:
            pictures = style_pictures(self.styles, self.side)
            self._targets = [loss.style_of(p.to(turn.device)) for p in pictures]
        chosen = [n % len(self._targets) for n in which]
        mix = torch.eye(len(self._targets), device=turn.device)[chosen]
        painted = turn.nets["G"](content, mix)
        # The features halve their input four times: seen through another grid in each step, no
        # pattern of that grid can grow in the painting.
        down, right = (int(n) for n in (turn.rand(2)[0] * 4).long())
        style, kept = loss(
            painted[..., down:, right:],
            content[..., down:, right:],
            join(self._targets, chosen),
        )
        return {
            "style": style,
            "content": self.content * kept,
            "smooth": self.smooth * total_variation(painted),
        }


def style_pictures(paths: str, side: int) -> list[torch.Tensor]:
    """The pictures of `StyleRecipe.styles`, in order; 1×3×h×w, the shorter side `side` pixels."""
    pictures = [pixels for path in paths.split(",") for pixels in read_pictures(Path(path.strip()))]
    tensors = [torch.from_numpy(p.copy()).permute(2, 0, 1)[None].float() / 255 for p in pictures]
    return [_scaled(tensor, side) for tensor in tensors]


def _scaled(picture: torch.Tensor, side: int) -> torch.Tensor:
    height, width = picture.shape[-2:]
    factor = side / min(height, width)
    return resize(picture, (round(height * factor), round(width * factor))).clamp(0, 1)


class Crops(Dataset[torch.Tensor]):
    """Random square crops, 3×size×size in [0, 1]."""

    def __init__(self, pictures: list[Pixels], size: int) -> None:
        self.pictures, self.size = pictures, size

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, place: tuple[int, int]) -> torch.Tensor:
        index, seed = place
        crop = random_crop(self.pictures[index], self.size, np.random.default_rng(seed), least=0.7)
        return torch.from_numpy(crop).permute(2, 0, 1).float() / 255
