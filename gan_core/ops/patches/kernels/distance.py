"""What a source costs as the match of a target: the part that all kernels share.

As `search._cost` has it for the processor, over a block of targets at once.
"""

from __future__ import annotations

import triton
import triton.language as tl

from gan_core.ops.patches import search
from gan_core.ops.patches.level import MEAN, PRICE, RADIUS, SIDE, SPREAD

_PRICE, _SPREAD, _MEAN = tl.constexpr(PRICE), tl.constexpr(SPREAD), tl.constexpr(MEAN)
_GUIDE = tl.constexpr(MEAN + 3)  # what is beyond the three colours' means
_RADIUS, _SIDE = tl.constexpr(RADIUS), tl.constexpr(SIDE)
CELL = tl.constexpr(search.CELL)
_SAME_SQUARED = tl.constexpr(search.SAME**2)


@triton.jit
def origin_of(origin, page, sy, sx, mine):
    """Row and column of the picture itself that a source's centre on a page is from."""
    turn = origin + page * 6
    oy = tl.load(turn + 3, mask=mine, other=0.0) * sx + tl.load(turn + 4, mask=mine, other=0.0) * sy
    ox = tl.load(turn, mask=mine, other=0.0) * sx + tl.load(turn + 1, mask=mine, other=0.0) * sy
    oy += tl.load(turn + 5, mask=mine, other=0.0)
    return oy, ox + tl.load(turn + 2, mask=mine, other=0.0)


@triton.jit
def cell_of(oy, ox, cells_y, cells_x):
    """In which cell of the picture a place lies, or the nearest."""
    row = tl.minimum(tl.maximum(oy.to(tl.int32) // CELL, 0), cells_y - 1)
    column = tl.minimum(tl.maximum(ox.to(tl.int32) // CELL, 0), cells_x - 1)
    return row * cells_x + column


@triton.jit
def seen_again(origin, users, y, x, page, sy, sx, sight, cells_y, cells_x, mine):
    """How near to (y, x) the patch at (sy, sx) of a page is seen already, 0 to 1."""
    oy, ox = origin_of(origin, page, sy, sx, mine)
    user = users + cell_of(oy, ox, cells_y, cells_x) * 4
    uy = tl.load(user, mask=mine, other=-1)
    ux = tl.load(user + 1, mask=mine, other=0)
    down = (uy - tl.load(user + 2, mask=mine, other=0)) - (y - oy)
    across = (ux - tl.load(user + 3, mask=mine, other=0)) - (x - ox)
    other = (uy >= 0) & (down * down + across * across > _SAME_SQUARED)
    here = (oy - y) * (oy - y) + (ox - x) * (ox - x)
    again = ((uy - y) * (uy - y) + (ux - x) * (ux - x)).to(tl.float32)
    apart = tl.where(other, tl.minimum(here, again), here) / (sight * sight)
    near = tl.maximum(1.0 - apart, 0.0)
    return near * near


@triton.jit
def shifted(about, here, there, share, prices, mine):
    """Gain and biases of the three colours of a source for its place, as `search.shifted`."""
    most = tl.load(prices + 6)
    gain = tl.load(about + here + _SPREAD, mask=mine, other=0.0) + 0.01
    gain /= tl.load(about + there + _SPREAD, mask=mine, other=0.0) + 0.01
    gain = tl.minimum(tl.maximum(gain, 1.0 / most), most)
    gain = 1.0 + share * (gain - 1.0)
    most = tl.load(prices + 5)
    own, other = about + here + _MEAN, about + there + _MEAN
    red = tl.load(own, mask=mine, other=0.0) - gain * tl.load(other, mask=mine, other=0.0)
    green = tl.load(own + 1, mask=mine, other=0.0) - gain * tl.load(other + 1, mask=mine, other=0.0)
    blue = tl.load(own + 2, mask=mine, other=0.0) - gain * tl.load(other + 2, mask=mine, other=0.0)
    red = share * tl.minimum(tl.maximum(red, -most), most)
    green = share * tl.minimum(tl.maximum(green, -most), most)
    blue = share * tl.minimum(tl.maximum(blue, -most), most)
    return gain, red, green, blue


@triton.jit
def cost_of(
    values, about, weights, origin, users, prices, target, share, norm, y, x, page, sy, sx, mine,
    height, width, cells_y, cells_x,
    CHANNELS: tl.constexpr, RUN: tl.constexpr, FACTS: tl.constexpr,
    REUSE: tl.constexpr, MOVES: tl.constexpr, WIDE: tl.constexpr,
):  # fmt: skip
    """Distance and prices but for coherence; infinite where nothing may be copied.

    Vectors over targets: `target` is y·width + x, `share` of the patch's weight that is known,
    `norm` the sum of the weights.
    """
    found = (page.to(tl.int64) * height + sy) * width + sx
    here, there = target.to(tl.int64) * FACTS, found * FACTS
    cost = tl.load(about + there + _PRICE, mask=mine, other=float("inf"))
    for guide in tl.static_range(_GUIDE, FACTS):
        step = tl.load(about + here + guide, mask=mine, other=0.0)
        step -= tl.load(about + there + guide, mask=mine, other=0.0)
        cost += step * step
    spread = tl.load(about + there + _SPREAD, mask=mine, other=0.0)
    if REUSE:
        near = seen_again(
            origin, users, y, x, page, sy, sx, tl.load(prices + 3), cells_y, cells_x, mine
        )
        seen = tl.minimum(3 * spread * spread, tl.load(prices + 2))
        cost += tl.load(prices + 1) * near * seen
    # all numbers of a patch side by side: SIDE runs of RUN = SIDE·CHANNELS, a picture's row apart
    number = tl.arange(0, WIDE)
    inside = mine[:, None] & (number // RUN < _SIDE)[None, :]
    around = (number // RUN * width * CHANNELS + number % RUN)[None, :]
    corner = _RADIUS * width + _RADIUS
    own = ((target.to(tl.int64) - corner) * CHANNELS)[:, None] + around
    other = ((found - corner) * CHANNELS)[:, None] + around
    step = tl.load(values + own, mask=inside, other=0.0)
    copied = tl.load(values + other, mask=inside, other=0.0)
    if MOVES:
        gain, red, green, blue = shifted(about, here, there, share, prices, mine)
        moved = (gain - 1.0) * (gain - 1.0) * spread * spread
        moved += red * red + green * green + blue * blue
        cost += tl.where(share > 0, tl.load(prices + 4) * moved, 0.0)
        channel = (number % CHANNELS)[None, :]
        step -= tl.where(channel == 0, red[:, None], 0.0)
        step -= tl.where(channel == 1, green[:, None], 0.0)
        step -= tl.where(channel == 2, blue[:, None], 0.0)
        copied *= gain[:, None]
    step -= copied
    weight = tl.load(weights + own, mask=inside, other=0.0)
    return cost + tl.sum(weight * step * step, axis=1) / norm
