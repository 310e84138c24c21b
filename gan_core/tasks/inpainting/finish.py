"""From matched patches to final pixels: the picture's own grain, and no visible joints."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import torch

from gan_core.ops import poisson
from gan_core.ops.patches.level import RADIUS, Level, source_place
from gan_core.ops.patches.search import Matches
from gan_core.ops.patches.vote import copied
from gan_core.tasks.inpainting.pyramid import as_array, as_tensor

_GRAIN = 1.0  # pixels: detail finer than this is copied, not averaged
# Steps between neighbours are evened out twice. Well above the first number, across the hole's
# outline the second, a step is no joint but an edge. The third pulls back to the colours as they
# were: faint steps fade over some 40 pixels, the larger ones that are left over a few, so that an
# edge which ends at the outline does not bleed into the fill.
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
    values = np.ascontiguousarray(level.sources.values[..., :channels])
    stop_if_asked()
    pixels = _grained(level, matches, values, stop_if_asked)
    picture = as_tensor(pixels)
    for inside, outline, hold in _EVENED:
        steps = _joints(level, matches, values, pixels, (inside, outline), stop_if_asked)
        picture = poisson.solve(
            picture,
            hole,
            poisson.laplacian(picture) + as_tensor(steps),
            screen=hold,
            iterations=12,
            stop_if_asked=stop_if_asked,
        )
        pixels = as_array(picture)
    return picture


def _grained(
    level: Level, matches: Matches, values: np.ndarray, stop_if_asked: Callable[[], None]
) -> np.ndarray:
    """Where patches do not agree, their average has lost its grain. Each pixel gets the finest
    detail of the one source that its own patch was matched to (contextual residuals: Yi et al.,
    2020, "Contextual residual aggregation for ultra high-resolution image inpainting"). Where
    patches do agree this changes nothing.
    """
    pixels = np.array(values[0])
    detail = np.empty_like(values)
    for page, picture in enumerate(values):
        detail[page] = picture - cv2.GaussianBlur(picture, (0, 0), _GRAIN)
        stop_if_asked()
    pixels[level.hole] += copied(level, matches, detail) - detail[0][level.hole]
    stop_if_asked()
    return pixels


def _joints(
    level: Level,
    matches: Matches,
    values: np.ndarray,
    pixels: np.ndarray,
    largest: tuple[float, float],
    stop_if_asked: Callable[[], None],
) -> np.ndarray:
    """What to add to the picture's Laplacian, H×W×B, to even out steps of about the `largest`
    between two pixels of the fill, and across its outline.

    Pieces from differently lit places meet in faint steps, which the eye finds even where they are
    a hundredth. The sources know what the differences between neighbours should be; where the
    picture departs from that by little, the difference is put right and the rest evened out
    (gradients as in Darabi et al., 2012, "Image melding").
    """
    height, width, channels = pixels.shape
    values = values.reshape(-1, channels)
    source = np.arange(height * width, dtype=np.int64).reshape(height, width)
    rows, columns = np.nonzero(level.hole)
    own = (
        np.clip(rows, RADIUS, height - 1 - RADIUS),
        np.clip(columns, RADIUS, width - 1 - RADIUS),
    )
    page, y, x = source_place(matches.source[own])
    source[rows, columns] = (page * height + y + rows - own[0]) * width + x + columns - own[1]
    change = np.zeros_like(pixels)
    stop_if_asked()
    for here, there, shift in (
        (np.s_[:-1, :], np.s_[1:, :], width),
        (np.s_[:, :-1], np.s_[:, 1:], 1),
    ):
        use = level.hole[here] | level.hole[there]
        a, b = source[here][use], source[there][use]
        ahead = values[np.minimum(a + shift, len(values) - 1)] - values[a]
        behind = values[b] - values[np.maximum(b - shift, 0)]
        # beyond the outline the picture itself goes on, unknown: the inner side alone knows
        outward, inward = ~level.hole[there][use], ~level.hole[here][use]
        wanted = (ahead + behind) / 2
        wanted[outward], wanted[inward] = ahead[outward], behind[inward]
        step = wanted - (pixels[there][use] - pixels[here][use])
        size = np.abs(step).max(axis=1, keepdims=True)
        most = np.where((outward | inward)[:, None], largest[1], largest[0])
        step *= np.exp(-np.square(size / most))
        change[there][use] += step
        change[here][use] -= step
        stop_if_asked()
    return change
