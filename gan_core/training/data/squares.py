"""Square pictures of one size, flipped at random, and the folder that each of them lies in."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath
from typing import Any

import cv2
import numpy as np
import torch

from gan_core.errors import InputError
from gan_core.training.data.folder import Pixels, random_crop, read_named

_log = logging.getLogger(__name__)
_LARGEST = 512  # side that pictures are kept at at least; crops are smaller


class Squares:
    """An item is a picture 3×S×S in [0, 1], a random crop or the middle of a whole picture.

    With `classes`, it is {"picture": 3×S×S, "class": number}, where each subfolder is a class:
    `names`, numbers in their order as numbers. Pictures beside the subfolders are of no class; they
    are left out and named through `say`. Raises InputError if there are no pictures, or no
    subfolders to be classes.
    """

    def __init__(
        self,
        source: Path,
        size: int,
        whole: bool = False,
        classes: bool = False,
        say: Callable[[str], None] = _log.warning,
    ) -> None:
        named = read_named(source, largest_side=max(_LARGEST, size), say=say)
        folders = _classes(named, say) if classes else {}
        if classes:
            named = {name: named[name] for name in folders}
        self.pictures = [_middle(p, size) if whole else p for p in named.values()]
        self.size, self.whole = size, whole
        self.names = sorted(set(folders.values()), key=lambda name: (_in_order(name), name))
        self.classes = [self.names.index(folder) for folder in folders.values()]
        if classes and len(self.names) < 2:
            raise InputError(
                "'{source}' has no subfolders; each class needs one of its own.", source=source
            )

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


def _classes(names: Iterable[str], say: Callable[[str], None]) -> dict[str, str]:
    """The class of each picture that has one: its folder, below what all of them lie in."""
    parents = {name: PurePath(name).parent.parts for name in names}
    shared = 0
    while len({parts[: shared + 1] for parts in parents.values()}) == 1 and all(
        len(parts) > shared for parts in parents.values()
    ):
        shared += 1
    found = {name: "/".join(parts[shared:]) for name, parts in parents.items()}
    beside = [name for name, folder in found.items() if not folder]
    if beside and len(beside) < len(found):
        more = f" and {len(beside) - 1} more" if beside[1:] else ""
        say(f"Left out, as they are in no class's folder: '{beside[0]}'{more}.")
    return {name: folder for name, folder in found.items() if folder}


def _in_order(name: str) -> list[tuple[int, str]]:
    """A key that sorts numbers in names as numbers: 2 before 10, "take 2" before "take 10"."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)
    ]


def _middle(pixels: Pixels, size: int) -> Pixels:
    """The largest square in the middle, at `size`."""
    side = min(pixels.shape[:2])
    top, left = (pixels.shape[0] - side) // 2, (pixels.shape[1] - side) // 2
    square = pixels[top : top + side, left : left + side]
    method = cv2.INTER_AREA if side > size else cv2.INTER_CUBIC
    return cv2.resize(square, (size, size), interpolation=method).astype(np.uint8)
