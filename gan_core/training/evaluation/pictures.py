"""The pictures that a network is measured on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import torch

from gan_core.training.data.folder import Pixels, random_crop, read_pictures
from gan_core.training.randomness import seed_of

LARGEST_SIDE = 1024
_log = logging.getLogger(__name__)


def read(source: Path, say: Callable[[str], None] = _log.warning) -> list[Pixels]:
    """As for training; InputError if there is nothing to measure on."""
    return read_pictures(source, LARGEST_SIDE, say)


def squares(pictures: list[Pixels], count: int, size: int, seed: int) -> Iterator[torch.Tensor]:
    """`count` pictures 1×3×size×size in [0, 1], each with its place's own crop.

    First the middle square of each picture; where more are wanted than there are, random squares.
    """
    for place in range(count):
        pixels = pictures[place % len(pictures)]
        if place < len(pictures):
            yield tensor(middle(pixels, size, size))
        else:
            random = np.random.default_rng(seed_of(seed, "square", place))
            yield tensor(random_crop(pixels, size, random))


def middle(pixels: Pixels, height: int, width: int) -> Pixels:
    """The largest part around the middle with the sides' ratio, at height×width."""
    rows, columns = pixels.shape[:2]
    scale = min(rows / height, columns / width)
    tall, wide = round(height * scale), round(width * scale)
    top, left = (rows - tall) // 2, (columns - wide) // 2
    part = pixels[top : top + tall, left : left + wide]
    method = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, (width, height), interpolation=method), np.uint8)


def tensor(pixels: Pixels) -> torch.Tensor:
    """H×W×3 bytes to 1×3×H×W in [0, 1]."""
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255


def pixels(picture: torch.Tensor) -> Pixels:
    """1×3×H×W in [0, 1] to H×W×3 bytes."""
    return (picture[0].clamp(0, 1) * 255).round().byte().permute(1, 2, 0).cpu().numpy()
