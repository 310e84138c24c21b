"""A finder of damage on scans: learns to tell scratches, dust, folds and stains from the picture.

ganvas train damage --data data/photos/train --out runs/damage
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim import Adam, Optimizer

from gan_core.networks.damage_net import DamageNet
from gan_core.training.data.damage import Damage
from gan_core.training.data.drawings import drawing
from gan_core.training.data.folder import Pixels, random_crop, read_pictures
from gan_core.training.data.lookalikes import lookalike
from gan_core.training.data.masks import Mask, Random
from gan_core.training.data.wear import FAINT, KINDS, VISIBLE, worn
from gan_core.training.losses.features import frozen_features
from gan_core.training.recipe import Losses, Phase, Recipe, Turn

_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX)
_OFTEN = (0.14, 0.2, 0.17, 0.12, 0.15, 0.11, 0.11)  # how often each of KINDS
_FEW = 10  # pixels of damage up to which overlap says little
_TRIED = 3  # crops of which the busiest is taken
_WIDER = 2  # times the crop: a piece of a large stain, a fold that only passes by
_LETTERS = tuple("ABCDEFGHIKLMNOPRSTUVWZabcdefghiklmnoprstuvwz0123456789.,-")


@dataclass
class DamageRecipe(Recipe):
    """A mask of what does not belong to the picture."""

    summary: ClassVar[str] = (
        "a finder of damage: scratches, dust, hairs, folds, stains, tears, mould"
    )
    steps: int = 4_000
    batch: int = 6
    size: int = 160
    lr: float = 1e-3
    ema: float = 0.999
    untouched: float = 0.25  # share of crops without damage
    drawings: float = 0.08  # share of crops that are drawn: sharp lines that are no damage
    text: float = 0.12  # share with letters, which are none either
    lookalikes: float = 0.25  # share of the rest with cables, railings, branches or grass
    busy: float = 0.5  # share of crops that are the busiest of a few, where most is mistaken
    pieces: float = 0.35  # share cut out of a larger picture after it was damaged
    overlap: float = 0.3  # weight of the Dice loss beside cross-entropy

    def networks(self) -> dict[str, nn.Module]:
        net = DamageNet()
        weights = frozen_features().state_dict()
        net.encoder.load_state_dict({name: weights[name] for name in net.encoder.state_dict()})
        return {"G": net}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        learned = [each for each in networks["G"].parameters() if each.requires_grad]
        return {"G": Adam(learned, self.lr, betas=(0.9, 0.99))}

    def data(self, source: Path) -> Worn:
        pictures = read_pictures(source)
        return Worn(pictures, self)

    def phases(self) -> list[Phase]:
        return [Phase("G", self.loss)]

    def loss(self, turn: Turn) -> Losses:
        return self._losses(turn.nets["G"](turn.batch["image"]), turn)

    def samples(self, turn: Turn) -> torch.Tensor:
        """What came in, what was found, what was laid on."""
        image = turn.batch["image"]
        found = turn.nets["G"](image).sigmoid().expand_as(image)
        shown = torch.stack([image, found, turn.batch["mask"].expand_as(image)], dim=1)
        return shown.flatten(0, 1)

    def score(self, turn: Turn) -> float:
        return float(sum(self._losses(turn.nets["G"](turn.batch["image"]), turn).values()))

    def _losses(self, found: torch.Tensor, turn: Turn) -> Losses:
        mask, sure = turn.batch["mask"], turn.batch["sure"]
        entropy = F.binary_cross_entropy_with_logits(found, mask, reduction="none")
        share = found.sigmoid() * sure
        # picture by picture: a hair counts as much as a stain of a thousand times its pixels
        damaged = mask.sum(dim=(1, 2, 3))
        both = (share * mask).sum(dim=(1, 2, 3))
        either = (share + mask * sure).sum(dim=(1, 2, 3))
        dice = (2 * both + 1) / (either + 1)
        return {
            "entropy": (entropy * sure).mean(),
            "overlap": self.overlap * ((1 - dice) * (damaged > _FEW)).mean(),
        }


class Worn:
    """{"image": 3×S×S in [0, 1], "mask": 1×S×S where damage was laid on, "sure": 1×S×S}.

    Not sure are the pixels beside the damage, and where it hardly shows: whether they count as
    damaged is a matter of taste, and nothing is learned from them.
    """

    def __init__(self, pictures: list[Pixels], recipe: DamageRecipe) -> None:
        self.pictures, self.recipe = pictures, recipe
        # scanned again, sent as JPEG: damage is as soft and as grainy as the picture
        self.copied = Damage(blur=0.9, noise=8.0, quality=60, resample=1.3, untouched=0.35)

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, place: tuple[int, int]) -> dict[str, torch.Tensor]:
        index, seed = place
        random = np.random.default_rng(seed)
        size = self.recipe.size
        side = _WIDER * size if random.random() < self.recipe.pieces else size
        picture = self._content(index, side, random)
        kinds: Sequence[str] = ()
        if random.random() >= self.recipe.untouched:
            count = int(random.choice((1, 2, 3), p=(0.5, 0.3, 0.2)))
            drawn = random.choice(list(KINDS), count, replace=False, p=_OFTEN)
            kinds = [str(kind) for kind in drawn]
        picture, shows = worn(picture, kinds, random)
        if side > size:
            piece = _piece(shows > VISIBLE, size, random)
            picture, shows = np.ascontiguousarray(picture[piece]), shows[piece]
        mask = shows > VISIBLE
        sure = ~_beside(mask) & (mask | (shows < FAINT))
        picture = self.copied(picture, 1, random)
        return {
            "image": torch.from_numpy(picture.copy()).permute(2, 0, 1).float() / 255,
            "mask": torch.from_numpy(mask)[None].float(),
            "sure": torch.from_numpy(sure)[None].float(),
        }

    def _content(self, index: int, side: int, random: Random) -> Pixels:
        recipe, kind = self.recipe, random.random()
        if kind < recipe.drawings:
            return drawing(side, random)
        tried = _TRIED if random.random() < recipe.busy else 1
        crops = [random_crop(self.pictures[index], side, random, 0.6) for _ in range(tried)]
        picture = max(crops, key=_bustle)
        if kind < recipe.drawings + recipe.text:
            picture = lettered(picture, random)
        elif random.random() < recipe.lookalikes:
            picture = lookalike(picture, random)
        if random.random() < 0.4:  # as old photographs are: grey, or grey on yellowed paper
            grey = picture.mean(axis=2, keepdims=True)
            tone = np.array((1.0, 1.0, 1.0) if random.random() < 0.5 else (1.0, 0.93, 0.8))
            low, high = random.uniform(0, 60), random.uniform(190, 255)
            picture = ((low + grey / 255 * (high - low)) * tone).astype(np.uint8)
        return picture


def lettered(picture: Pixels, random: Random) -> Pixels:
    """Lines of letters in a picture, as on signs and in captions."""
    picture = picture.copy()
    colour = tuple(int(v) for v in random.integers(0, 256, 3))
    if random.random() < 0.5:
        colour = (250, 250, 250) if random.random() < 0.5 else (15, 15, 15)
    scale, thick = random.uniform(0.35, 1.6), int(random.integers(1, 4))
    font = _FONTS[int(random.integers(len(_FONTS)))]
    y = int(random.integers(10, picture.shape[0]))
    for _ in range(random.integers(1, 5)):
        text = "".join(random.choice(_LETTERS, int(random.integers(3, 14))))
        x = int(random.integers(-20, picture.shape[1] // 2))
        cv2.putText(picture, text, (x, y), font, scale, colour, thick, cv2.LINE_AA)
        y += round(34 * scale)
    return picture


def _piece(damaged: Mask, size: int, random: Random) -> tuple[slice, slice]:
    """A square of that side with some damaged pixel in it, if there is one."""
    places = np.argwhere(damaged)
    about = places[int(random.integers(len(places)))] if len(places) else damaged.shape
    top, left = (
        int(np.clip(middle - random.integers(size), 0, length - size))
        for middle, length in zip(about, damaged.shape, strict=True)
    )
    return slice(top, top + size), slice(left, left + size)


def _bustle(picture: Pixels) -> float:
    """How much in a picture is thinner than a few pixels."""
    return float(cv2.absdiff(picture, cv2.medianBlur(picture, 5)).mean())


def _beside(mask: Mask) -> Mask:
    grown = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return grown & ~mask
