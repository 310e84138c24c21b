"""Steps that patches leave where they meet, from what their sources say they should be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gan_core.ops.compiled import inlined, kernel, over_bands
from gan_core.ops.patches.level import BITS, MASK, RADIUS, Level
from gan_core.ops.patches.search import Matches


def joints(
    level: Level,
    matches: Matches,
    pixels: np.ndarray,
    largest: tuple[float, float],
    stop_if_asked: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """What to add to the Laplacian of a picture H×W×B, to even out its steps.

    The sources know what the differences between neighbours should be. Where the picture departs
    from that by little, the difference is put right (gradients as in Darabi et al., 2012, "Image
    melding"); where by much, it is an edge and stays.

    Args:
        pixels: the level's picture, or its first B channels, as it is filled.
        largest: steps of about that size are evened out: within the hole, and across its outline.
    """
    change = np.zeros(pixels.shape, np.float32)
    top, bottom, left, right = _around(level.hole)

    def work(first: int, last: int) -> None:
        _even(
            first + top, last + top, left, right, level.sources.values, level.hole,
            matches.source, pixels, np.float32(largest[0]), np.float32(largest[1]), change,
        )  # fmt: skip

    over_bands(bottom - top, work, stop_if_asked)
    return change


def _around(hole: np.ndarray) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of the hole and the pixels next to it."""
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    if not len(rows):
        return 0, 0, 0, 0
    height, width = hole.shape
    return (
        max(int(rows[0]) - 1, 0),
        min(int(rows[-1]) + 2, height),
        max(int(columns[0]) - 1, 0),
        min(int(columns[-1]) + 2, width),
    )


@inlined
def _origin(source, hole, y, x):
    """Page, row and column that a pixel was copied from; its own where it is known."""
    height, width = hole.shape
    if not hole[y, x]:
        return 0, y, x
    cy = min(max(y, RADIUS), height - 1 - RADIUS)
    cx = min(max(x, RADIUS), width - 1 - RADIUS)
    number = source[cy, cx]
    page, sy, sx = number >> (2 * BITS), (number >> BITS) & MASK, number & MASK
    return page, sy + y - cy, sx + x - cx


@inlined
def _step(values, pixels, y, x, down, across, here, there, first, second, c):
    """How much the step of a channel from (y, x) to its neighbour is too small."""
    height, width = pixels.shape[0], pixels.shape[1]
    p, py, px = first
    q, qy, qx = second
    ahead = values[p, min(py + down, height - 1), min(px + across, width - 1), c]
    ahead -= values[p, py, px, c]
    behind = values[q, qy, qx, c]
    behind -= values[q, max(qy - down, 0), max(qx - across, 0), c]
    # beyond the outline the picture itself goes on, unknown: the inner side alone knows
    wanted = np.float32(0.5) * (ahead + behind)
    if not there:
        wanted = ahead
    elif not here:
        wanted = behind
    return wanted - (pixels[y + down, x + across, c] - pixels[y, x, c])


@inlined
def _gather(values, hole, source, pixels, y, x, down, across, inside, outline, sign, change):
    """Add to one end of the step from (y, x) what is to be added there: to its beginning, where
    `sign` is −1, or to its end, where it is 1."""
    ny, nx = y + down, x + across
    here, there = hole[y, x], hole[ny, nx]
    if not (here or there):
        return
    first, second = _origin(source, hole, y, x), _origin(source, hole, ny, nx)
    size = np.float32(0.0)
    for c in range(pixels.shape[2]):
        step = _step(values, pixels, y, x, down, across, here, there, first, second, c)
        size = max(size, abs(step))
    size /= inside if here and there else outline
    share = sign * np.exp(-size * size)
    ty, tx = (y, x) if sign < 0 else (ny, nx)
    for c in range(pixels.shape[2]):
        step = _step(values, pixels, y, x, down, across, here, there, first, second, c)
        change[ty, tx, c] += share * step


@kernel
def _even(first, last, left, right, values, hole, source, pixels, inside, outline, change):
    # each pixel gathers its four steps itself, so that bands do not write into each other
    height, width = hole.shape
    plus, minus = np.float32(1.0), np.float32(-1.0)
    for y in range(first, last):
        for x in range(left, right):
            if y > 0:
                _gather(values, hole, source, pixels, y - 1, x, 1, 0, inside, outline, plus, change)
            if y + 1 < height:
                _gather(values, hole, source, pixels, y, x, 1, 0, inside, outline, minus, change)
            if x > 0:
                _gather(values, hole, source, pixels, y, x - 1, 0, 1, inside, outline, plus, change)
            if x + 1 < width:
                _gather(values, hole, source, pixels, y, x, 0, 1, inside, outline, minus, change)
