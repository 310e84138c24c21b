"""Fill a small hole patch by patch from its edge inwards, strong edges first.

Criminisi, Pérez and Toyama, 2004, "Region filling and object removal by exemplar-based image
inpainting". One patch after the other is slow, so this is for the coarsest size only, where it
decides how lines and borders run through the hole.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gan_core.ops.compiled import kernel
from gan_core.ops.patches.level import RADIUS, SIDE
from gan_core.ops.patches.search import hashed

_LEAST_DATA = 0.02  # priority left to a flat neighbourhood, so that confidence decides there


def fill(
    pixels: np.ndarray,
    hole: np.ndarray,
    whole: np.ndarray,
    jitter: float,
    seed: int,
    stop_if_asked: Callable[[], None] = lambda: None,
) -> None:
    """Paint the pixels H×W×C in a hole H×W bool.

    Args:
        whole: H×W bool, centres of the patches that may be copied.
        jitter: relative random change of each distance; another seed, another fill.
        stop_if_asked: called between patches; it may raise to stop.
    """
    sources = np.argwhere(whole)
    unknown = hole.copy()
    confidence = (~unknown).astype(np.float32)
    least = np.float32(pixels[~unknown].var(axis=0).sum() * 1e-3)  # below, all are as good
    step = 0
    while unknown.any() and len(sources):
        step += 1
        y, x = _most_urgent(pixels, unknown, confidence)
        number = np.uint64((seed + step) & (2**64 - 1))
        _lay_down(pixels, unknown, confidence, sources, y, x, least, np.float32(jitter), number)
        stop_if_asked()


@kernel
def _most_urgent(pixels, unknown, confidence):
    """The place on the front where confidence times how squarely an edge runs in is greatest."""
    height, width = unknown.shape
    best, by, bx = -1.0, 0, 0
    for y in range(height):
        for x in range(width):
            if not unknown[y, x] or not _front(unknown, y, x):
                continue
            sure, strongest, edge_x, edge_y = 0.0, 0.0, 0.0, 0.0
            for ny in range(max(y - RADIUS, 1), min(y + RADIUS + 1, height - 1)):
                for nx in range(max(x - RADIUS, 1), min(x + RADIUS + 1, width - 1)):
                    sure += confidence[ny, nx]
                    across = _slope(pixels, unknown, ny, nx, 0, 1)
                    down = _slope(pixels, unknown, ny, nx, 1, 0)
                    strength = across * across + down * down
                    if strength > strongest:
                        strongest, edge_x, edge_y = strength, across, down
            normal_x = _gap(unknown, y, x - 1) - _gap(unknown, y, x + 1)
            normal_y = _gap(unknown, y - 1, x) - _gap(unknown, y + 1, x)
            length = max(np.sqrt(normal_x * normal_x + normal_y * normal_y), 1e-6)
            data = abs(edge_x * normal_y - edge_y * normal_x) / length
            urgency = sure / (SIDE * SIDE) * (data + _LEAST_DATA)
            if urgency > best:
                best, by, bx = urgency, y, x
    return by, bx


@kernel
def _front(unknown, y, x):
    for ny in range(max(y - 1, 0), min(y + 2, unknown.shape[0])):
        for nx in range(max(x - 1, 0), min(x + 2, unknown.shape[1])):
            if not unknown[ny, nx]:
                return True
    return False


@kernel
def _gap(unknown, y, x):
    """Share of the 3×3 pixels around a place that are unknown."""
    count = 0
    for ny in range(max(y - 1, 0), min(y + 2, unknown.shape[0])):
        for nx in range(max(x - 1, 0), min(x + 2, unknown.shape[1])):
            count += unknown[ny, nx]
    return count / 9.0


@kernel
def _slope(pixels, unknown, y, x, down, across):
    """Central difference of the grey values where all three pixels are known, else zero."""
    if unknown[y, x] or unknown[y + down, x + across] or unknown[y - down, x - across]:
        return 0.0
    change = 0.0
    for c in range(3):
        change += pixels[y + down, x + across, c] - pixels[y - down, x - across, c]
    return change / 6.0


@kernel
def _lay_down(pixels, unknown, confidence, sources, y, x, least, jitter, number):
    """Fill the unknown part of one patch from the known patch that is most like the rest."""
    height, width, channels = pixels.shape
    top, bottom = max(-RADIUS, -y), min(RADIUS + 1, height - y)
    left, right = max(-RADIUS, -x), min(RADIUS + 1, width - x)
    best, lowest = 0, np.inf
    for i in range(len(sources)):
        sy, sx = sources[i, 0], sources[i, 1]
        noise = 1.0 + jitter * (hashed(number, np.uint64(i), np.uint64(7)) % np.uint64(4096)) / 4096
        limit = lowest / noise - least
        distance = 0.0
        for dy in range(top, bottom):
            for dx in range(left, right):
                if not unknown[y + dy, x + dx]:
                    for c in range(channels):
                        step = pixels[y + dy, x + dx, c] - pixels[sy + dy, sx + dx, c]
                        distance += step * step
            if distance >= limit:
                break
        if (distance + least) * noise < lowest:
            best, lowest = i, (distance + least) * noise
    sure, count = 0.0, 0
    for dy in range(top, bottom):
        for dx in range(left, right):
            sure += confidence[y + dy, x + dx]
            count += 1
    for dy in range(top, bottom):
        for dx in range(left, right):
            if unknown[y + dy, x + dx]:
                for c in range(channels):
                    pixels[y + dy, x + dx, c] = pixels[
                        sources[best, 0] + dy, sources[best, 1] + dx, c
                    ]
                confidence[y + dy, x + dx] = sure / count
                unknown[y + dy, x + dx] = False
