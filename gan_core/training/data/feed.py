"""Batches in an order that depends on the seed and the position alone, for any number of workers.

Item k of a run is the same whether it is reached by an unbroken run, after a resume, by one process
or by the second of four.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol, cast

import torch
from torch.utils.data import DataLoader, Dataset, Sampler

from gan_core.training.randomness import seed_of

Place = tuple[int, int]  # index into the data set, seed of the item


class Order(Sampler[list[Place]]):
    """Endless batches of places: each epoch a new permutation; process r takes every world-th."""

    def __init__(
        self, items: int, batch: int, seed: int, start: int = 0, rank: int = 0, world: int = 1
    ) -> None:
        self.items, self.batch, self.seed = items, batch, seed
        self.start, self.rank, self.world = start, rank, world

    def __iter__(self) -> Iterator[list[Place]]:
        number = self.start
        epoch, order = -1, torch.empty(0)
        while True:
            places = []
            for k in range(number * self.batch, (number + 1) * self.batch):
                if k // self.items != epoch:
                    epoch = k // self.items
                    generator = torch.Generator().manual_seed(seed_of(self.seed, "order", epoch))
                    order = torch.randperm(self.items, generator=generator)
                places.append((int(order[k % self.items]), seed_of(self.seed, "item", k)))
            yield places[self.rank :: self.world]
            number += 1


class Data(Protocol):
    """A data set: an item of the same index and seed is the same item."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: Place, /) -> Any: ...


def batches(data: Data, order: Order, workers: int = 0) -> Iterator[Any]:
    """Collated batches in the given order, decoded and augmented by `workers` processes."""
    loader: DataLoader[Any] = DataLoader(
        cast(Dataset[Any], data),
        batch_sampler=order,
        num_workers=workers,
        prefetch_factor=4 if workers else None,
        worker_init_fn=_single_thread,
        pin_memory=torch.cuda.is_available(),
    )
    return iter(loader)


def _single_thread(worker: int) -> None:
    torch.set_num_threads(1)  # the workers are the parallelism
