"""Holes as people make them: brush strokes, cut-out objects, scratches, borders, rectangles.

Each function draws a boolean H×W array, true where the picture is to be filled.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Random = np.random.Generator

LARGEST_SHARE = 0.6  # of a picture that a hole may cover
SMALLEST_SHARE = 0.002


def random_mask(size: int, random: Random, shapes: Sequence[Mask] = ()) -> Mask:
    """A hole of a random kind in a square of `size`, neither vanishing nor almost everything.

    Args:
        size: side in pixels.
        random: all randomness comes from here.
        shapes: silhouettes of objects, of any size; without them, ellipses stand in.
    """
    while True:
        kind = random.random()
        if kind < 0.35:
            mask = objects(size, random, shapes)
        elif kind < 0.65:
            mask = strokes(size, random)
        elif kind < 0.8:
            mask = rectangles(size, random)
        elif kind < 0.9:
            mask = border(size, random)
        else:
            mask = scratches(size, random)
        if SMALLEST_SHARE < mask.mean() < LARGEST_SHARE:
            return mask


def strokes(size: int, random: Random) -> Mask:
    """One to four strokes of a round brush that change direction as a hand does."""
    canvas = np.zeros((size, size), np.uint8)
    for _ in range(random.integers(1, 5)):
        width = max(2, round(size * random.uniform(0.04, 0.18)))
        point = random.uniform(0, size, 2)
        angle = random.uniform(0, 2 * np.pi)
        for _ in range(random.integers(3, 11)):
            angle += random.normal(0, 0.9)
            reach = size * random.uniform(0.04, 0.2)
            after = point + reach * np.array([np.cos(angle), np.sin(angle)])
            _line(canvas, point, after, width)
            point = after
    return canvas > 0


def scratches(size: int, random: Random) -> Mask:
    """Thin long lines across the picture, as on old photographs, and a few specks."""
    canvas = np.zeros((size, size), np.uint8)
    for _ in range(random.integers(1, 7)):
        width = max(1, round(size * random.uniform(0.006, 0.025)))
        point = random.uniform(-0.1, 1.1, 2) * size
        angle = random.uniform(0, 2 * np.pi)
        for _ in range(random.integers(4, 20)):
            angle += random.normal(0, 0.12)
            after = point + size * 0.08 * np.array([np.cos(angle), np.sin(angle)])
            _line(canvas, point, after, width)
            point = after
    for _ in range(random.integers(0, 8)):
        x, y = (int(v) for v in random.uniform(0, size, 2))
        cv2.circle(canvas, (x, y), max(1, round(size * random.uniform(0.004, 0.02))), 1, -1)
    return canvas > 0


def cracks(size: int, random: Random) -> Mask:
    """Damage that is thin in pixels, whatever the size: cracks, folds, hairs, and specks of dust.

    Lines are 1 to 12 pixels wide, thin ones far more often; specks up to 13 across.
    """
    canvas = np.zeros((size, size), np.uint8)
    for _ in range(random.integers(1, 7)):
        width = round(float(np.exp(random.uniform(0, np.log(12)))))
        point = random.uniform(-0.1, 1.1, 2) * size
        angle, wander = random.uniform(0, 2 * np.pi), random.uniform(0.02, 0.5)
        reach = random.uniform(4, 12)
        for _ in range(random.integers(3, 40)):
            angle += random.normal(0, wander)
            after = point + reach * np.array([np.cos(angle), np.sin(angle)])
            _line(canvas, point, after, width)
            point = after
    for _ in range(random.integers(0, 10)):
        x, y = (int(v) for v in random.uniform(0, size, 2))
        axes = tuple(int(v) for v in random.integers(1, 7, 2))
        cv2.ellipse(canvas, (x, y), axes, random.uniform(0, 180), 0, 360, 1, -1)
    if not canvas.any():
        return cracks(size, random)
    return canvas > 0


def rectangles(size: int, random: Random) -> Mask:
    """One large or a few smaller boxes."""
    mask = np.zeros((size, size), bool)
    count = random.integers(1, 4)
    for _ in range(count):
        height, width = (round(size * s) for s in random.uniform(0.12, 0.65 / count**0.5, 2))
        top = random.integers(0, size - height + 1)
        left = random.integers(0, size - width + 1)
        mask[top : top + height, left : left + width] = True
    return mask


def border(size: int, random: Random) -> Mask:
    """A strip along one side or two: extending a picture beyond its frame."""
    mask = np.zeros((size, size), bool)
    for side in random.choice(4, random.integers(1, 3), replace=False):
        depth = round(size * random.uniform(0.06, 0.35))
        np.rot90(mask, side)[:depth] = True
    return mask


def objects(size: int, random: Random, shapes: Sequence[Mask] = ()) -> Mask:
    """One to three silhouettes, turned, scaled, and generously outlined as people select."""
    mask = np.zeros((size, size), bool)
    for _ in range(random.integers(1, 4)):
        shape = shapes[int(random.integers(len(shapes)))] if len(shapes) else _ellipse(random)
        reach = size * random.uniform(0.2, 0.7)
        scale = reach / max(shape.shape)
        turn = cv2.getRotationMatrix2D(
            (shape.shape[1] / 2, shape.shape[0] / 2), random.normal(0, 25), scale
        )
        centre = random.uniform(0.05, 0.95, 2) * size
        turn[:, 2] += centre - np.array([shape.shape[1] / 2, shape.shape[0] / 2])
        if random.random() < 0.5:
            shape = shape[:, ::-1]
        drawn = cv2.warpAffine(shape.astype(np.uint8), turn, (size, size))
        grow = round(size * random.uniform(0.0, 0.035))
        if grow:
            drawn = cv2.dilate(
                drawn, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * grow + 1,) * 2)
            )
        mask |= drawn > 0
    return mask


def _ellipse(random: Random) -> Mask:
    canvas = np.zeros((64, 64), np.uint8)
    axes = (int(random.integers(10, 32)), int(random.integers(10, 32)))
    cv2.ellipse(canvas, (32, 32), axes, 0, 0, 360, 1, -1)
    return canvas > 0


def _line(canvas: NDArray[np.uint8], start: NDArray, end: NDArray, width: int) -> None:
    a, b = (tuple(round(float(v)) for v in p) for p in (start, end))
    cv2.line(canvas, a, b, 1, width)
    cv2.circle(canvas, b, width // 2, 1, -1)
