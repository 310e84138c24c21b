"""Teach a plain network in VGG's manner to see as EfficientNet-Lite0 does (Hinton et al. 2015).

Published VGGs cannot be had from a package index; EfficientNet can, but its features know little of
strokes. A pupil that learns to give the teacher's answers has features of its own kind: plain
convolutions, whose Gram matrices hold strokes. The first seven ship as `style-features`.

    ganvas train teach-features --data photos --out run --set paintings=paintings
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim import AdamW, Optimizer
from torch.utils.data import Dataset

from gan_core.catalog.embedded import embedded_models
from gan_core.catalog.loading import load_network
from gan_core.networks.kinds import Network
from gan_core.networks.normalization import fold_batch_norms
from gan_core.networks.vgg import VGG
from gan_core.training.data.folder import Pixels, random_crop, read_pictures
from gan_core.training.losses.features import frozen_features
from gan_core.training.recipe import Data, Losses, Phase, Recipe, Turn

_TEMPERATURE = 2.0
_TEACHER_SIDE = 160  # pixels; the teacher was trained on 224²
_PAINTERS = 8  # styles that repaint what is looked at
_TILT = 17.0  # degrees


@dataclass
class TeachFeaturesRecipe(Recipe):
    """Answers to crops of photographs and paintings, compared as softened probabilities."""

    summary: ClassVar[str] = "features for styles: a plain network learns to see as EfficientNet"
    steps: int = 2150
    batch: int = 64  # the one that ships had 256, on a GPU
    size: int = 112
    lr: float = 1e-3
    ema: float = 0.999
    paintings: str = ""  # a folder of paintings to look at as well
    repainted: float = 0.25  # share of a batch that a style repaints
    mixed: float = 0.5  # share of batches whose pictures are mixed up in pairs
    keep: int = 7  # convolutions of the network that is written

    def networks(self) -> dict[str, nn.Module]:
        return {"G": VGG(classes=1000, folded=False)}

    def frozen(self) -> dict[str, nn.Module]:
        names = [model.name for model in embedded_models() if model.kind == "stylizer"]
        painters = nn.ModuleList(load_network(name) for name in names[:_PAINTERS])
        return {"teacher": frozen_features(), "painters": painters}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        return {"G": AdamW(networks["G"].parameters(), self.lr)}

    def data(self, source: Path) -> Data:
        pictures = read_pictures(source, 1024)
        if self.paintings:
            pictures += read_pictures(Path(self.paintings), 1024)
        return Views(pictures, self.size)

    def phases(self) -> list[Phase]:
        return [Phase("G", self.loss)]

    def loss(self, turn: Turn) -> Losses:
        views = turn.batch
        with torch.no_grad():
            painters: Any = turn.nets["painters"]
            some = round(self.repainted * len(views))
            if some and len(painters):
                painter = painters[turn.step % len(painters)]
                views = torch.cat([painter(views[:some]).clamp(0, 1), views[some:]])
            if turn.shares(1)[0] < self.mixed:
                share = turn.rand(1, 1, 1)
                views = torch.lerp(views, views.roll(1, dims=0), share)
        return {"answers": self._distance(turn, views)}

    def score(self, turn: Turn) -> float:
        return float(self._distance(turn, turn.batch))

    def export(self, networks: Mapping[str, nn.Module]) -> Network:
        pupil = copy.deepcopy(networks["G"]).eval()
        assert isinstance(pupil, VGG)
        fold_batch_norms(pupil)
        return pupil.shortened(self.keep)

    def _distance(self, turn: Turn, views: torch.Tensor) -> torch.Tensor:
        """KL divergence of the pupil's softened answers from the teacher's."""
        teacher: Any = turn.nets["teacher"]
        with torch.no_grad():
            large = F.interpolate(views, size=(_TEACHER_SIDE, _TEACHER_SIDE), mode="bicubic")
            wanted = (teacher.logits(large.clamp(0, 1)) / _TEMPERATURE).log_softmax(1)
        found = (turn.nets["G"](views) / _TEMPERATURE).log_softmax(1)
        return F.kl_div(found, wanted, reduction="batchmean", log_target=True)


class Views(Dataset[torch.Tensor]):
    """Crops of a fifth to all of a picture's shorter side, 3×size×size in [0, 1].

    Mirrored, in every third case tilted, their colours and light changed a little.
    """

    def __init__(self, pictures: Sequence[Pixels], size: int) -> None:
        self.pictures, self.size = pictures, size

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, place: tuple[int, int]) -> torch.Tensor:
        index, seed = place
        random = np.random.default_rng(seed)
        picture = self.pictures[index]
        least = min(picture.shape[:2]) / 5 / self.size
        crop = random_crop(picture, self.size, random, least=least)
        if random.random() < 1 / 3:
            centre = (self.size / 2, self.size / 2)
            turn = cv2.getRotationMatrix2D(centre, random.uniform(-_TILT, _TILT), 1.0)
            tilted = cv2.warpAffine(
                crop, turn, crop.shape[1::-1], borderMode=cv2.BORDER_REFLECT_101
            )
            crop = tilted.astype(np.uint8, copy=False)
        gains = random.uniform(0.8, 1.2, 3).astype(np.float32)
        pixels = torch.from_numpy(np.ascontiguousarray(crop)).permute(2, 0, 1).float() / 255
        return (pixels * torch.from_numpy(gains)[:, None, None]).clamp(0, 1)
