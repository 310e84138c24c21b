"""PatchMatch on a card: all targets at once, each from what all had before.

Barnes et al., 2009, "PatchMatch". There is no order in which one target could learn from the one
before it, so matches travel in jumps instead (jump flooding: Rong and Tan, 2006). Random numbers
are Philox (Salmon et al., 2011) of the seed, the turn, the target and the attempt: a seed repeats.
"""

from __future__ import annotations

import triton
import triton.language as tl

from gan_core.ops.patches.kernels.distance import cost_of
from gan_core.ops.patches.level import BITS, RADIUS

_BITS, _RADIUS = tl.constexpr(BITS), tl.constexpr(RADIUS)
_ROW, _PLACE = tl.constexpr(1 << BITS), tl.constexpr((1 << BITS) - 1)
_MIXED = tl.constexpr(7)  # rounds of Philox: the fewest that pass BigCrush


@triton.jit
def _agreeing(source, target, y, x, height, width, candidate, mine):
    """How many of the four neighbours' matches continue a candidate's piece."""
    one_row = _ROW
    up = tl.load(source + target - width, mask=mine & (y > 0), other=-1)
    down = tl.load(source + target + width, mask=mine & (y + 1 < height), other=-1)
    left = tl.load(source + target - 1, mask=mine & (x > 0), other=-1)
    right = tl.load(source + target + 1, mask=mine & (x + 1 < width), other=-1)
    count = (up == candidate - one_row).to(tl.float32)
    count += (down == candidate + one_row).to(tl.float32)
    count += (left == candidate - 1).to(tl.float32)
    return count + (right == candidate + 1).to(tl.float32)


@triton.jit(do_not_specialize=["count", "choice_count", "seed", "turn"])
def draw(places, choices, source, count, choice_count, seed, turn, BLOCK: tl.constexpr):
    """A source for each target, drawn from all."""
    place = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mine = place < count
    target = tl.load(places + place, mask=mine, other=0)
    zero = target * 0
    number, _, _, _ = tl.philox(seed, target, zero + turn, zero, zero, _MIXED)
    chosen = tl.load(choices + ((number.to(tl.int64) * choice_count) >> 32), mask=mine, other=0)
    tl.store(source + target, chosen, mask=mine)


# compiled once, whatever the size of a level
@triton.jit(
    do_not_specialize=[
        *("count", "choice_count", "height", "width", "cells_y", "cells_x"),
        *("jump", "radius", "steps", "drawn", "seed", "turn"),
    ]
)
def improve(
    values, about, weights, known, total, origin, choices, users, prices, places, source,
    new_source, new_cost, count, choice_count, height, width, cells_y, cells_x,
    jump, radius, steps, drawn, seed, turn,
    CHANNELS: tl.constexpr, RUN: tl.constexpr, FACTS: tl.constexpr,
    REUSE: tl.constexpr, MOVES: tl.constexpr, WIDE: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    """The best for each target of its match, those of four others, moved along, and random ones."""
    place = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mine = place < count
    target = tl.load(places + place, mask=mine, other=_RADIUS * (width + 1))
    y, x = target // width, target % width
    share = tl.load(known + target, mask=mine, other=0.0)
    norm = tl.load(total + target, mask=mine, other=1.0)
    coherence = tl.load(prices)
    best = tl.load(source + target, mask=mine, other=0)
    best_cost = cost_of(
        values, about, weights, origin, users, prices, target, share, norm, y, x,
        best >> (2 * _BITS), ((best >> _BITS) & _PLACE), (best & _PLACE), mine,
        height, width, cells_y, cells_x, CHANNELS, RUN, FACTS, REUSE, MOVES, WIDE,
    )  # fmt: skip
    energy = best_cost - coherence * _agreeing(source, target, y, x, height, width, best, mine)
    # what is half known decides whether the outline is seen
    half_known = share > 0.2
    most = tl.where(tl.max(tl.where(mine & half_known, 1, 0), axis=0) > 0, 4 * drawn, drawn)
    reach = radius
    for attempt in range(4 + steps + most):
        zero = target * 0
        first, second, _, _ = tl.philox(seed, target, zero + turn, zero + attempt + 1, zero, _MIXED)
        if attempt < 4:
            down = (attempt % 2) * (2 - attempt) * jump
            across = ((attempt + 1) % 2) * (1 - attempt) * jump
            ny, nx = y + down, x + across
            there = mine & (ny >= 0) & (ny < height) & (nx >= 0) & (nx < width)
            match = tl.load(source + ny * width + nx, mask=there, other=-1)
            there = there & (match >= 0)
            page = match >> (2 * _BITS)
            sy, sx = ((match >> _BITS) & _PLACE) - down, (match & _PLACE) - across
        elif attempt < 4 + steps:
            there = mine
            page = best >> (2 * _BITS)
            sy = ((best >> _BITS) & _PLACE) + ((first.to(tl.int64) * (2 * reach + 1)) >> 32) - reach
            sx = (best & _PLACE) + ((second.to(tl.int64) * (2 * reach + 1)) >> 32) - reach
            reach = tl.maximum(reach // 3, 1)
        else:
            there = mine & (half_known | (attempt < 4 + steps + drawn))
            match = tl.load(
                choices + ((first.to(tl.int64) * choice_count) >> 32), mask=there, other=0
            )
            page, sy, sx = match >> (2 * _BITS), (match >> _BITS) & _PLACE, match & _PLACE
        there = there & (sy >= _RADIUS) & (sy < height - _RADIUS)
        there = there & (sx >= _RADIUS) & (sx < width - _RADIUS)
        candidate = (page << (2 * _BITS)) + (sy << _BITS) + sx
        other = cost_of(
            values, about, weights, origin, users, prices, target, share, norm, y, x,
            page, sy, sx, there,
            height, width, cells_y, cells_x, CHANNELS, RUN, FACTS, REUSE, MOVES, WIDE,
        )  # fmt: skip
        bonus = coherence * _agreeing(source, target, y, x, height, width, candidate, there)
        better = there & (other - bonus < energy)
        best = tl.where(better, candidate, best)
        best_cost = tl.where(better, other, best_cost)
        energy = tl.where(better, other - bonus, energy)
    tl.store(new_source + target, best, mask=mine)
    tl.store(new_cost + target, best_cost, mask=mine)


@triton.jit(do_not_specialize=["count", "height", "width"])
def measure(
    values, about, weights, known, total, origin, users, prices, places, source, cost,
    count, height, width,
    CHANNELS: tl.constexpr, RUN: tl.constexpr, FACTS: tl.constexpr,
    WIDE: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    """The mere distances of the targets' matches, in their order."""
    place = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mine = place < count
    target = tl.load(places + place, mask=mine, other=_RADIUS * (width + 1))
    match = tl.load(source + target, mask=mine, other=0)
    found = cost_of(
        values, about, weights, origin, users, prices, target,
        tl.load(known + target, mask=mine, other=0.0),
        tl.load(total + target, mask=mine, other=1.0), target // width, target % width,
        match >> (2 * _BITS), ((match >> _BITS) & _PLACE), (match & _PLACE), mine,
        height, width, 1, 1, CHANNELS, RUN, FACTS, False, False, WIDE,
    )  # fmt: skip
    tl.store(cost + place, found, mask=mine)
