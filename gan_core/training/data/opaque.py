"""The part of a cut-out that can be learned from: what lies under transparency nobody ever saw."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from gan_core.ops.boxes import Box

_OPAQUE = 250  # of 255
_GRID = 192  # cells a side that the rectangle is looked for in
_LEAST = 0.25  # of what is visible at all; below it the picture is a shape and no picture


def opaque_box(alpha: NDArray[np.uint8]) -> Box | None:
    """The largest rectangle in which a picture is opaque, of its alpha H×W.

    On a grid of cells for a large picture, then grown as far as rows and columns are opaque. None
    where it is less than a quarter of the rectangle around everything that shows.
    """
    solid = alpha >= _OPAQUE
    if solid.all():
        return Box(0, 0, *alpha.shape)
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        return None
    step = max(1, -(-max(alpha.shape) // _GRID))
    height, width = alpha.shape[0] // step, alpha.shape[1] // step
    cells = cv2.erode(solid.astype(np.uint8), np.ones((step, step)), anchor=(0, 0))
    cells = cells[: height * step : step, : width * step : step]
    found = _largest(cells.astype(np.uint8))
    if found is None:
        return None
    box = Box(found.top * step, found.left * step, found.bottom * step, found.right * step)
    box = _grown(box, solid)
    seen = (rows[-1] + 1 - rows[0]) * (columns[-1] + 1 - columns[0])
    return box if box.area >= _LEAST * seen else None


def _largest(cells: NDArray[np.uint8]) -> Box | None:
    """The largest rectangle of ones: row by row the largest one under the columns' heights."""
    best, found = 0, None
    heights = np.zeros(cells.shape[1] + 1, int)  # the last one stays 0 and closes all
    for row, line in enumerate(cells):
        heights[:-1] = (heights[:-1] + 1) * line
        open_: list[tuple[int, int]] = []  # left edge and height of what still goes on
        for column, height in enumerate(heights.tolist()):
            left = column
            while open_ and open_[-1][1] >= height:
                left, high = open_.pop()
                if high * (column - left) > best:
                    best = high * (column - left)
                    found = Box(row + 1 - high, left, row + 1, column)
            open_.append((left, height))
    return found


def _grown(box: Box, solid: NDArray[np.bool_]) -> Box:
    top, left, bottom, right = box.top, box.left, box.bottom, box.right
    while top > 0 and solid[top - 1, left:right].all():
        top -= 1
    while bottom < solid.shape[0] and solid[bottom, left:right].all():
        bottom += 1
    while left > 0 and solid[top:bottom, left - 1].all():
        left -= 1
    while right < solid.shape[1] and solid[top:bottom, right].all():
        right += 1
    return Box(top, left, bottom, right)
