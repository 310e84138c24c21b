"""Pictures that are drawn, not photographed: flat colours, hard edges, lines and patterns.

Photographs have no edge that is sharp to the pixel; comics, diagrams and pixel art have no other.
"""

from __future__ import annotations

import cv2
import numpy as np

from gan_core.training.data.folder import Pixels
from gan_core.training.data.masks import Random

_FINE = 4  # pixels drawn for one, where edges are smoothed


def drawing(size: int, random: Random) -> Pixels:
    """A random drawing, size×size×3 bytes; half of them with smoothed edges, half without."""
    scale = _FINE if random.random() < 0.5 else 1
    canvas = _ground(size * scale, scale, random)
    for _ in range(random.integers(2, 12)):
        _shape(canvas, scale, random)
    if scale == 1:
        return canvas
    small = cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False)


def _ground(side: int, scale: int, random: Random) -> Pixels:
    """Paper, stripes or squares."""
    first, second = (np.array(_colour(random), np.uint8) for _ in range(2))
    y, x = np.mgrid[:side, :side]
    kind = random.random()
    if kind < 0.5:
        return np.tile(first, (side, side, 1))
    period = int(random.integers(3, 24)) * scale
    offset = int(random.integers(0, period))
    if kind < 0.75:
        inside = ((x + offset) // period + (y + offset) // period) % 2 > 0
    else:
        slope = random.integers(-1, 2, 2)
        inside = ((x * slope[0] + y * slope[1] + offset) // period) % 2 > 0
    return np.where(inside[..., None], first, second)


def _shape(canvas: Pixels, scale: int, random: Random) -> None:
    side = canvas.shape[0]
    colour, kind = _colour(random), random.random()
    # outlines of 1 to 4 pixels, or a filled shape
    width = int(random.integers(1, 5)) * scale if random.random() < 0.6 else cv2.FILLED
    if kind < 0.4:
        middle = random.uniform(0, side, 2)
        points = middle + random.normal(0, side / 4, (int(random.integers(3, 7)), 2))
        outline = [points.astype(np.int32)]
        if width == cv2.FILLED:
            cv2.fillPoly(canvas, outline, colour)
        else:
            cv2.polylines(canvas, outline, bool(random.random() < 0.5), colour, width)
    elif kind < 0.7:
        x, y = (int(v) for v in random.integers(0, side, 2))
        axes = tuple(int(v) for v in random.integers(2 * scale, side // 3, 2))
        cv2.ellipse(canvas, (x, y), axes, random.uniform(0, 180), 0, 360, colour, width)
    else:
        first, second = (tuple(int(v) for v in random.integers(0, side, 2)) for _ in range(2))
        cv2.rectangle(canvas, first, second, colour, width)


def _colour(random: Random) -> tuple[int, int, int]:
    """Any colour, black or white."""
    kind = random.random()
    if kind < 0.25:
        return (0, 0, 0) if kind < 0.15 else (255, 255, 255)
    red, green, blue = (int(v) for v in random.integers(0, 256, 3))
    return red, green, blue
