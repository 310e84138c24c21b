"""Paint unknown pixels from the patches that were matched to them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gan_core.ops.compiled import kernel, over_bands
from gan_core.ops.patches.level import BITS, MASK, RADIUS, Level, source_place
from gan_core.ops.patches.search import Matches, Prices, shifted

LEAST = 1e-6  # weight that even the worst patch keeps


def vote(
    level: Level,
    matches: Matches,
    prices: Prices,
    sharpness: float,
    stop_if_asked: Callable[[], None] = lambda: None,
) -> None:
    """Paint the hole of a level: each pixel a weighted mean over the patches that contain it.

    Every patch proposes for its pixels what its match has there, shifted as the prices allow;
    similar patches and those near known pixels count more (Wexler et al., 2007).

    Args:
        sharpness: how quickly a larger distance makes a patch count less; 0 for not at all.
    """
    where = level.targets.where
    weight = np.zeros(where.shape, np.float32)
    trust = level.targets.trust
    weight[where] = trust[where]
    if sharpness > 0:
        cost = matches.cost
        sigma = max(float(np.quantile(cost[where], 0.75)), 1e-6) if where.any() else 1.0
        weight[where] *= np.maximum(np.exp(-sharpness * cost[where] / (2 * sigma)), LEAST)
    shifts = np.zeros((*where.shape, level.colours + 1), np.float32)
    top, bottom, left, right = level.box
    top, left = max(top - RADIUS, 0), max(left - RADIUS, 0)
    bottom, right = min(bottom + RADIUS, level.height), min(right + RADIUS, level.width)

    def note(first: int, last: int) -> None:
        _note_shifts(
            first + top, last + top, left, right, level.sources, level.targets, level.colours,
            prices, matches.source, shifts,
        )  # fmt: skip

    def paint(first: int, last: int) -> None:
        _paint(
            first + top, last + top, left, right, level.sources, level.layout, level.hole,
            matches.source, weight, shifts,
        )  # fmt: skip

    over_bands(bottom - top, note, stop_if_asked)
    over_bands(bottom - top, paint, stop_if_asked)
    level.repainted()


def origins(level: Level, matches: Matches) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each pixel of the hole, in order, the page, row and column where its own patch is from.

    A pixel at the picture's border belongs to the nearest patch.
    """
    rows, columns = np.nonzero(level.hole)
    own_row = np.clip(rows, RADIUS, level.height - 1 - RADIUS)
    own_column = np.clip(columns, RADIUS, level.width - 1 - RADIUS)
    page, y, x = source_place(matches.source[own_row, own_column])
    return page, y + rows - own_row, x + columns - own_column


@kernel
def _note_shifts(
    first, last, left, right, sources, targets, colours, prices, source, shifts
):  # fmt: skip
    height, width, facts = source.shape[0], source.shape[1], sources.about.shape[3]
    about, known = sources.about.ravel(), targets.known
    bias = np.zeros(colours, np.float32)
    for y in range(first, last):
        for x in range(left, right):
            number = source[y, x]
            if number >= 0:
                page, sy, sx = (
                    number >> (2 * BITS),
                    (number >> BITS) & MASK,
                    number & MASK,
                )
                here = (y * width + x) * facts
                there = ((page * height + sy) * width + sx) * facts
                gain = shifted(about, about, here, there, colours, known[y, x], prices, bias)
                shifts[y, x, colours] = gain
                for c in range(colours):
                    shifts[y, x, c] = bias[c]


@kernel
def _paint(first, last, left, right, sources, layout, hole, source, weight, shifts):
    height, width = hole.shape
    colours, channels = len(layout[0]), len(layout[1])
    values, flat_shifts = sources.values.ravel(), shifts.ravel()
    total = np.zeros(channels, np.float32)
    for y in range(first, last):
        for x in range(left, right):
            if not hole[y, x]:
                continue
            total[:] = 0
            norm = np.float32(0.0)
            for cy in range(max(y - RADIUS, 0), min(y + RADIUS + 1, height)):
                for cx in range(max(x - RADIUS, 0), min(x + RADIUS + 1, width)):
                    number = source[cy, cx]
                    if number < 0:
                        continue
                    sy, sx = (
                        ((number >> BITS) & MASK) + y - cy,
                        (number & MASK) + x - cx,
                    )
                    page = number >> (2 * BITS)
                    offer = np.uint64(((page * height + sy) * width + sx) * channels)
                    shift = np.uint64((cy * width + cx) * (colours + 1))
                    share = weight[cy, cx]
                    gain = share * flat_shifts[shift + np.uint64(colours)]
                    for c in range(colours):
                        i = np.uint64(c)
                        total[i] += gain * values[offer + i] + share * flat_shifts[shift + i]
                    for c in range(colours, channels):
                        i = np.uint64(c)
                        total[i] += share * values[offer + i]
                    norm += share
            norm = np.float32(1.0) / max(norm, np.float32(1e-30))
            for c in range(channels):
                sources.values[0, y, x, c] = total[c] * norm
