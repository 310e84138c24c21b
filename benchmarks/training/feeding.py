"""Whether pictures come as fast as networks take them.

    python -m benchmarks.training.feeding --data data/photos/train

For crops, and for crops with holes, with no worker, one and two: items a second, and the processor
time of one item over all processes. The settings take turns, so that other work on the machine
slows all of them alike. "From files" decodes each picture again, as a loader without a cache does.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from gan_core.files import READ
from gan_core.training.data.feed import Order, batches
from gan_core.training.data.folder import random_crop, read_pictures
from gan_core.training.recipes.inpainter import Holes
from gan_core.training.recipes.style import Crops


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--count", type=int, default=20, help="batches a turn")
    parser.add_argument("--turns", type=int, default=3)
    given = parser.parse_args()
    torch.set_num_threads(1)
    pictures = read_pictures(given.data, say=lambda line: None)
    sets: dict[str, Any] = {
        "crops": Crops(pictures, given.size),
        "crops with holes": Holes(pictures, [], given.size),
        "crops, from files": Files(given.data, given.size),
    }
    cases = [(name, workers) for name in sets for workers in (0, 1, 2)]
    found: dict[tuple[str, int], list[tuple[float, float]]] = {case: [] for case in cases}
    for _ in range(given.turns):
        for name, workers in cases:
            turn = measured(sets[name], given.batch, given.count, workers)
            found[name, workers].append(turn)
    print(f"{len(pictures)} pictures, crops of {given.size}², batches of {given.batch}\n")
    print("| data | workers | items a second | processor ms an item |")
    print("|---|---|---|---|")
    for (name, workers), turns in found.items():
        rate, cost = (statistics.median(values) for values in zip(*turns, strict=True))
        print(f"| {name} | {workers} | {rate:.0f} | {1000 * cost:.2f} |")


class Files:
    """The same crops without the pictures in memory."""

    def __init__(self, folder: Path, size: int) -> None:
        self.files = [p for p in sorted(folder.rglob("*")) if p.suffix.lower() in READ]
        self.contents = [path.read_bytes() for path in self.files]  # as a disk's cache holds them
        self.size = size

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, place: tuple[int, int]) -> torch.Tensor:
        index, seed = place
        pixels = np.asarray(Image.open(BytesIO(self.contents[index])).convert("RGB"))
        crop = random_crop(pixels, self.size, np.random.default_rng(seed), least=0.7)
        return torch.from_numpy(crop).permute(2, 0, 1).float() / 255


def measured(data: Any, batch: int, count: int, workers: int) -> tuple[float, float]:
    """Items a second of wall-clock time, and processor seconds of one item."""
    feed = batches(data, Order(len(data), batch, seed=0), workers)
    for _ in range(3 + 4 * workers):  # start the workers, and empty what they made meanwhile
        next(feed)
    began, spent = time.perf_counter(), used(resource.RUSAGE_SELF)
    for _ in range(count):
        next(feed)
    rate = batch * count / (time.perf_counter() - began)
    if not workers:
        return rate, (used(resource.RUSAGE_SELF) - spent) / (batch * count)
    return rate, cost_with_workers(data, batch, count, workers)


def cost_with_workers(data: Any, batch: int, count: int, workers: int) -> float:
    """Processor time over all processes: workers are counted when they have ended."""

    def run(batches_: int) -> float:
        before = used(resource.RUSAGE_SELF) + used(resource.RUSAGE_CHILDREN)
        order = Limited(Order(len(data), batch, seed=0), batches_)
        for _ in batches(data, order, workers):  # type: ignore[arg-type]
            pass
        return used(resource.RUSAGE_SELF) + used(resource.RUSAGE_CHILDREN) - before

    # the difference leaves out what starting and ending processes costs
    return (run(2 * count) - run(count)) / (batch * count)


class Limited:
    """The first batches of an endless order."""

    def __init__(self, order: Order, count: int) -> None:
        self.order, self.count = order, count

    def __iter__(self) -> Any:
        return (places for places, _ in zip(self.order, range(self.count), strict=False))

    def __len__(self) -> int:
        return self.count


def used(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
