"""Style by example: one network that paints like any picture it is shown.

The encoder is frozen and the move of its features has a closed form (`ExampleStyle`); the decoder
learns on photographs, and paintings as styles, what strokes those features stand for, by the loss
that fixed styles are learned with. Every fourth step it repeats photographs, which keeps it sharp.

    ganvas train style-by-example --data photos --out run --set styles=paintings
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
from gan_core.networks.example_style import ExampleStyle
from gan_core.networks.vgg import VGG
from gan_core.ops.style_loss import StyleLoss, Weights
from gan_core.tasks.learn_style import FEATURES
from gan_core.training.data.folder import Pixels, random_crop, read_pictures
from gan_core.training.losses.features import frozen_features
from gan_core.training.recipe import Data, Losses, Phase, Recipe, Turn

_SHOWN = 6


@dataclass
class StyleByExampleRecipe(Recipe):
    """Photographs painted like pictures that change with each step."""

    summary: ClassVar[str] = "style by example: paints like any picture it is shown"
    emblem: ClassVar[Sequence[int]] = (8, 9, 10, 11)
    steps: int = 4000
    batch: int = 4
    size: int = 160
    lr: float = 1.5e-3
    ema: float = 0.99
    styles: str = "data/paintings"
    content: float = 0.3  # weights of the losses, relative to the strokes
    colour: float = 1.0
    smooth: float = 0.1
    repeat: float = 4.0
    width: int = 32

    def networks(self) -> dict[str, nn.Module]:
        net = ExampleStyle(self.width)
        encoder: Any = frozen_features()
        weights = encoder.state_dict()
        net.encoder.load_state_dict({name: weights[name] for name in net.encoder.state_dict()})
        return {"G": net}

    def frozen(self) -> dict[str, nn.Module]:
        return {"features": load_network(FEATURES)}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        learned = [
            parameter
            for name, parameter in networks["G"].named_parameters()
            if not name.startswith("encoder.")
        ]
        return {"G": Adam(learned, self.lr, betas=(0.9, 0.99))}

    def data(self, source: Path) -> Data:
        paintings = read_pictures(Path(self.styles), 1024)
        return Pairs(read_pictures(source, 1024), paintings, self.size)

    def phases(self) -> list[Phase]:
        return [
            Phase("G", self.loss),
            Phase("repeat", self.repeat_loss, every=4, optimizer="G"),
        ]

    def loss(self, turn: Turn) -> Losses:
        content, example = turn.batch["image"], turn.batch["style"]
        features = turn.nets["features"]
        assert isinstance(features, VGG)
        judge = StyleLoss(features, Weights(self.content, self.colour, self.smooth))
        painted = turn.nets["G"](content, example)
        down, right = (int(4 * share) for share in turn.shares(2))  # as in the recipe `style`
        wanted = judge.content(content[..., down:, right:])
        return judge(painted[..., down:, right:], wanted, judge.painting(example))

    def repeat_loss(self, turn: Turn) -> Losses:
        content = turn.batch["image"]
        same = turn.nets["G"](content, content)
        return {"repeat": self.repeat * (same - content).abs().mean()}

    def samples(self, turn: Turn) -> torch.Tensor:
        """Photographs, styles, and the photographs painted like them."""
        content, example = (turn.batch[name][:_SHOWN] for name in ("image", "style"))
        return torch.cat([content, example, turn.nets["G"](content, example)])

    def score(self, turn: Turn) -> float:
        return float(torch.stack(list(self.loss(turn).values())).sum())


class Pairs(Dataset[dict[str, torch.Tensor]]):
    """A photograph's crop and a style's: {"image": 3×S×S, "style": 3×S×S} in [0, 1].

    A few dozen paintings are few: their colours are exchanged in every third, and every fifth
    style is another photograph.
    """

    def __init__(self, photographs: list[Pixels], paintings: list[Pixels], size: int) -> None:
        self.photographs, self.paintings, self.size = photographs, paintings, size

    def __len__(self) -> int:
        return len(self.photographs)

    def __getitem__(self, place: tuple[int, int]) -> dict[str, torch.Tensor]:
        index, seed = place
        random = np.random.default_rng(seed)
        pool = self.photographs if random.random() < 0.2 else self.paintings
        style = random_crop(pool[int(random.integers(len(pool)))], self.size, random)
        if random.random() < 1 / 3:
            style = style[..., random.permutation(3)]
        image = random_crop(self.photographs[index], self.size, random, least=0.7)
        return {"image": _tensor(image), "style": _tensor(style)}


def _tensor(pixels: Pixels) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1).float() / 255
