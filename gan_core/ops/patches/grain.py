"""The picture's own grain where an average of patches has lost it.

Each pixel gets the finest detail of the one source that its own patch was matched to (contextual
residuals: Yi et al., 2020, "Contextual residual aggregation for ultra high-resolution image
inpainting"). Where patches agree this changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from gan_core.ops.patches.level import Level
from gan_core.ops.patches.search import Matches
from gan_core.ops.patches.vote import origins

GRAIN = 1.0  # pixels: detail finer than this is copied, not averaged


def grained(
    level: Level, matches: Matches, channels: int, stop_if_asked: Callable[[], None]
) -> np.ndarray:
    """The first channels of a level's picture, H×W×C, with the grain of what it was copied from."""
    page, y, x = origins(level, matches)
    pixels = np.array(level.pixels[..., :channels])
    filled = pixels[level.hole]
    for number, values in enumerate(level.sources.values):
        own = page == number
        if own.any():
            detail = _detail(values[..., :channels])
            filled[own] += detail[y[own], x[own]]
            stop_if_asked()
    filled -= _detail(pixels)[level.hole]
    pixels[level.hole] = filled
    stop_if_asked()
    return pixels


def _detail(picture: np.ndarray) -> np.ndarray:
    """What is finer than the grain, H×W×C."""
    picture = np.ascontiguousarray(picture)
    blurred = cv2.GaussianBlur(picture, (0, 0), GRAIN)
    detail: np.ndarray = np.subtract(picture, blurred, out=blurred)
    return detail
