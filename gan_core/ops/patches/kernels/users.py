"""For each cell of the picture one target that uses it, the one whose match costs least."""

from __future__ import annotations

import triton
import triton.language as tl

from gan_core.ops.patches.kernels.distance import cell_of, origin_of
from gan_core.ops.patches.level import BITS

_BITS, _PLACE = tl.constexpr(BITS), tl.constexpr((1 << BITS) - 1)
NOBODY = (1 << 63) - 1
_NOBODY, _WHO = tl.constexpr(NOBODY), tl.constexpr((1 << 32) - 1)


@triton.jit
def _used(origin, match, mine):
    """Row and column of the picture itself that a match is from."""
    return origin_of(origin, match >> (2 * _BITS), (match >> _BITS) & _PLACE, match & _PLACE, mine)


@triton.jit(do_not_specialize=["count", "cells_y", "cells_x"])
def note(
    places, source, cost, origin, least, count, cells_y, cells_x, BLOCK: tl.constexpr
):  # fmt: skip
    """`least` cells: cost and number of the target; of equal costs the first target."""
    place = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mine = place < count
    target = tl.load(places + place, mask=mine, other=0)
    match = tl.load(source + target, mask=mine, other=0)
    oy, ox = _used(origin, match, mine)
    cell = cell_of(oy, ox, cells_y, cells_x)
    # the bits of a positive float are in order
    price = tl.maximum(tl.load(cost + target, mask=mine, other=0.0), 0.0)
    order = (price.to(tl.int32, bitcast=True).to(tl.int64) << 32) | place
    tl.atomic_min(least + cell, order, mask=mine)


@triton.jit(do_not_specialize=["cells", "width"])
def show(
    least, places, source, origin, users, cells, width, BLOCK: tl.constexpr
):  # fmt: skip
    """`users` cells×4: row and column of the target and of what it uses; −1 where nobody does."""
    cell = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mine = cell < cells
    order = tl.load(least + cell, mask=mine, other=_NOBODY)
    used = mine & (order != _NOBODY)
    target = tl.load(places + (order & _WHO), mask=used, other=0)
    oy, ox = _used(origin, tl.load(source + target, mask=used, other=0), used)
    user = users + cell * 4
    tl.store(user, tl.where(used, target // width, -1), mask=mine)
    tl.store(user + 1, tl.where(used, target % width, -1), mask=mine)
    tl.store(user + 2, tl.where(used, oy.to(tl.int32), -1), mask=mine)
    tl.store(user + 3, tl.where(used, ox.to(tl.int32), -1), mask=mine)
