"""A level on a card: a round of search and vote is a few dozen launches, and the host never looks.

Prices may be numbers of the card themselves (tensors without dimensions), so that what is measured
there need not come home to count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
import triton
from torch import Tensor

from gan_core.ops.patches.kernels import search, vote
from gan_core.ops.patches.level import MEAN, RADIUS, SIDE, SPREAD, Level, source_place
from gan_core.ops.patches.loops import StopIfAsked
from gan_core.ops.patches.search import CELL, Matches, Prices
from gan_core.ops.patches.vote import LEAST

_JUMPS = (8, 4, 2, 1)  # pixels that a match travels in one pass; together they reach 15 in a round
_MOST_SORTED = 1 << 20  # costs among which a quantile is looked for


class CardLoops:
    """See `Loops`; with Triton's interpreter the device may be the CPU.

    Args:
        block: targets, or pixels, of one program.
        jumps: how far a match travels in each pass of a round.
    """

    def __init__(
        self,
        level: Level,
        matches: Matches,
        device: torch.device,
        stop_if_asked: StopIfAsked,
        block: int = 8,
        jumps: Sequence[int] = _JUMPS,
    ) -> None:
        assert level.colours == 3, "the kernels shift three colours"
        self._level, self._matches, self._stop_if_asked = level, matches, stop_if_asked

        def there(array) -> Tensor:
            return torch.from_numpy(array).to(device, copy=True).contiguous()

        self.height, self.width = level.height, level.width
        self._values, self._about = there(level.sources.values), there(level.sources.about)
        self._origin, self._choices = there(level.sources.origin), there(level.choices)
        self._weights, self._trust = there(level.targets.rows), there(level.targets.trust)
        self._known, self._total = there(level.targets.known), there(level.targets.total)
        self._where, hole = there(level.targets.where), there(level.hole)
        self.source, self.cost = there(matches.source), there(matches.cost)
        self._targets = self._where.flatten().nonzero()[:, 0].int()
        self._hole = hole.flatten().nonzero()[:, 0].int()
        self._turn, self._jumps = 0, jumps
        self._sizes = {
            "CHANNELS": self._values.shape[3],
            "RUN": SIDE * self._values.shape[3],
            "FACTS": self._about.shape[3],
            "BLOCK": block,
        }
        self._row = triton.next_power_of_2(SIDE**2 * self._values.shape[3])
        self._nobody = torch.full((1, 4), -1, dtype=torch.int32, device=device)

    def draw(self, seed: int) -> None:
        """Begin with matches drawn from all sources."""
        self._launch(
            search.draw, self._targets,
            self._targets, self._choices, self.source, len(self._targets), len(self._choices),
            seed, 0, BLOCK=self._sizes["BLOCK"],
        )  # fmt: skip

    def improve(self, prices: Prices, seed: int, radius: int, drawn: int = 1) -> None:
        counts = self._counts(prices)
        users = self._users() if _positive(prices.reuse) else self._nobody
        steps, reach = 0, radius
        while reach >= 1:
            steps, reach = steps + 1, reach // 3
        for jump in self._jumps:
            self._turn += 1
            source, cost = self.source.clone(), self.cost.clone()
            self._launch(
                search.improve, self._targets,
                self._values, self._about, self._weights, self._known, self._total, self._origin,
                self._choices, users, counts, self._targets, self.source, source, cost,
                len(self._targets), len(self._choices), self.height, self.width,
                -(-self.height // CELL), -(-self.width // CELL), jump, radius, steps, drawn,
                seed, self._turn, REUSE=_positive(prices.reuse),
                MOVES=_positive(prices.bias) or prices.gain > 1, WIDE=self._row, **self._sizes,
            )  # fmt: skip
            self.source, self.cost = source, cost
            self._stop_if_asked()

    def measured(self, most: int | None = None) -> Tensor:
        """The mere distances of the matches, without shifts and prices: see `Search.measure`."""
        places = self._targets
        if most is not None:
            places = places[:: max(1, len(places) // most)].contiguous()
        cost = torch.zeros(len(places), device=places.device)
        if len(places):
            self._launch(
                search.measure, places,
                self._values, self._about, self._weights, self._known, self._total, self._origin,
                self._nobody, self._counts(Prices()), places, self.source, cost, len(places),
                self.height, self.width, WIDE=self._row, **self._sizes,
            )  # fmt: skip
        return cost

    def distance(self, most: int, least: float) -> Tensor:
        found = self.measured(most)
        return (_quantile(found, 0.5) if len(found) else found.new_zeros(())).clamp(min=least)

    def paint(self, prices: Prices, sharpness: float) -> None:
        weight = torch.where(self._where, self._trust, 0.0)
        if sharpness > 0 and len(self._targets):
            sigma = _quantile(self.cost.flatten()[self._targets], 0.75).clamp(min=1e-6)
            weight *= (-sharpness * self.cost / (2 * sigma)).exp().clamp(min=LEAST)
        channels = self._values.shape[3]
        painted = self._values.new_empty(len(self._hole), channels)
        if len(self._hole):
            block = self._sizes["BLOCK"]
            shifts = self._values.new_zeros(self.height * self.width, 4)
            self._launch(
                vote.note_shifts, self._targets,
                self._about, self._known, self._counts(prices), self._targets, self.source, shifts,
                len(self._targets), self.height, self.width,
                FACTS=self._about.shape[3], BLOCK=block,
            )  # fmt: skip
            self._launch(
                vote.paint, self._hole,
                self._values, shifts, self._hole, self.source, weight, painted, len(self._hole),
                self.height, self.width, SIDE=SIDE, PATCHES=triton.next_power_of_2(SIDE**2),
                CHANNELS=channels, BLOCK=block,
            )  # fmt: skip
            self._values[0].view(-1, channels)[self._hole] = painted
        self._repainted()
        self._stop_if_asked()

    def finish(self) -> None:
        level = self._level
        hole = self._values[0].view(-1, self._values.shape[3])[self._hole]
        level.pixels[level.hole] = hole.cpu().numpy()
        self._matches.source[:] = self.source.cpu().numpy()
        self._matches.cost[:] = self.cost.cpu().numpy()
        level.repainted()

    def _launch(self, kernel: Any, places: Tensor, *given: object, **how: object) -> None:
        """A kernel over blocks of places, on the card that they are on."""
        with torch.cuda.device_of(places):  # Triton would take the thread's current one
            kernel[(triton.cdiv(len(places), self._sizes["BLOCK"]),)](*given, **how)

    def _counts(self, prices: Prices) -> Tensor:
        """The prices in the order of `Prices`, on the card."""
        device = self._values.device
        known = torch.tensor([0.0 if isinstance(price, Tensor) else price for price in prices])
        if device.type == "cuda":  # an ordinary copy would wait for the card
            known = known.pin_memory()
        counts = known.to(device, torch.float32, non_blocking=True)
        for place, price in enumerate(prices):
            if isinstance(price, Tensor):
                counts[place] = price
        return counts

    def _users(self) -> Tensor:
        """For each cell of the picture one target that uses it: see `search._users`."""
        rows, columns = -(-self.height // CELL), -(-self.width // CELL)
        target = self._targets.long()
        match = self.source.flatten()[target]
        page, sy, sx = source_place(match)
        turn = self._origin[page]
        oy = turn[:, 3] * sx + turn[:, 4] * sy + turn[:, 5]
        ox = turn[:, 0] * sx + turn[:, 1] * sy + turn[:, 2]
        cell = (oy.int() // CELL).clamp(0, rows - 1) * columns
        cell = (cell + (ox.int() // CELL).clamp(0, columns - 1)).long()
        # the least cost, and of equal ones the first target: bits of a positive float are in order
        cost = self.cost.flatten()[target].clamp(min=0).view(torch.int32).long()
        order = (cost << 32) | torch.arange(len(target), device=target.device)
        nobody = torch.iinfo(torch.int64).max
        least = torch.full((rows * columns,), nobody, device=target.device)
        least.scatter_reduce_(0, cell, order, "amin")
        used = least != nobody
        who = torch.where(used, least & 0xFFFFFFFF, 0)
        found = torch.stack(
            [target[who] // self.width, target[who] % self.width, oy[who].long(), ox[who].long()], 1
        )
        return torch.where(used[:, None], found, -1).int()

    def _repainted(self) -> None:
        """Mean and spread of the patches that contain painted pixels: `Level.repainted`."""
        top, bottom, left, right = self._level.box
        if bottom <= top:
            return
        top, left = max(top - RADIUS, 0), max(left - RADIUS, 0)
        area = slice(top, bottom + RADIUS), slice(left, right + RADIUS)
        colours = self._level.colours
        part = self._values[0][area][..., :colours].permute(2, 0, 1)[None]
        both = torch.cat([part, part.square().mean(1, keepdim=True)], 1)
        both = F.avg_pool2d(F.pad(both, [RADIUS] * 4, mode="reflect"), SIDE, stride=1)
        mean, square = both[0, :colours], both[0, colours]
        spread = (square - mean.square().mean(0)).clamp(min=0).sqrt()
        about, where = self._about[0][area], self._where[area]
        about[..., SPREAD] = torch.where(where, spread, about[..., SPREAD])
        about[..., MEAN : MEAN + colours] = torch.where(
            where[..., None], mean.permute(1, 2, 0), about[..., MEAN : MEAN + colours]
        )


def _positive(price: float | Tensor) -> bool:
    """Whether it can count at all; what is measured on the card is not looked at."""
    return isinstance(price, Tensor) or price > 0


def _quantile(values: Tensor, share: float) -> Tensor:
    return values[:: len(values) // _MOST_SORTED + 1].quantile(share)
