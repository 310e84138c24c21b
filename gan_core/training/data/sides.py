"""Pictures of two kinds, A and B: as pairs of the same thing, or without any relation.

data/A/harbour.jpg  data/B/harbour.png        two folders, in a folder or a zip, at any depth
data/harbour.jpg                              A in the left half, B in the right one

Instead of A and B the folders may be called trainA and trainB, or as one of the pairs in `NAMES`.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path, PurePath

import numpy as np
import torch

from gan_core.errors import InputError
from gan_core.training.data.folder import Pixels, random_crop, read_named

NAMES = (
    *(("a", "b"), ("traina", "trainb"), ("input", "target"), ("input", "output")),
    *(("source", "target"), ("before", "after")),
)
_PARTS = {"train", "val", "valid", "test"}  # of a published set, each with a picture 1.jpg
_log = logging.getLogger(__name__)

Sides = tuple[dict[str, Pixels], dict[str, Pixels]]  # by their paths, without the side's folder


def read_pairs(
    source: Path, say: Callable[[str], None] = _log.warning
) -> list[tuple[Pixels, Pixels]]:
    """Pictures A and B of the same things, of the same size.

    Partners have the same path below the folders A and B, whatever their format. What is in
    neither folder is named through `say`. Raises InputError where a picture has no partner of its
    size or several, or cannot be halved.
    """
    pictures = read_named(source, unique=False, say=say)
    a, b = (_without_ending(side) for side in _sides(pictures, say))
    if not a and not b:
        _refuse_other_folders(source, pictures)
        return [_halves(name, pixels) for name, pixels in pictures.items()]
    alone = sorted(a.keys() ^ b.keys())
    if alone:
        raise InputError(
            "'{name}' is in one of the folders A and B only; a pair needs the same name twice.",
            name=alone[0],
        )
    for name in a:
        if a[name].shape != b[name].shape:
            sizes = [f"{x[name].shape[1]}×{x[name].shape[0]}" for x in (a, b)]
            raise InputError(
                "'{name}' is {size_a} in A and {size_b} in B; make them the same.",
                name=name,
                size_a=sizes[0],
                size_b=sizes[1],
            )
    return [(a[name], b[name]) for name in sorted(a)]


def read_domains(
    source: Path, say: Callable[[str], None] = _log.warning
) -> tuple[list[Pixels], list[Pixels]]:
    """Pictures of the folders A and B, which need not belong together: every one that is there."""
    a, b = _sides(read_named(source, say=say), say)
    if not a or not b:
        raise InputError(
            "'{source}' needs two folders, A and B, with pictures in each.", source=source
        )
    return list(a.values()), list(b.values())


def _sides(pictures: dict[str, Pixels], say: Callable[[str], None]) -> Sides:
    folders = {part.lower() for name in pictures for part in PurePath(name).parts[:-1]}
    whole = [pair for pair in NAMES if folders.issuperset(pair)]
    half = [pair for pair in NAMES[:2] if folders.intersection(pair)]
    pair = (*whole, *half, NAMES[0])[0]
    sides: Sides = ({}, {})
    others = []
    for name, pixels in pictures.items():
        parts = PurePath(name).parts
        at = next((i for i, part in enumerate(parts[:-1]) if part.lower() in pair), None)
        if at is None:
            others.append(name)
            continue
        rest = PurePath(*parts[:at], *parts[at + 1 :])
        sides[pair.index(parts[at].lower())][rest.as_posix()] = pixels
    if others and any(sides):
        say(
            f"Left out, as they are neither in '{pair[0].upper()}' nor in '{pair[1].upper()}': "
            f"'{others[0]}'" + (f" and {len(others) - 1} more." if others[1:] else ".")
        )
    return sides


def _without_ending(side: dict[str, Pixels]) -> dict[str, Pixels]:
    """A photograph may be a JPEG and its partner a PNG. InputError where two become one."""
    found: dict[str, str] = {}
    for name in side:
        short = str(PurePath(name).with_suffix(""))
        if short in found:
            raise InputError(
                "'{found}' and '{name}' are on one side under the same name; which of them "
                "is the partner of the other side's? Rename one.",
                found=found[short],
                name=name,
            )
        found[short] = name
    return {short: side[name] for short, name in found.items()}


def _refuse_other_folders(source: Path, pictures: dict[str, Pixels]) -> None:
    """InputError where two folders hold pictures of the same names, which nobody means to halve."""
    folders = defaultdict(set)
    for name in pictures:
        folders[PurePath(name).parent].add(PurePath(name).stem)
    found = sorted(folders.items())
    for place, (folder, stems) in enumerate(found):
        for other, others in found[place + 1 :]:
            parts = {folder.name.lower(), other.name.lower()}
            if not parts <= _PARTS and (len(stems & others) > 1 or stems == others):
                raise InputError(
                    "'{source}' has the same names in '{folder}' and in '{other}': if these are "
                    "pairs, call the folders A and B; if each picture holds both sides, give them "
                    "different names.",
                    source=source,
                    folder=folder,
                    other=other,
                )


def _halves(name: str, pixels: Pixels) -> tuple[Pixels, Pixels]:
    width = pixels.shape[1]
    if width % 2:
        raise InputError(
            "'{name}' is {width} pixels wide and has no two equal halves. Give pictures with A on "
            "the left and B on the right, or two folders, A and B.",
            name=name,
            width=width,
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
