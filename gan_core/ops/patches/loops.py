"""Search and vote on one level, by the device that the work is on.

`Search` and `vote` are compiled for the processor and look at numpy arrays; `kernels` are a card's.
Both are held to the same tests. Here they are one thing: rounds of improving the matches of a level
and painting its hole from them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import torch

from gan_core.ops.patches.level import Level
from gan_core.ops.patches.search import Matches, Prices, Search
from gan_core.ops.patches.vote import vote

StopIfAsked = Callable[[], None]


class Loops(Protocol):
    """Works on one level and its matches; both are up to date after `finish` only."""

    def improve(self, prices: Prices, seed: int, radius: int, drawn: int = 1) -> None:
        """One round of search; see `Search.improve`."""
        ...

    def distance(self, most: int, least: float) -> float | torch.Tensor:
        """The median distance of about `most` of the matches; `least` where it is less."""
        ...

    def paint(self, prices: Prices, sharpness: float) -> None:
        """See `vote`."""
        ...

    def finish(self) -> None:
        """Bring home what is still elsewhere."""
        ...


class ProcessorLoops:
    """The compiled loops."""

    def __init__(self, level: Level, matches: Matches, stop_if_asked: StopIfAsked) -> None:
        self._level, self._matches, self._stop_if_asked = level, matches, stop_if_asked

    def improve(self, prices: Prices, seed: int, radius: int, drawn: int = 1) -> None:
        search = Search(self._level, prices, seed, self._stop_if_asked)
        search.improve(self._matches, 1, radius, drawn)

    def distance(self, most: int, least: float) -> float:
        found = Search(self._level, Prices(), 0).measure(self._matches, most)
        return max(float(np.median(found)), least) if len(found) else least

    def paint(self, prices: Prices, sharpness: float) -> None:
        vote(self._level, self._matches, prices, sharpness, self._stop_if_asked)

    def finish(self) -> None:
        pass


def loops_for(
    level: Level, matches: Matches, device: torch.device, stop_if_asked: StopIfAsked
) -> Loops:
    """The loops of a device: a card's where Triton compiles for it, else the processor's."""
    if device.type == "cuda" and _compiles(device):
        from gan_core.ops.patches.card import CardLoops

        return CardLoops(level, matches, device, stop_if_asked)
    return ProcessorLoops(level, matches, stop_if_asked)


def _compiles(device: torch.device) -> bool:
    from importlib.util import find_spec

    return find_spec("triton") is not None and torch.cuda.get_device_capability(device) >= (7, 0)
