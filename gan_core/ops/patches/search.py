"""Find for each unfinished patch the known one that fits its place best: PatchMatch, compiled.

Barnes et al., 2009, "PatchMatch": every patch tries what its neighbours have found, moved along,
and random places around its own. What is minimised is more than the patches' distance:

- colours and contrast of a source may shift a little to meet the place (gain and bias: Darabi et
  al., 2012, "Image melding"), the more the more of the patch is known;
- a source that is seen nearby already, where it lies or where it has been laid down, costs more,
  the nearer and the more conspicuous it is;
- a neighbour whose match is not the same piece of the picture costs something (shift maps: Pritch
  et al., 2009), so that fills consist of connected pieces.

Rows are worked on in bands, every other band at a time; random numbers are hashes of the seed and
the place. The result depends on the seed alone, not on the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from gan_core.ops.compiled import inlined, kernel, over_bands
from gan_core.ops.patches.level import (
    BITS,
    MASK,
    MEAN,
    PRICE,
    RADIUS,
    SIDE,
    SPREAD,
    Level,
)

CELL = 4  # pixels a side of the squares in which it is noted who uses a source
SAME = 1.5  # pixels by which two uses of a source may be moved and still be one piece


class Prices(NamedTuple):
    """What a match costs beyond its distance, which is a mean squared difference of colours.

    Those that depend on what is measured may be numbers of a card's, for its loops.
    """

    coherence: float | torch.Tensor = 0.0  # each of four neighbours whose match lies elsewhere
    reuse: float = 0.0  # a source seen again right here, times its own variance
    reuse_most: float | torch.Tensor = np.inf  # the variance above which that rises no more
    sight: float = 1.0  # pixels beyond which two places are not seen together
    shift: float = 0.0  # a shift of the colours, times its square
    bias: float = 0.0  # largest shift of a colour
    gain: float = 1.0  # largest factor of the contrast


@dataclass
class Matches:
    """The source of each target, H×W; −1 where there is no target."""

    source: np.ndarray  # int64
    cost: np.ndarray  # float32, distance and prices but for coherence

    @classmethod
    def none(cls, level: Level) -> Matches:
        """Before anything was found."""
        where = level.targets.where
        return cls(np.full(where.shape, -1, np.int64), np.zeros(where.shape, np.float32))


class Search:
    """Ways to lower what the matches of a level cost.

    Args:
        level: the picture as it is filled now.
        prices: what counts beyond the distance.
        seed: decides what is tried.
        stop_if_asked: called between bands of rows; it may raise to stop.
        rounds: that came before; every other goes backwards, as what is found travels with it.
    """

    def __init__(
        self,
        level: Level,
        prices: Prices,
        seed: int,
        stop_if_asked: Callable[[], None] = lambda: None,
        rounds: int = 0,
    ) -> None:
        self.level, self.prices, self.stop_if_asked = level, prices, stop_if_asked
        self._seed = np.uint64(seed & (2**64 - 1))
        self._round = rounds

    def random(self) -> Matches:
        """Matches drawn from all sources."""
        matches = Matches.none(self.level)
        _draw(self.level.targets.where, self.level.choices, self._seed, matches.source)
        return matches

    def improve(self, matches: Matches, rounds: int, radius: int, drawn: int = 1) -> None:
        """Each round, try the neighbours' matches and random places, in place.

        Args:
            radius: of the first random place around a match; a third of it for each next one.
            drawn: places drawn from all sources.
        """
        level = self.level
        users = _users(level, matches, self.prices)
        top, bottom = level.box[:2]
        for _ in range(rounds):
            self._round += 1
            turn = np.uint64(self._round)

            def work(first: int, last: int, turn: np.uint64 = turn) -> None:
                _sweep(
                    top + first, top + last, level.box[2], level.box[3], level.sources,
                    level.targets, level.colours, level.choices, users, self.prices, matches.source,
                    matches.cost, radius, drawn, self._seed, turn,
                )  # fmt: skip

            over_bands(bottom - top, work, self.stop_if_asked, twice=True)

    def measure(self, matches: Matches, most: int | None = None) -> np.ndarray:
        """The mere distances of the matches, without shifts and prices: of all targets in order, or
        of about `most` of them."""
        places = np.argwhere(self.level.targets.where)
        if most is not None:
            step = max(1, len(places) // most)
            places = np.ascontiguousarray(places[::step])  # one form of `_measure` to compile
        cost = np.zeros(len(places), np.float32)
        level = self.level
        _measure(
            level.sources,
            level.targets,
            level.colours,
            Prices(),
            places,
            matches.source,
            cost,
        )
        return cost


@inlined
def hashed(a, b, c):
    """SplitMix64 of three numbers."""
    x = (
        np.uint64(a)
        + np.uint64(b) * np.uint64(0x9E3779B97F4A7C15)
        + np.uint64(c) * np.uint64(0xC2B2AE3D27D4EB4F)
    )
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@inlined
def _below(number, size):
    """A number in 0 … size−1 from the upper half of a hash."""
    return np.int64(((number >> np.uint64(32)) * np.uint64(size)) >> np.uint64(32))


@kernel
def _draw(where, choices, seed, source):
    for y in range(where.shape[0]):
        for x in range(where.shape[1]):
            if where[y, x]:
                number = hashed(seed, np.uint64(y * where.shape[1] + x), np.uint64(0))
                source[y, x] = choices[_below(number, len(choices))]


@inlined
def _near(down, across, sight):
    share = 1.0 - (down * down + across * across) / (sight * sight)
    return share * share if share > 0.0 else 0.0


@inlined
def _seen_again(origin, users, prices, y, x, page, sy, sx):
    """How near to (y, x) the patch at (sy, sx) of a page is seen already, 0 to 1."""
    oy = origin[page, 3] * sx + origin[page, 4] * sy + origin[page, 5]
    ox = origin[page, 0] * sx + origin[page, 1] * sy + origin[page, 2]
    near = _near(oy - y, ox - x, prices.sight)
    row = min(max(int(oy) // CELL, 0), users.shape[0] - 1)
    column = min(max(int(ox) // CELL, 0), users.shape[1] - 1)
    uy = users[row, column, 0]
    if uy >= 0:
        ux = users[row, column, 1]
        down = (uy - users[row, column, 2]) - (y - oy)
        across = (ux - users[row, column, 3]) - (x - ox)
        if down * down + across * across > SAME * SAME:
            near = max(near, _near(uy - y, ux - x, prices.sight))
    return near


@inlined
def shifted(wanted, found, wanted_at, found_at, colours, share, prices, bias):
    """Gain (returned) and bias of a source for its place; both the less the less is known.

    `wanted` and `found` are flat arrays that hold, from the given indices on, what is known about
    the target's and the source's patch.
    """
    here, there = np.uint64(wanted_at), np.uint64(found_at)
    gain = wanted[here + np.uint64(SPREAD)] + np.float32(0.01)
    gain /= found[there + np.uint64(SPREAD)] + np.float32(0.01)
    most = np.float32(prices.gain)
    gain = min(max(gain, np.float32(1.0) / most), most)
    gain = np.float32(1.0) + share * (gain - np.float32(1.0))
    most = np.float32(prices.bias)
    for c in range(colours):
        k = np.uint64(MEAN + c)
        step = wanted[here + k] - gain * found[there + k]
        bias[c] = share * min(max(step, -most), most)
    return gain


@inlined
def _cost(
    values, about, weights, known, total, origin, channels, colours, height, width,
    users, prices, y, x, page, sy, sx, limit, bias, row,
):  # fmt: skip
    """Distance and prices of a source for a target; infinite when that is above the limit.

    The arrays are flat, and indices unsigned: numba would ask of each signed one whether it counts
    from the end, and keep count of each view of an array.
    """
    facts = len(about) // (len(values) // channels)
    target, found = y * width + x, (page * height + sy) * width + sx
    here, there = np.uint64(target * facts), np.uint64(found * facts)
    cost = about[there + np.uint64(PRICE)]  # infinite where nothing may be copied
    for g in range(MEAN + colours, facts):
        step = about[here + np.uint64(g)] - about[there + np.uint64(g)]
        cost += step * step
    if cost >= limit:
        return np.float32(np.inf)
    spread = about[there + np.uint64(SPREAD)]
    if prices.reuse > 0.0:
        near = _seen_again(origin, users, prices, y, x, page, sy, sx)
        cost += np.float32(prices.reuse * near * min(colours * spread * spread, prices.reuse_most))
        if cost >= limit:
            return np.float32(np.inf)
    length = SIDE * channels
    share = known[np.uint64(target)]
    moves = share > np.float32(0.0) and (prices.bias > 0.0 or prices.gain > 1.0)
    gain = np.float32(1.0)
    if moves:
        gain = shifted(about, about, here, there, colours, share, prices, bias)
        moved = (gain - np.float32(1.0)) * (gain - np.float32(1.0)) * spread * spread
        for c in range(colours):
            moved += bias[c] * bias[c]
            for k in range(SIDE):
                row[k * channels + c] = bias[c]
        cost += np.float32(prices.shift) * moved
    norm = total[np.uint64(target)]
    left = np.float32((limit - cost) * norm)
    distance = np.float32(0.0)
    stride = np.uint64(width * channels)
    wanted_at = np.uint64((target - RADIUS * width - RADIUS) * channels)
    found_at = np.uint64((found - RADIUS * width - RADIUS) * channels)
    for _ in range(SIDE):
        if moves:
            for k in range(length):
                i = np.uint64(k)
                step = values[wanted_at + i] - gain * values[found_at + i] - row[i]
                distance += weights[wanted_at + i] * step * step
        else:
            for k in range(length):
                i = np.uint64(k)
                step = values[wanted_at + i] - values[found_at + i]
                distance += weights[wanted_at + i] * step * step
        if distance >= left:
            return np.float32(np.inf)
        wanted_at += stride
        found_at += stride
    return cost + distance / norm


@inlined
def _agreeing(source, y, x, candidate):
    """How many of the four neighbours' matches continue a candidate's piece."""
    count = 0
    if y > 0 and source[y - 1, x] == candidate - (1 << BITS):
        count += 1
    if y + 1 < source.shape[0] and source[y + 1, x] == candidate + (1 << BITS):
        count += 1
    if x > 0 and source[y, x - 1] == candidate - 1:
        count += 1
    if x + 1 < source.shape[1] and source[y, x + 1] == candidate + 1:
        count += 1
    return count


@kernel
def _sweep(
    first, last, left, right, sources, targets, colours, choices, users, prices, source, cost,
    radius, drawn, seed, turn,
):  # fmt: skip
    height, width = source.shape
    values, about, weights = (
        sources.values.ravel(),
        sources.about.ravel(),
        targets.rows.ravel(),
    )
    known, total, origin = targets.known.ravel(), targets.total.ravel(), sources.origin
    where = targets.where
    bottom, end = height - RADIUS, width - RADIUS
    channels = sources.values.shape[3]
    bias = np.zeros(channels, np.float32)
    row = np.zeros(SIDE * channels, np.float32)
    backward = turn % np.uint64(2) == 0
    steps = 0
    reach = radius
    while reach >= 1:
        steps += 1
        reach //= 3
    for i in range(first, last):
        y = last - 1 - (i - first) if backward else i
        for j in range(left, right):
            x = right - 1 - (j - left) if backward else j
            if not where[y, x]:
                continue
            best = source[y, x]
            page, by, bx = best >> (2 * BITS), (best >> BITS) & MASK, best & MASK
            best_cost = _cost(
                values, about, weights, known, total, origin, channels, colours, height, width,
                users, prices, y, x, page, by, bx, np.float32(np.inf), bias, row,
            )  # fmt: skip
            energy = best_cost - prices.coherence * _agreeing(source, y, x, best)
            number = hashed(seed, np.uint64(y * width + x), turn)
            # what is half known decides whether the outline is seen
            more = 4 * drawn if known[np.uint64(y * width + x)] > 0.2 else drawn
            for attempt in range(4 + steps + more):
                if attempt < 4:
                    down = 1 - attempt if attempt % 2 == 0 else 0
                    across = 2 - attempt if attempt % 2 == 1 else 0
                    ny, nx = y + down, x + across
                    if ny < 0 or ny >= height or nx < 0 or nx >= width or source[ny, nx] < 0:
                        continue
                    neighbour = source[ny, nx]
                    page = neighbour >> (2 * BITS)
                    sy, sx = (
                        ((neighbour >> BITS) & MASK) - down,
                        (neighbour & MASK) - across,
                    )
                elif attempt < 4 + steps:
                    number = hashed(number, np.uint64(attempt), np.uint64(0))
                    reach = radius if attempt == 4 else max(reach // 3, 1)
                    page = best >> (2 * BITS)
                    sy = ((best >> BITS) & MASK) + _below(number, 2 * reach + 1) - reach
                    sx = (best & MASK) + _below(number << np.uint64(24), 2 * reach + 1) - reach
                else:
                    number = hashed(number, np.uint64(attempt), np.uint64(0))
                    choice = choices[_below(number, len(choices))]
                    page = choice >> (2 * BITS)
                    sy, sx = (choice >> BITS) & MASK, choice & MASK
                if sy < RADIUS or sy >= bottom or sx < RADIUS or sx >= end:
                    continue
                candidate = (page << (2 * BITS)) + (sy << BITS) + sx
                if candidate == best:
                    continue
                bonus = prices.coherence * _agreeing(source, y, x, candidate)
                other = _cost(
                    values, about, weights, known, total, origin, channels, colours, height, width,
                    users, prices, y, x, page, sy, sx, np.float32(energy + bonus), bias, row,
                )  # fmt: skip
                if other - bonus < energy:
                    best, best_cost, energy = candidate, other, other - bonus
            source[y, x] = best
            cost[y, x] = best_cost


@kernel
def _measure(sources, targets, colours, prices, places, source, cost):
    height, width = source.shape
    channels = sources.values.shape[3]
    values, about, weights = (
        sources.values.ravel(),
        sources.about.ravel(),
        targets.rows.ravel(),
    )
    known, total, origin = targets.known.ravel(), targets.total.ravel(), sources.origin
    users = np.full((1, 1, 4), -1, np.int32)
    bias, row = np.zeros(channels, np.float32), np.zeros(SIDE * channels, np.float32)
    for i in range(len(places)):
        y, x = places[i, 0], places[i, 1]
        number = source[y, x]
        page, sy, sx = number >> (2 * BITS), (number >> BITS) & MASK, number & MASK
        cost[i] = _cost(
            values, about, weights, known, total, origin, channels, colours, height, width,
            users, prices, y, x, page, sy, sx, np.float32(np.inf), bias, row,
        )  # fmt: skip


def _users(level: Level, matches: Matches, prices: Prices) -> np.ndarray:
    """For each cell of the picture one target that uses it, the one that it fits best.

    Returns:
        ⌈H/4⌉×⌈W/4⌉×4 int32: y and x of the target, y and x of what it uses; −1 for nobody.
    """
    shape = (-(-level.height // CELL), -(-level.width // CELL))
    users = np.full((*shape, 4), -1, np.int32)
    if prices.reuse > 0:
        _note_users(
            level.sources.origin,
            level.targets.where,
            matches.source,
            matches.cost,
            users,
        )
    return users


@kernel
def _note_users(origin, where, source, cost, users):
    least = np.full(users.shape[:2], np.inf, np.float32)
    for y in range(source.shape[0]):
        for x in range(source.shape[1]):
            if not where[y, x]:
                continue
            number = source[y, x]
            page, sy, sx = number >> (2 * BITS), (number >> BITS) & MASK, number & MASK
            oy = origin[page, 3] * sx + origin[page, 4] * sy + origin[page, 5]
            ox = origin[page, 0] * sx + origin[page, 1] * sy + origin[page, 2]
            row = min(max(int(oy) // CELL, 0), users.shape[0] - 1)
            column = min(max(int(ox) // CELL, 0), users.shape[1] - 1)
            if cost[y, x] < least[row, column]:
                least[row, column] = cost[y, x]
                users[row, column, 0], users[row, column, 1] = y, x
                users[row, column, 2], users[row, column, 3] = int(oy), int(ox)
