"""A generator for one picture (or a few, as classes): variations of it, in minutes on a CPU."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim import Adam, Optimizer

from gan_core.networks.one_picture import OnePictureDiscriminator, OnePictureGenerator
from gan_core.training.data.feed import Data
from gan_core.training.data.folder import Pixels, read_pictures
from gan_core.training.losses import gan
from gan_core.training.losses.penalties import gradient_penalty
from gan_core.training.recipe import Losses, Phase, Recipe, Turn

_DETAIL = 8


@dataclass
class OnePicture(Recipe):
    """WGAN-GP on patches of the bent, reduced picture, as in SinGAN (Shaham et al. 2019).

    What is not bent has to come back unchanged. With several pictures they take turns.
    """

    steps: int = 300
    batch: int = 2  # variations a step
    lr: float = 5e-4
    ema: float = 0.99
    size: int = 640  # longer side of the result, a multiple of 16
    aspect: float = 0.0  # width by height; 0 for the first picture's
    channels: int = 32
    penalty: float = 0.1
    reconstruction: float = 10.0

    summary: ClassVar[str] = "variations of one landscape or texture, in minutes on a CPU"

    def data(self, source: Path) -> Data:
        pictures = read_pictures(source, largest_side=2048)
        size = self._size(pictures[0])
        self._pictures = [_covering(picture, size) for picture in pictures]
        return _NoItems(len(self._pictures))

    def networks(self) -> dict[str, nn.Module]:
        height, width = (side // _DETAIL for side in self._pictures[0].shape[:2])
        count = len(self._pictures)
        net = OnePictureGenerator(height, width, count, self.channels, _DETAIL)
        net.pictures.copy_(torch.from_numpy(np.stack(self._pictures)).permute(0, 3, 1, 2))
        return {"G": net, "D": OnePictureDiscriminator(count, self.channels)}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        return {
            name: Adam(network.parameters(), self.lr, betas=(0.5, 0.99))
            for name, network in networks.items()
        }

    def phases(self) -> list[Phase]:
        return [Phase("D", self.d_loss), Phase("G", self.g_loss)]

    def d_loss(self, turn: Turn) -> Losses:
        index = turn.step % len(self._pictures)
        with torch.no_grad():
            fake = self._made(turn, index)
        real = self._real(turn, index).expand_as(fake)

        def judge(image: torch.Tensor) -> torch.Tensor:
            return turn.nets["D"](index, image)

        real_logits, fake_logits = judge(real), judge(fake)
        turn.report("D/real", real_logits)
        turn.report("D/fake", fake_logits)
        return {
            "adversarial": fake_logits.mean() - real_logits.mean(),
            "penalty": self.penalty * gradient_penalty(judge, real, fake, turn.rand()),
        }

    def g_loss(self, turn: Turn) -> Losses:
        index = turn.step % len(self._pictures)
        logits = turn.nets["D"](index, self._made(turn, index))
        real = self._real(turn, index)
        back: torch.Tensor = turn.nets["G"].repair(index, real)  # type: ignore[operator]
        # the paper weighs the error of pictures in [-1, 1]
        error = F.mse_loss(2 * back, 2 * real)
        return {
            "adversarial": gan.g_hinge(logits),
            "reconstruction": self.reconstruction * error,
        }

    def samples(self, turn: Turn) -> torch.Tensor:
        count = len(self._pictures)
        return torch.cat([self._made(turn, index)[: 16 // count] for index in range(count)])

    def _made(self, turn: Turn, index: int) -> torch.Tensor:
        """Bent and repaired, at half the reduced size."""
        net: Any = turn.nets["G"]
        return net.repair(index, F.avg_pool2d(net.bend(index, turn.randn(net.z_dim)), 2))

    def _real(self, turn: Turn, index: int) -> torch.Tensor:
        net: Any = turn.nets["G"]
        return F.avg_pool2d(net.reduced(index), 2)

    def _size(self, picture: Pixels) -> tuple[int, int]:
        """Height and width of the result: the picture's shape, in steps of 16 pixels."""
        aspect = self.aspect or picture.shape[1] / picture.shape[0]
        step = 2 * _DETAIL
        longer = self.size // step * step
        shorter = max(step, round(longer / max(aspect, 1 / aspect) / step) * step)
        return (shorter, longer) if aspect >= 1 else (longer, shorter)


class _NoItems:
    """The pictures are in the network; a batch only needs its length."""

    def __init__(self, pictures: int) -> None:
        self.pictures = pictures

    def __len__(self) -> int:
        return self.pictures

    def __getitem__(self, place: tuple[int, int]) -> torch.Tensor:
        return torch.zeros(())


def _covering(picture: Pixels, size: tuple[int, int]) -> Pixels:
    """The middle of a picture, scaled to (height, width)."""
    height, width = picture.shape[:2]
    scale = max(size[0] / height, size[1] / width)
    rows, columns = round(size[0] / scale), round(size[1] / scale)
    top, left = (height - rows) // 2, (width - columns) // 2
    middle = picture[top : top + rows, left : left + columns]
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(middle, size[::-1], interpolation=method).astype(np.uint8, copy=False)
