"""Square pictures of one size, flipped at random, and the folder that each of them lies in."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any

import cv2
import numpy as np
import torch

from gan_core.errors import InputError
from gan_core.training.data.folder import Pixels, random_crop, read_named

_LARGEST = 512  # side that pictures are kept at at least; crops are smaller


class Squares:
    """An item is a picture 3×S×S in [0, 1], a random crop or the middle of a whole picture.

    With `classes`, it is {"picture": 3×S×S, "class": number}, where each subfolder is a class.
    Raises InputError if there are no pictures, or no subfolders to be classes.
    """

    def __init__(self, source: Path, size: int, whole: bool = False, classes: bool = False) -> None:
        named = read_named(source, largest_side=max(_LARGEST, size))
        self.pictures = [_middle(p, size) if whole else p for p in named.values()]
        self.size, self.whole = size, whole
        folders = [str(PurePath(name).parent) for name in named]
        self.names = sorted(set(folders)) if classes else []
        self.classes = [self.names.index(folder) for folder in folders] if classes else []
        if classes and len(self.names) < 2:
            raise InputError(f"'{source}' has no subfolders; each class needs one of its own.")

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, place: tuple[int, int]) -> Any:
        index, seed = place
        random = np.random.default_rng(seed)
        pixels = self.pictures[index]
        if not self.whole:
            pixels = random_crop(pixels, self.size, random)
        elif random.random() < 0.5:
            pixels = np.ascontiguousarray(pixels[:, ::-1])
        picture = torch.from_numpy(pixels).permute(2, 0, 1).float() / 255
        return {"picture": picture, "class": self.classes[index]} if self.names else picture


def _middle(pixels: Pixels, size: int) -> Pixels:
    """The largest square in the middle, at `size`."""
    side = min(pixels.shape[:2])
    top, left = (pixels.shape[0] - side) // 2, (pixels.shape[1] - side) // 2
    square = pixels[top : top + side, left : left + side]
    method = cv2.INTER_AREA if side > size else cv2.INTER_CUBIC
    return cv2.resize(square, (size, size), interpolation=method).astype(np.uint8)
