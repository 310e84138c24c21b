"""Matches of one size taken along to the next finer one."""

from __future__ import annotations

import numpy as np

from gan_core.ops.patches.level import RADIUS, Level, source_at, source_place
from gan_core.ops.patches.search import Matches

SPREAD_ROWS, SPREAD_COLUMNS = 7919, 104729  # primes, so that neighbours draw far from each other


def carried(coarser: Level, matches: Matches, level: Level) -> Matches:
    """The coarser size's matches at this one's size.

    What has none there, or one that may not be copied here, gets a source that its place says.
    """
    where = level.targets.where
    rows, columns = np.nonzero(where)
    own = (
        np.clip(rows // 2, RADIUS, coarser.height - 1 - RADIUS),
        np.clip(columns // 2, RADIUS, coarser.width - 1 - RADIUS),
    )
    source = matches.source[own]
    page, y, x = source_place(np.maximum(source, 0))
    y, x = 2 * y + rows - 2 * own[0], 2 * x + columns - 2 * own[1]
    ok = (source >= 0) & (y >= 0) & (y < level.height) & (x >= 0) & (x < level.width)
    y, x, page = np.where(ok, y, 0), np.where(ok, x, 0), np.where(ok, page, 0)
    ok &= level.valid[page, y, x]
    # at a border of odd length a match may end up half outside
    spare = (rows * SPREAD_ROWS + columns * SPREAD_COLUMNS) % len(level.choices)
    result = Matches.none(level)
    result.source[where] = np.where(ok, source_at(page, y, x), level.choices[spare])
    result.cost[where] = matches.cost[own]
    return result
