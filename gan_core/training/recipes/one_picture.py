"""A generator for one picture (or a few, as classes): variations of it, in minutes on a CPU."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, ClassVar

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim import Adam, Optimizer

from gan_core.networks.one_picture import OnePictureDiscriminator, OnePictureGenerator
from gan_core.training.data.feed import Data
from gan_core.training.data.folder import Pixels, read_named
from gan_core.training.losses import gan
from gan_core.training.losses.penalties import gradient_penalty
from gan_core.training.recipe import Losses, Phase, Recipe, Turn

_CROP = 160  # pixels of the squares that are repaired and judged
_COARSE = 8  # pixels over which a repair may not change the mean


@dataclass
class OnePicture(Recipe):
    """WGAN-GP on patches of the bent picture, after SinGAN (Shaham et al. 2019).

    What is not bent has to come back unchanged, and colours stay what bending made of them: the
    network repairs texture alone. With several pictures they take turns.
    """

    steps: int = 300
    batch: int = 2  # variations a step
    lr: float = 5e-4
    ema: float = 0.99
    size: int = 640  # longer side of the result, even
    aspect: float = 0.0  # width by height; 0 for the first picture's
    room: float = 1.25  # how much larger the pictures are than the views of them
    channels: int = 32
    penalty: float = 0.1
    reconstruction: float = 10.0
    colours: float = 100.0

    summary: ClassVar[str] = "new views of one landscape or texture, in minutes on a CPU"

    def data(self, source: Path) -> Data:
        named = read_named(source, largest_side=2048)
        self._read = list(named.values())
        self._names = [str(PurePath(name).with_suffix("")) for name in named]
        return _NoItems(len(self._read))

    def networks(self) -> dict[str, nn.Module]:
        height, width = self._size(self._read[0])
        count = len(self._read)
        net = OnePictureGenerator(
            height, width, count, self.channels, self.room, self._names if count > 1 else ()
        )
        pictures = np.stack([_covering(picture, net.picture_size) for picture in self._read])
        net.pictures.copy_(torch.from_numpy(pictures).permute(0, 3, 1, 2))
        return {"G": net, "D": OnePictureDiscriminator(count, self.channels)}

    def optimizers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        return {
            name: Adam(network.parameters(), self.lr, betas=(0.5, 0.99))
            for name, network in networks.items()
        }

    def phases(self) -> list[Phase]:
        return [Phase("D", self.d_loss), Phase("G", self.g_loss)]

    def d_loss(self, turn: Turn) -> Losses:
        index = turn.step % len(self._read)
        with torch.no_grad():
            fake = self._repair(turn, index, self._bent(turn, index))
        real = self._real(turn, index, len(fake))

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
        index = turn.step % len(self._read)
        bent, real = self._bent(turn, index), self._real(turn, index, 1)
        made = self._repair(turn, index, bent)
        back = self._repair(turn, index, real)
        coarse, wanted = (F.avg_pool2d(picture, _COARSE) for picture in (made, bent))
        # the paper weighs the error of pictures in [-1, 1]
        return {
            "adversarial": gan.g_hinge(turn.nets["D"](index, made)),
            "reconstruction": self.reconstruction * F.mse_loss(2 * back, 2 * real),
            "colours": self.colours * F.mse_loss(coarse, wanted),
        }

    def samples(self, turn: Turn) -> torch.Tensor:
        net: Any = turn.nets["G"]
        made = []
        for index in range(len(self._read)):
            z = turn.randn(net.z_dim)[: max(1, 16 // len(self._read))]
            made.append(net.repair(index, net.bend(index, z)))
        return torch.cat(made)

    def _bent(self, turn: Turn, index: int) -> torch.Tensor:
        """A square of a bent picture each, in the same place."""
        net: Any = turn.nets["G"]
        return net.bend(index, turn.randn(net.z_dim), window=self._window(turn))

    def _real(self, turn: Turn, index: int, count: int) -> torch.Tensor:
        """Squares of the picture as one sees it where nothing is bent."""
        net: Any = turn.nets["G"]
        still = torch.zeros(1, net.z_dim, device=net.pictures.device)
        squares = [net.bend(index, still, window=self._window(turn)) for _ in range(count)]
        return torch.cat(squares)

    def _repair(self, turn: Turn, index: int, image: torch.Tensor) -> torch.Tensor:
        return turn.nets["G"].repair(index, image)  # type: ignore[operator]

    def _window(self, turn: Turn) -> tuple[slice, slice]:
        net: Any = turn.nets["G"]
        shares = turn.shares(2).tolist()
        sides = [min(_CROP, side) for side in net.size]
        starts = [
            int(share * (whole - side + 1))
            for share, side, whole in zip(shares, sides, net.size, strict=True)
        ]
        rows, columns = (slice(a, a + side) for a, side in zip(starts, sides, strict=True))
        return rows, columns

    def _size(self, picture: Pixels) -> tuple[int, int]:
        """Height and width of the result: the picture's shape, in even numbers."""
        aspect = self.aspect or picture.shape[1] / picture.shape[0]
        longer = self.size // 2 * 2
        shorter = max(2, round(longer / max(aspect, 1 / aspect) / 2) * 2)
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
