"""A picture at one size and its nearest-neighbour field, on the device that works on them.

`Level`, `Search` and `vote` are compiled for the processor and look at numpy arrays; `card` has the
same as tensors and kernels. Both are held to the same tests, and here they are one thing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, Self

import numpy as np
import torch

from gan_core.ops.compiled import triton_compiles_for
from gan_core.ops.patches import greedy
from gan_core.ops.patches.carry import carried
from gan_core.ops.patches.grain import grained
from gan_core.ops.patches.joints import joints
from gan_core.ops.patches.level import Layers, Level, Rules, as_array, as_tensor
from gan_core.ops.patches.search import Matches, Prices, Search
from gan_core.ops.patches.vote import vote

StopIfAsked = Callable[[], None]


class Field(Protocol):
    """The match of each patch that touches the hole (the nearest-neighbour field: Barnes et al.,
    2009), and the picture that is painted from it."""

    @property
    def sources(self) -> int:
        """How many patches of the picture itself may be copied."""
        ...

    @property
    def targets(self) -> int:
        """How many patches want a match."""
        ...

    def picture(self) -> torch.Tensor:
        """1×C×H×W as it is filled now; a copy."""
        ...

    def whole(self) -> torch.Tensor:
        """1×1×H×W bool: centres of the patches that may be copied."""
        ...

    def begin_patchwise(self, jitter: float, seed: int) -> None:
        """Fill the hole patch by patch from its edge: see `greedy`."""
        ...

    def draw(self, seed: int) -> None:
        """Begin with matches drawn from all sources."""
        ...

    def carry(self, coarser: Self) -> None:
        """Begin with the matches of the same picture at half the size."""
        ...

    def price(self, price: torch.Tensor) -> None:
        """Say what each pixel, H×W, costs as the centre of a source, on every page."""
        ...

    def improve(
        self, prices: Prices, seed: int, radius: int, drawn: int = 1, rounds: int = 1
    ) -> None:
        """Search for better matches: see `Search.improve`."""
        ...

    def distance(self, most: int, least: float) -> float | torch.Tensor:
        """The median distance of about `most` of the matches; `least` where it is less."""
        ...

    def residual(self) -> float:
        """The mean distance of the matches."""
        ...

    def paint(self, prices: Prices, sharpness: float) -> None:
        """See `vote`."""
        ...

    def grained(self, channels: int) -> torch.Tensor:
        """The first channels of the picture, 1×C×H×W, with their sources' grain: see `grain`."""
        ...

    def joints(self, picture: torch.Tensor, largest: tuple[float, float]) -> torch.Tensor:
        """What to add to the Laplacian of a picture 1×C×H×W to even out its steps: see `joints`."""
        ...


class ProcessorField:
    """See `Field`; the compiled loops."""

    def __init__(self, layers: Layers, rules: Rules, stop_if_asked: StopIfAsked) -> None:
        self._stop_if_asked = stop_if_asked
        self.level = Level(layers, rules, stop_if_asked)
        self.matches = Matches.none(self.level)
        self._rounds = 0  # every other goes backwards
        self.sources = self.level.own_choices
        self.targets = int(self.level.targets.where.sum())

    def picture(self) -> torch.Tensor:
        return as_tensor(self.level.pixels)

    def whole(self) -> torch.Tensor:
        return torch.from_numpy(self.level.whole)[None, None]

    def begin_patchwise(self, jitter: float, seed: int) -> None:
        level = self.level
        greedy.fill(level.pixels, level.hole, level.whole, jitter, seed, self._stop_if_asked)
        level.repainted()

    def draw(self, seed: int) -> None:
        self.matches = Search(self.level, Prices(), seed).random()

    def carry(self, coarser: Self) -> None:
        self.matches = carried(coarser.level, coarser.matches, self.level)

    def price(self, price: torch.Tensor) -> None:
        self.level.price(price.numpy())

    def improve(
        self, prices: Prices, seed: int, radius: int, drawn: int = 1, rounds: int = 1
    ) -> None:
        search = Search(self.level, prices, seed, self._stop_if_asked, self._rounds)
        search.improve(self.matches, rounds, radius, drawn)
        self._rounds += rounds

    def distance(self, most: int, least: float) -> float:
        found = self._measured(most)
        return max(float(np.median(found)), least) if len(found) else least

    def residual(self) -> float:
        return float(self._measured().mean())

    def paint(self, prices: Prices, sharpness: float) -> None:
        vote(self.level, self.matches, prices, sharpness, self._stop_if_asked)

    def grained(self, channels: int) -> torch.Tensor:
        return as_tensor(grained(self.level, self.matches, channels, self._stop_if_asked))

    def joints(self, picture: torch.Tensor, largest: tuple[float, float]) -> torch.Tensor:
        pixels = as_array(picture)
        return as_tensor(joints(self.level, self.matches, pixels, largest, self._stop_if_asked))

    def _measured(self, most: int | None = None) -> np.ndarray:
        return Search(self.level, Prices(), 0).measure(self.matches, most)


def place_for(device: torch.device) -> torch.device:
    """Where fields of a picture on a device are worked on: there, if Triton compiles for it."""
    return device if triton_compiles_for(device) else torch.device("cpu")


def field_of(layers: Layers, rules: Rules, stop_if_asked: StopIfAsked) -> Field:
    """The field of a picture whose tensors are where `place_for` says."""
    if layers.pixels.device.type == "cpu":
        return ProcessorField(layers, rules, stop_if_asked)
    from gan_core.ops.patches.card.field import CardField

    return CardField(layers, rules, stop_if_asked)
