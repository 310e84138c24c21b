"""An inpainter for photographs: adversarial and frozen-feature losses on realistic holes.

The losses are those of LaMa (Suvorov et al. 2022), with EfficientNet features instead of a
segmentation network's: what is around the hole is reproduced, what is inside has to look right to
the features and to a patch discriminator that is only held responsible for patches with a hole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim import Adam, Optimizer

from gan_core.networks.inpainter import GanvasInpainter
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.training.data.folder import Pixels, random_crop, read_pictures
from gan_core.training.data.masks import Mask, random_mask
from gan_core.training.losses import gan
from gan_core.training.losses.features import feature_distance, frozen_features
from gan_core.training.recipe import Losses, Phase, Recipe, Turn


@dataclass
class InpainterRecipe(Recipe):
    """A hole in a photograph, filled so that nobody sees where it was."""

    summary: ClassVar[str] = "an inpainter: fills holes in pictures like those of the folder"
    emblem: ClassVar[Sequence[int]] = (1, 4, 7, 10)
    steps: int = 20_000
    batch: int = 16
    size: int = 128
    lr: float = 1e-3
    pixels: float = 2.0  # weights of the losses
    features: float = 0.5
    adversarial: float = 0.05
    warmup: int = 4000  # steps on pixels alone, several times as fast: composition before detail
    r1: float = 1.0
    stamps: str = "data/stamps"  # cut-outs with alpha: shapes of holes; ellipses without

    def networks(self) -> dict[str, nn.Module]:
        return {
            "G": GanvasInpainter(),
            "D": PatchGANDiscriminator(ndf=24, norm=None),
        }

    def frozen(self) -> dict[str, nn.Module]:
        return {"features": frozen_features()}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        return {
            "G": Adam(networks["G"].parameters(), self.lr, betas=(0.5, 0.99)),
            "D": Adam(networks["D"].parameters(), self.lr / 2, betas=(0.0, 0.99)),
        }

    def data(self, source: Path) -> Holes:
        pictures = read_pictures(source)
        stamps = Path(self.stamps)
        shapes = read_pictures(stamps, 256, mode="RGBA") if stamps.is_dir() else []
        silhouettes = [shape[..., 3] > 127 for shape in shapes]
        return Holes(pictures, partial(random_mask, shapes=silhouettes), self.size)

    def phases(self) -> list[Phase]:
        return [
            Phase("D", self.d_loss),
            Phase("D_r1", self.r1_loss, every=16, optimizer="D"),
            Phase("G", self.g_loss),
        ]

    def d_loss(self, turn: Turn) -> Losses:
        if turn.step < self.warmup:
            return {}
        image, mask = turn.batch["image"], turn.batch["mask"]
        with torch.no_grad():
            fake = _composite(turn.nets["G"](image, mask), image, mask)
        real_logits, fake_logits = turn.nets["D"](image), turn.nets["D"](fake)
        turn.report("D/real", real_logits)
        turn.report("D/fake", fake_logits)
        weight = _patches_with_hole(mask, fake_logits)
        return {"adversarial": gan.d_logistic(real_logits, fake_logits, weight)}

    def r1_loss(self, turn: Turn) -> Losses:
        if turn.step < self.warmup:
            return {}
        penalty = gan.r1_penalty(turn.nets["D"], turn.batch["image"])
        return {"r1": penalty * (self.r1 / 2 * 16)}

    def g_loss(self, turn: Turn) -> Losses:
        image, mask = turn.batch["image"], turn.batch["mask"]
        fake = _composite(turn.nets["G"](image, mask), image, mask)
        losses = {"pixels": self.pixels * _pixel_loss(fake, image, mask)}
        if turn.step < self.warmup:
            return losses
        losses["features"] = self.features * _feature_loss(turn, fake)
        if self.adversarial > 0:
            logits = turn.nets["D"](fake)
            loss = gan.g_nonsaturating(logits, _patches_with_hole(mask, logits))
            losses["adversarial"] = self.adversarial * loss
        return losses

    def samples(self, turn: Turn) -> torch.Tensor:
        image, mask = turn.batch["image"], turn.batch["mask"]
        fake = _composite(turn.nets["G"](image, mask), image, mask)
        shown = torch.stack([image * (1 - mask) + mask, fake, image], dim=1)
        return shown.flatten(0, 1)

    def score(self, turn: Turn) -> float:
        image, mask = turn.batch["image"], turn.batch["mask"]
        fake = _composite(turn.nets["G"](image, mask), image, mask)
        return float(_feature_loss(turn, fake) + _pixel_loss(fake, image, mask))


def _composite(picture: torch.Tensor, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return image + mask * (picture - image)


def _patches_with_hole(mask: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
    """How much of each logit's neighbourhood was filled, N×1×h×w."""
    return F.adaptive_avg_pool2d(mask, (logits.shape[-2], logits.shape[-1]))


def _pixel_loss(fake: torch.Tensor, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference in the hole, at full, 1/4 and 1/16 resolution.

    The coarse ones because the place of an edge matters and single grains of a texture cannot be
    guessed.
    """
    difference = fake - image
    scales = [F.avg_pool2d(difference, side).abs().mean() for side in (1, 4, 16)]
    return torch.stack(scales).sum() / mask.mean()


def _feature_loss(turn: Turn, fake: torch.Tensor) -> torch.Tensor:
    """Distance in frozen features, as if it were all in the holes."""
    distance = feature_distance(turn.nets["features"], fake, turn.batch["image"])
    return distance / turn.batch["mask"].mean()


class Holes:
    """Random crops with random holes: {"image": 3×S×S in [0, 1], "mask": 1×S×S}.

    Args:
        pictures: to crop from.
        draw: gives the holes of a square, from its side and randomness.
        size: side of the crops.
        least: side of the smallest crop that is scaled up to that, as a share of it.
    """

    def __init__(
        self,
        pictures: list[Pixels],
        draw: Callable[[int, np.random.Generator], Mask],
        size: int,
        least: float = 1.0,
    ) -> None:
        self.pictures, self.draw, self.size, self.least = pictures, draw, size, least

    def __len__(self) -> int:
        return len(self.pictures)

    def crop(self, index: int, random: np.random.Generator) -> Pixels:
        """What a hole is made in, size×size×3 bytes."""
        return random_crop(self.pictures[index], self.size, random, self.least)

    def __getitem__(self, place: tuple[int, int]) -> dict[str, torch.Tensor]:
        index, seed = place
        random = np.random.default_rng(seed)
        crop = self.crop(index, random)
        mask = self.draw(self.size, random)
        return {
            "image": torch.from_numpy(crop).permute(2, 0, 1).float() / 255,
            "mask": torch.from_numpy(mask)[None].float(),
        }
