"""What happens when a device has no memory left: smaller tiles, then the CPU."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import torch

from gan_core.device import out_of_memory
from gan_core.errors import DeviceMemoryError
from gan_core.sentences import Sentence

T = TypeVar("T")
_TILES = (768, 384)
_CPU = torch.device("cpu")


@dataclass(frozen=True)
class Attempt:
    """One way to do a job."""

    device: torch.device
    tile: int | None = None

    def note(self, first: torch.device) -> str:
        """What the person is told when it worked this way and not the usual one."""
        memory = Sentence(
            "The memory of the graphics card" if first.type != "cpu" else "The memory"
        )
        if self.device != first:
            return Sentence(
                "{memory} did not suffice, so the CPU did the work; that takes longer.",
                memory=memory,
            )
        if self.tile is not None:
            return Sentence(
                "{memory} did not suffice at once, so the work was done in smaller tiles.",
                memory=memory,
            )
        return ""


def attempts(device: torch.device, tiles: bool) -> Iterator[Attempt]:
    """The ways to try, one after the other, while memory runs out."""
    yield Attempt(device)
    if tiles:
        yield from (Attempt(device, tile) for tile in _TILES)
    if device.type != "cpu":
        yield Attempt(_CPU)
        if tiles:
            yield Attempt(_CPU, _TILES[0])


def with_less_memory(
    device: torch.device,
    tiles: bool,
    run: Callable[[Attempt], T],
    free: Callable[[Attempt, str], None],
) -> tuple[T, list[str]]:
    """`run(attempt)` in the first way that has memory enough.

    Args:
        device: where to begin.
        tiles: whether the job knows tiles.
        free: called before each further attempt, with what the person may be told; makes room.

    Returns:
        The result, and sentences for the person.

    Raises:
        What the last attempt raises, or the first one that is not about memory.
    """
    ways = list(attempts(device, tiles))
    for attempt, following in pairwise(ways):
        try:
            return run(attempt), _notes(attempt, device)
        except (RuntimeError, MemoryError, DeviceMemoryError) as error:
            if not out_of_memory(error):
                raise
        # out here the exception is gone, and with it the tensors that its traceback held
        gc.collect()
        free(following, following.note(device))
    return run(ways[-1]), _notes(ways[-1], device)


def _notes(attempt: Attempt, first: torch.device) -> list[str]:
    note = attempt.note(first)
    return [note] if note else []
