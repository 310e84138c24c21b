"""From matched patches to final pixels: the picture's own grain, and no visible joints."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import torch

from gan_core.ops import poisson
from gan_core.ops.patches.joints import joints
from gan_core.ops.patches.level import Level
from gan_core.ops.patches.search import Matches
from gan_core.ops.patches.vote import origins
from gan_core.tasks.inpainting.pyramid import as_array, as_tensor

_CLOSE = 1e-3  # change of a colour that is none: a quarter of what 8 bits can say
_GRAIN = 1.0  # pixels: detail finer than this is copied, not averaged
# Pieces from differently lit places meet in faint steps, which the eye finds even where they are a
# hundredth. They are evened out twice. Above about the first number, across the hole's outline the
# second, a step is no joint but an edge. The third pulls back to the colours as they were: faint
# steps fade over some 40 pixels, the larger ones that are left over a few, so that an edge which
# ends at the outline does not bleed into the fill.
_EVENED = ((0.03, 0.12, 5e-4), (0.03, 0.4, 0.05))


def finish(
    level: Level,
    matches: Matches,
    hole: torch.Tensor,
    channels: int,
    stop_if_asked: Callable[[], None],
) -> torch.Tensor:
    """Last steps for the picture that was voted on at a level; hole 1×1×H×W bool → 1×C×H×W.

    Args:
        channels: how many of the level's channels are the picture's own.
        stop_if_asked: called all along; it may raise to stop.
    """
    pixels = _grained(level, matches, channels, stop_if_asked)
    picture = as_tensor(pixels)
    for inside, outline, hold in _EVENED:
        steps = joints(level, matches, pixels, (inside, outline), stop_if_asked)
        picture = poisson.solve(
            picture,
            hole,
            poisson.laplacian(picture) + as_tensor(steps),
            screen=hold,
            iterations=12,
            tolerance=_CLOSE,
            stop_if_asked=stop_if_asked,
        )
        pixels = as_array(picture)
    return picture


def _grained(
    level: Level, matches: Matches, channels: int, stop_if_asked: Callable[[], None]
) -> np.ndarray:
    """Where patches do not agree, their average has lost its grain. Each pixel gets the finest
    detail of the one source that its own patch was matched to (contextual residuals: Yi et al.,
    2020, "Contextual residual aggregation for ultra high-resolution image inpainting"). Where
    patches do agree this changes nothing.
    """
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
    blurred = cv2.GaussianBlur(picture, (0, 0), _GRAIN)
    detail: np.ndarray = np.subtract(picture, blurred, out=blurred)
    return detail
