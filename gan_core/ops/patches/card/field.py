"""Search and vote on a card: a round is a few dozen launches, and the host never looks.

Prices may be numbers of the card themselves (tensors without dimensions), so that what is measured
there need not come home to count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Self

import torch
import triton
from torch import Tensor

from gan_core.ops.patches import greedy
from gan_core.ops.patches.card import steps
from gan_core.ops.patches.card.layout import Layout
from gan_core.ops.patches.carry import SPREAD_COLUMNS, SPREAD_ROWS
from gan_core.ops.patches.kernels import search, users, vote
from gan_core.ops.patches.level import (
    PRICE,
    RADIUS,
    SIDE,
    Layers,
    Rules,
    as_array,
    as_tensor,
    source_at,
    source_place,
)
from gan_core.ops.patches.search import CELL, Prices

_JUMPS = (8, 4, 2, 1)  # pixels that a match travels in one pass; together they reach 15 in a round
_PATCHES = triton.next_power_of_2(SIDE**2)  # that contain a pixel
_MOST_RANKED = 1 << 16  # costs among which a quantile is looked for


class CardField:
    """See `Field`; with Triton's interpreter the device may be the CPU.

    Args:
        block: targets, or pixels, of one program.
        jumps: how far a match travels in each pass of a round.
    """

    def __init__(
        self,
        layers: Layers,
        rules: Rules,
        stop_if_asked: Callable[[], None],
        block: int = 8,
        jumps: Sequence[int] = _JUMPS,
    ) -> None:
        assert rules.colours == 3, "the kernels shift three colours"
        self._hole, self._stop_if_asked, self._jumps = layers.hole, stop_if_asked, jumps
        self.layout = Layout(layers, rules)
        self.sources, self.targets = self.layout.counts.sources, self.layout.counts.targets
        self.height, self.width = self.layout.height, self.layout.width
        shape, device = self.layout.where.shape, self.layout.where.device
        self.source = torch.full(shape, -1, dtype=torch.int64, device=device)
        self.cost = torch.zeros(shape, device=device)
        self._turn = 0
        channels = self.layout.values.shape[3]
        self._sizes = {
            "CHANNELS": channels,
            "RUN": SIDE * channels,
            "FACTS": self.layout.about.shape[3],
            "BLOCK": block,
        }
        self._row = triton.next_power_of_2(SIDE**2 * channels)
        self._nobody = torch.full((1, 4), -1, dtype=torch.int32, device=device)
        self._others = self.source.clone(), self.cost.clone()  # that a pass writes into

    def picture(self) -> Tensor:
        return self.layout.values[0].permute(2, 0, 1)[None].contiguous()

    def whole(self) -> Tensor:
        return self.layout.about[0, ..., PRICE].isfinite()[None, None]

    def begin_patchwise(self, jitter: float, seed: int) -> None:
        """On the processor: one patch after the other leaves a card with nothing to do, and there
        are some dozen of them."""
        pixels = as_array(self.picture().cpu())
        hole, whole = (as_array(mask.cpu()) for mask in (self._hole, self.whole()))
        greedy.fill(pixels, hole, whole, jitter, seed, self._stop_if_asked)
        self.layout.values[0] = as_tensor(pixels)[0].permute(1, 2, 0).to(self.layout.values)
        self._repainted()

    def draw(self, seed: int) -> None:
        layout = self.layout
        self._launch(
            search.draw, layout.targets,
            layout.targets, layout.choices, self.source, self.targets, len(layout.choices),
            seed, 0, BLOCK=self._sizes["BLOCK"],
        )  # fmt: skip

    def carry(self, coarser: Self) -> None:
        target, width = self.layout.targets.long(), self.width
        y, x = target // width, target % width
        own_y = (y // 2).clamp(RADIUS, coarser.height - 1 - RADIUS)
        own_x = (x // 2).clamp(RADIUS, coarser.width - 1 - RADIUS)
        source = coarser.source[own_y, own_x]
        page, sy, sx = source_place(source.clamp(min=0))
        sy, sx = 2 * sy + y - 2 * own_y, 2 * sx + x - 2 * own_x
        ok = (source >= 0) & (sy >= 0) & (sy < self.height) & (sx >= 0) & (sx < width)
        page, sy, sx = (torch.where(ok, part, 0) for part in (page, sy, sx))
        ok &= self.layout.about[page, sy, sx, PRICE].isfinite()
        spare = (y * SPREAD_ROWS + x * SPREAD_COLUMNS) % len(self.layout.choices)
        found = torch.where(ok, source_at(page, sy, sx), self.layout.choices[spare])
        self.source.view(-1)[target] = found
        self.cost.view(-1)[target] = coarser.cost[own_y, own_x]

    def price(self, price: Tensor) -> None:
        self.layout.price(price)

    def improve(
        self, prices: Prices, seed: int, radius: int, drawn: int = 1, rounds: int = 1
    ) -> None:
        layout, counts = self.layout, self._counts(prices)
        used = self._users() if _positive(prices.reuse) else self._nobody
        attempts, reach = 0, radius
        while reach >= 1:
            attempts, reach = attempts + 1, reach // 3
        for jump in [*self._jumps] * rounds:
            self._turn += 1
            source, cost = self._others
            self._launch(
                search.improve, layout.targets,
                layout.values, layout.about, layout.weights, layout.known, layout.total,
                layout.origin, layout.choices, used, counts, layout.targets,
                self.source, source, cost, self.targets, len(layout.choices),
                self.height, self.width, -(-self.height // CELL), -(-self.width // CELL),
                jump, radius, attempts, drawn, seed, self._turn, REUSE=_positive(prices.reuse),
                MOVES=_positive(prices.bias) or prices.gain > 1, WIDE=self._row, **self._sizes,
            )  # fmt: skip
            self._others = self.source, self.cost
            self.source, self.cost = source, cost
            self._stop_if_asked()

    def distance(self, most: int, least: float) -> Tensor:
        found = self.measured(most)
        return (_quantile(found, 0.5) if len(found) else found.new_zeros(())).clamp(min=least)

    def residual(self) -> float:
        return float(self.measured().mean())

    def measured(self, most: int | None = None) -> Tensor:
        """The mere distances of the matches, without shifts and prices: see `Search.measure`."""
        layout, places = self.layout, self.layout.targets
        if most is not None:
            places = places[:: max(1, len(places) // most)].contiguous()
        cost = torch.zeros(len(places), device=places.device)
        if len(places):
            self._launch(
                search.measure, places,
                layout.values, layout.about, layout.weights, layout.known, layout.total,
                layout.origin, self._nobody, self._counts(Prices()), places, self.source, cost,
                len(places), self.height, self.width, WIDE=self._row, **self._sizes,
            )  # fmt: skip
        return cost

    def paint(self, prices: Prices, sharpness: float) -> None:
        layout, sigma = self.layout, torch.ones((), device=self.cost.device)
        if sharpness > 0 and self.targets:
            costs = self.cost.flatten()[layout.targets]
            sigma = _quantile(costs, 0.75).clamp(min=1e-6)
        shifts = self.cost.new_empty(self.height * self.width, 4)
        self._launch(
            vote.note_shifts, layout.targets,
            layout.about, layout.known, self._counts(prices), layout.targets, self.source, shifts,
            self.targets, self.height, self.width, FACTS=self._sizes["FACTS"],
            BLOCK=self._sizes["BLOCK"],
        )  # fmt: skip
        self._launch(
            vote.paint, layout.hole,
            layout.values, shifts, layout.hole, self.source, layout.trust, self.cost, sigma,
            len(layout.hole), self.height, self.width, sharpness, SIDE=SIDE, PATCHES=_PATCHES,
            CHANNELS=self._sizes["CHANNELS"], BLOCK=self._sizes["BLOCK"],
        )  # fmt: skip
        self._repainted()
        self._stop_if_asked()

    def grained(self, channels: int) -> Tensor:
        return steps.grained(self.layout, self.source, channels)

    def joints(self, picture: Tensor, largest: tuple[float, float]) -> Tensor:
        return steps.joints(self.layout, self.source, picture, largest)

    def _launch(self, kernel: Any, places: Tensor, *given: object, **how: object) -> None:
        """A kernel over blocks of places, on the card that they are on."""
        if not len(places):
            return
        with torch.cuda.device_of(places):  # Triton would take the thread's current one
            kernel[(triton.cdiv(len(places), self._sizes["BLOCK"]),)](*given, **how)

    def _counts(self, prices: Prices) -> Tensor:
        """The prices in the order of `Prices`, on the card."""
        device = self.cost.device
        return torch.stack(
            [
                price if isinstance(price, Tensor) else _constant(float(price), device)
                for price in prices
            ]
        )

    def _users(self) -> Tensor:
        """See `users`; cells×4."""
        rows, columns = -(-self.height // CELL), -(-self.width // CELL)
        layout, block = self.layout, self._sizes["BLOCK"]
        least = torch.full((rows * columns,), users.NOBODY, device=self.source.device)
        found = torch.empty(rows * columns, 4, dtype=torch.int32, device=self.source.device)
        self._launch(
            users.note, layout.targets,
            layout.targets, self.source, self.cost, layout.origin, least, self.targets, rows,
            columns, BLOCK=block,
        )  # fmt: skip
        self._launch(
            users.show, least,
            least, layout.targets, self.source, layout.origin, found, len(least), self.width,
            BLOCK=block,
        )  # fmt: skip
        return found

    def _repainted(self) -> None:
        """Note that the hole's pixels have changed: see `Level.repainted`."""
        layout = self.layout
        self._launch(
            vote.moments, layout.targets,
            layout.values, layout.about, layout.targets, self.targets, self.width, SIDE=SIDE,
            PATCHES=_PATCHES, CHANNELS=self._sizes["CHANNELS"], FACTS=self._sizes["FACTS"],
            BLOCK=self._sizes["BLOCK"],
        )  # fmt: skip


@lru_cache(maxsize=256)
def _constant(value: float, device: torch.device) -> Tensor:
    """A number on a device, sent once."""
    return torch.tensor(value, dtype=torch.float32, device=device)


def _positive(price: float | Tensor) -> bool:
    """Whether it can count at all; what is measured on the card is not looked at."""
    return isinstance(price, Tensor) or price > 0


def _quantile(values: Tensor, share: float) -> Tensor:
    """As numpy's, of a sample where there are many; torch's own is a dozen launches."""
    sample = values[:: len(values) // _MOST_RANKED + 1]
    place = share * (len(sample) - 1)
    low, high = (sample.kthvalue(1 + rank).values for rank in (math.floor(place), math.ceil(place)))
    return low.lerp(high, place % 1)
