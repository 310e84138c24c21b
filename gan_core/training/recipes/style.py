"""Fixed styles: gains and biases on the trunk that all our styles share, or the trunk as well.

Dumoulin et al. 2017, with Gram matrices of a small VGG that ships (`style-features`). What is
learned here for one picture is what `tasks.learn_style` learns within the panel; this is for more
control, more pictures, larger machines.

    ganvas train style --data photos --out run --set styles=painting.jpg
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
from gan_core.networks.style_bank import StyleBank, of_style
from gan_core.ops.style_loss import Painting, StyleLoss, join
from gan_core.tasks.learn_style import FEATURES, Wishes, mean_style, scaled
from gan_core.training.data.folder import Pixels, random_crop, read_pictures
from gan_core.training.recipe import Data, Losses, Phase, Recipe, Turn

_SHOWN = 4  # photographs in a sample grid
_TRUNK = 0.1  # the trunk's learning rate, relative to that of the styles' own numbers


@dataclass
class StyleRecipe(Recipe):
    """Photographs painted like the pictures of `styles`."""

    summary: ClassVar[str] = "fixed styles: paints like one picture, or like each of several"
    emblem: ClassVar[Sequence[int]] = (4, 5, 6, 7)  # the first style
    steps: int = 150
    batch: int = 2
    size: int = 192
    lr: float = 1e-2
    ema: float = 0.97  # what a falling rate would do
    styles: str = "data/paintings"  # a picture, a folder, or several pictures with commas between
    base: str = ""  # a style to begin with, by name or file; else the mean of those that ship
    trunk: bool = False  # learn all weights, not the styles' own alone: for thousands of steps
    strokes: float = 1.0  # their size; 2 is twice as large
    likeness: float = 1.0  # how much of the photograph is recognised; more is a fainter style
    colours: float = 1.0  # how faithful to the painting's colours

    def __post_init__(self) -> None:
        self._wishes = Wishes(self.strokes, self.likeness, self.colours)
        self._targets: list[Painting] = []

    def networks(self) -> dict[str, nn.Module]:
        cpu = torch.device("cpu")
        base: nn.Module = load_network(self.base, device=cpu) if self.base else mean_style(cpu)
        if not isinstance(base, StyleBank):
            raise InputError(
                "'{base}' is not a style of this kind; leave out base.", base=self.base
            )
        return {"G": base.restyled(len(style_pictures(self.styles))).train()}

    def frozen(self) -> dict[str, nn.Module]:
        return {"features": load_network(FEATURES)}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        named = list(networks["G"].named_parameters())
        groups: list[dict[str, Any]] = [{"params": [p for name, p in named if of_style(name)]}]
        if self.trunk:
            weights = [p for name, p in named if not of_style(name)]
            groups.append({"params": weights, "lr": _TRUNK * self.lr})
        return {"G": Adam(groups, self.lr)}

    def data(self, source: Path) -> Data:
        return Crops(read_pictures(source, 1024), self.size)

    def phases(self) -> list[Phase]:
        return [Phase("G", self.loss)]

    def loss(self, turn: Turn) -> Losses:
        # rows of the whole batch that this process has, as the turn's random numbers are dealt out
        rows = range(turn.rank, turn.size * turn.world, turn.world)
        which = [turn.step * turn.size * turn.world + row for row in rows]
        return self._losses(turn, which)

    def samples(self, turn: Turn) -> torch.Tensor:
        """Photographs in the first row, then a row for each style."""
        photographs = turn.batch[:_SHOWN]
        net: Any = turn.nets["G"]
        rows = [net(photographs, mix) for mix in torch.eye(net.styles, device=turn.device)[:, None]]
        return torch.cat([photographs, *rows])

    def score(self, turn: Turn) -> float:
        losses = self._losses(turn, list(range(len(turn.batch))))
        return float(torch.stack(list(losses.values())).sum())

    def _losses(self, turn: Turn, which: list[int]) -> dict[str, torch.Tensor]:
        judge = StyleLoss(turn.nets["features"], self._wishes.weights)  # type: ignore[arg-type]
        if not self._targets:
            pictures = style_pictures(self.styles)
            self._targets = [
                judge.painting(scaled(p, self.strokes).to(turn.device)) for p in pictures
            ]
        chosen = [n % len(self._targets) for n in which]
        every = torch.eye(len(self._targets), device=turn.device)
        mix = torch.stack([every[style] for style in chosen])
        painted = turn.nets["G"](turn.batch, mix)
        # Seen through another grid of the features in each step, no pattern of that grid can grow
        # in the painting.
        down, right = (int(4 * share) for share in turn.shares(2))
        content = judge.content(turn.batch[..., down:, right:])
        return judge(painted[..., down:, right:], content, join(self._targets, chosen))


def style_pictures(paths: str) -> list[torch.Tensor]:
    """The pictures of `StyleRecipe.styles`, in order; 1×3×h×w in [0, 1]."""
    pictures = [pixels for path in paths.split(",") for pixels in read_pictures(Path(path.strip()))]
    return [torch.from_numpy(p.copy()).permute(2, 0, 1)[None].float() / 255 for p in pictures]


class Crops(Dataset[torch.Tensor]):
    """Random square crops, half to all of a picture's shorter side, 3×size×size in [0, 1]."""

    def __init__(self, pictures: list[Pixels], size: int) -> None:
        self.pictures, self.size = pictures, size

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, place: tuple[int, int]) -> torch.Tensor:
        index, seed = place
        crop = random_crop(self.pictures[index], self.size, np.random.default_rng(seed), least=0.5)
        return torch.from_numpy(crop).permute(2, 0, 1).float() / 255
