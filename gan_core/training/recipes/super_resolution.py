"""An upscaler for photographs: first faithful to the pixels, then sharp enough to pass for real.

The losses of ESRGAN (Wang et al. 2018) – pixels, frozen features, a relativistic discriminator –
on small pictures that were damaged as real ones are (`data.damage`).

    ganvas train super-resolution --data data/photos/train --out runs/upscale
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from torch import nn
from torch.optim import Adam, Optimizer

from gan_core.catalog.loading import load_network
from gan_core.errors import InputError
from gan_core.networks.enhancer import Enhancer
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.ops.resample import resize
from gan_core.training.data.damage import Damage
from gan_core.training.data.folder import Pixels, random_crop, read_pictures
from gan_core.training.losses import gan
from gan_core.training.losses.features import feature_distance, frozen_features
from gan_core.training.recipe import Losses, Phase, Recipe, Turn

_FINE = (0, 1, 3, 5)  # layers of the features: strides 2, 2, 4, 8
_LOOKS = 3  # places in a picture of which the one with most detail is trained on


@dataclass
class SuperResolutionRecipe(Recipe):
    """Small pictures made large and clean."""

    summary: ClassVar[str] = "an upscaler: makes pictures larger, and repairs them on the way"
    emblem: ClassVar[Sequence[int]] = (1, 4, 7, 10)
    steps: int = 10_000
    batch: int = 16
    size: int = 96  # side of the pictures to be made, in pixels; `scale` divides it
    scale: int = 2
    width: int = 48
    blocks: int = 8
    lr: float = 1e-3
    ema: float = 0.999
    pixels_until: int = 5_000  # step; from there on features and discriminator have a say
    pixels: float = 1.0  # weights of the losses
    features: float = 0.1
    adversarial: float = 0.005
    blur: float = 1.2  # see `Damage`
    noise: float = 10.0
    quality: int = 50
    resample: float = 1.0
    untouched: float = 0.0
    often: float = 0.6
    best: int = 95
    base: str = ""  # a file or model of the same width and blocks to start from

    def __post_init__(self) -> None:
        if self.scale not in (1, 2, 3, 4) or self.size % self.scale:
            raise InputError(
                "A scale of {scale} does not go with {size} pixels.",
                scale=self.scale,
                size=self.size,
            )

    def networks(self) -> dict[str, nn.Module]:
        generator = Enhancer(self.scale, self.width, self.blocks)
        if self.base:
            _start_from(generator, load_network(self.base, device="cpu"))
        return {"G": generator, "D": PatchGANDiscriminator(3, 24, 2, norm=None, spectral=True)}

    def frozen(self) -> dict[str, nn.Module]:
        return {"features": frozen_features()}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        return {
            "pixels": Adam(networks["G"].parameters(), self.lr, betas=(0.9, 0.99)),
            # what the discriminator asks for changes: smaller steps follow it more calmly
            "G": Adam(networks["G"].parameters(), self.lr / 4, betas=(0.9, 0.99)),
            "D": Adam(networks["D"].parameters(), self.lr / 4, betas=(0.5, 0.99)),
        }

    def data(self, source: Path) -> Pairs:
        damage = Damage(
            self.blur,
            self.noise,
            self.quality,
            self.resample,
            self.untouched,
            self.often,
            self.best,
        )
        return Pairs(read_pictures(source), self.size, self.scale, damage)

    def phases(self) -> list[Phase]:
        return [
            Phase("pixels", self.pixel_loss),
            Phase("D", self.d_loss),
            Phase("G", self.g_loss),
        ]

    def pixel_loss(self, turn: Turn) -> Losses:
        if turn.step >= self.pixels_until:
            return {}
        return {"pixels": self._difference(turn, turn.nets["G"](turn.batch["poor"]))}

    def d_loss(self, turn: Turn) -> Losses:
        if turn.step < self.pixels_until or self.adversarial == 0:
            return {}
        with torch.no_grad():
            fake = turn.nets["G"](turn.batch["poor"])
        real_logits, fake_logits = turn.nets["D"](turn.batch["good"]), turn.nets["D"](fake)
        turn.report("D/real", real_logits)
        turn.report("D/fake", fake_logits)
        return {"adversarial": gan.d_relativistic(real_logits, fake_logits)}

    def g_loss(self, turn: Turn) -> Losses:
        if turn.step < self.pixels_until:
            return {}
        made, good = turn.nets["G"](turn.batch["poor"]), turn.batch["good"]
        losses = {
            "pixels": self.pixels * self._difference(turn, made),
            "features": self.features * feature_distance(turn.nets["features"], made, good, _FINE),
        }
        if self.adversarial > 0:
            with torch.no_grad():
                real_logits = turn.nets["D"](good)
            loss = gan.g_relativistic(real_logits, turn.nets["D"](made))
            losses["adversarial"] = self.adversarial * loss
        return losses

    def samples(self, turn: Turn) -> torch.Tensor:
        """What came in, what was made of it, how it was."""
        poor, good = turn.batch["poor"], turn.batch["good"]
        enlarged = resize(poor, (good.shape[-2], good.shape[-1]))
        return torch.stack([enlarged, turn.nets["G"](poor), good], dim=1).flatten(0, 1)

    def score(self, turn: Turn) -> float:
        made = turn.nets["G"](turn.batch["poor"])
        distance = feature_distance(turn.nets["features"], made, turn.batch["good"], _FINE)
        return float(self._difference(turn, made) + self.features * distance)

    def _difference(self, turn: Turn, made: torch.Tensor) -> torch.Tensor:
        return (made - turn.batch["good"]).abs().mean()


class Pairs:
    """{"poor": 3×S/scale×S/scale, "good": 3×S×S}, both in [0, 1]."""

    def __init__(self, pictures: list[Pixels], size: int, scale: int, damage: Damage) -> None:
        self.pictures, self.size, self.scale, self.damage = pictures, size, scale, damage

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, place: tuple[int, int]) -> dict[str, torch.Tensor]:
        index, seed = place
        random = np.random.default_rng(seed)
        picture = self.pictures[index]
        crops = [random_crop(picture, self.size, random, most=3) for _ in range(_LOOKS)]
        good = max(crops, key=_detail)
        poor = self.damage(good, self.scale, random)
        return {"poor": _tensor(poor), "good": _tensor(good)}


def _detail(crop: Pixels) -> float:
    """How much neighbouring pixels differ: skies teach little."""
    return float(np.abs(np.diff(crop.astype(np.int16), axis=1)).mean())


def _tensor(pixels: Pixels) -> torch.Tensor:
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1).float() / 255


def _start_from(generator: Enhancer, other: nn.Module) -> None:
    """Take over the weights of layers that have the same shape in both."""
    own, found = generator.state_dict(), other.state_dict()
    fitting = {n: w for n, w in found.items() if n in own and own[n].shape == w.shape}
    if not any(name.startswith("blocks.") for name in fitting):
        raise InputError("The base is no upscaler or restorer of this width; leave out base.")
    generator.load_state_dict(own | fitting)
