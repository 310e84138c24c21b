"""Pictures of two kinds, A and B: as pairs of the same thing, or without any relation.

data/A/harbour.jpg  data/B/harbour.png        two folders, in a folder or a zip
data/harbour.jpg                              A in the left half, B in the right one
"""

from __future__ import annotations

from pathlib import Path, PurePath

import numpy as np
import torch

from gan_core.errors import InputError
from gan_core.training.data.folder import Pixels, random_crop, read_named

Sides = tuple[dict[str, Pixels], dict[str, Pixels]]


def read_pairs(source: Path) -> list[tuple[Pixels, Pixels]]:
    """Pictures A and B of the same things, of the same size.

    Raises InputError where a picture has no partner of its size, or cannot be halved.
    """
    pictures = read_named(source, unique=False)
    a, b = _sides(pictures)
    if not a and not b:
        return [_halves(name, pixels) for name, pixels in pictures.items()]
    alone = sorted(a.keys() ^ b.keys())
    if alone:
        raise InputError(
            f"'{alone[0]}' is in one of the folders A and B only; a pair needs the same name twice."
        )
    for name in a:
        if a[name].shape != b[name].shape:
            sizes = [f"{x[name].shape[1]}×{x[name].shape[0]}" for x in (a, b)]
            raise InputError(
                f"'{name}' is {sizes[0]} in A and {sizes[1]} in B; make them the same."
            )
    return [(a[name], b[name]) for name in sorted(a)]


def read_domains(source: Path) -> tuple[list[Pixels], list[Pixels]]:
    """Pictures of the folders A and B, which need not belong together."""
    a, b = _sides(read_named(source))
    if not a or not b:
        raise InputError(f"'{source}' needs two folders, A and B, with pictures in each.")
    return list(a.values()), list(b.values())


def _sides(pictures: dict[str, Pixels]) -> Sides:
    """By the name of their folder: A and B, or trainA and trainB as published sets have it."""
    sides: Sides = ({}, {})
    for name, pixels in pictures.items():
        folder = PurePath(name).parent.name.lower().removeprefix("train")
        if folder in ("a", "b"):
            sides["ab".index(folder)][PurePath(name).stem] = pixels
    return sides


def _halves(name: str, pixels: Pixels) -> tuple[Pixels, Pixels]:
    width = pixels.shape[1]
    if width % 2:
        raise InputError(
            f"'{name}' is {width} pixels wide and has no two equal halves. Give pictures with A on "
            "the left and B on the right, or two folders, A and B."
        )
    return pixels[:, : width // 2], pixels[:, width // 2 :]


class Pairs:
    """The same random crop of both sides: {"a": 3×S×S, "b": 3×S×S}, in [0, 1]."""

    def __init__(self, pairs: list[tuple[Pixels, Pixels]], size: int) -> None:
        self.pairs, self.size = pairs, size

    def __len__(self) -> int:
        return len(self.pairs)

    def __getitem__(self, place: tuple[int, int]) -> dict[str, torch.Tensor]:
        index, seed = place
        a, b = self.pairs[index]
        return {"a": _crop(a, self.size, seed), "b": _crop(b, self.size, seed)}


class Domains:
    """A random crop of a picture of each kind: {"a": 3×S×S, "b": 3×S×S}, in [0, 1]."""

    def __init__(self, a: list[Pixels], b: list[Pixels], size: int) -> None:
        self.a, self.b, self.size = a, b, size

    def __len__(self) -> int:
        return max(len(self.a), len(self.b))

    def __getitem__(self, place: tuple[int, int]) -> dict[str, torch.Tensor]:
        index, seed = place
        random = np.random.default_rng(seed)
        # each kind has its turn in order; the other one's partner is drawn, so that none are fixed
        longer = len(self.a) >= len(self.b)
        other = int(random.integers(len(self.b if longer else self.a)))
        at_a, at_b = (index, other) if longer else (other, index)
        return {
            "a": _crop(self.a[at_a], self.size, seed),
            "b": _crop(self.b[at_b], self.size, seed + 1),
        }


def _crop(pixels: Pixels, size: int, seed: int) -> torch.Tensor:
    crop = random_crop(pixels, size, np.random.default_rng(seed), least=0.8)
    return torch.from_numpy(crop).permute(2, 0, 1).float() / 255
