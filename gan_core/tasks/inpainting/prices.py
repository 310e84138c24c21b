"""What a source costs beyond its distance, so that fills are varied and made of what belongs."""

from __future__ import annotations

import cv2
import numpy as np
import torch

from gan_core.ops.patches.level import RADIUS, Level
from gan_core.ops.patches.search import Prices
from gan_core.tasks.inpainting.quality import Effort

_CONSPICUOUS = 8.0  # median distances that a source may cost for being seen again
_CELLS = 6  # cells a side of the random map that variety comes from
_RING = 6  # pixels around the hole whose patches say what belongs into it
_ASKED = 200  # of those patches
_SHARE = 0.02  # of the ring must look like a source for it to belong
_BELONG_LIMIT = 9000  # sources above which the size is too fine to ask again


class Pricing:
    """The prices of one fill at any size.

    Args:
        effort: how much each counts.
        generator: draws the parts of the picture that this fill avoids.
    """

    def __init__(self, effort: Effort, generator: torch.Generator) -> None:
        self._effort = effort
        self._favour = torch.rand(_CELLS, _CELLS, generator=generator).numpy()

    def of_matches(self, unit: float | torch.Tensor, scale: float) -> Prices:
        """What a match costs.

        Args:
            unit: median distance of the patches from their matches.
            scale: pixels of this size in one of the picture.
        """
        effort = self._effort
        return Prices(
            coherence=effort.coherence * unit,
            reuse=effort.reuse,
            # where much the same is found everywhere, nothing is seen to come again
            reuse_most=_CONSPICUOUS * unit,
            sight=max(effort.sight * scale, 1.0),
            shift=effort.shift,
            bias=effort.bias,
            gain=effort.gain,
        )

    def of_sources(self, level: Level, unit: float, finest: bool) -> np.ndarray:
        """A price H×W for every pixel of the picture as a source's centre."""
        effort = self._effort
        price = np.zeros((level.height, level.width), np.float32)
        if finest:
            return price
        if effort.variety > 0:
            size = (level.width, level.height)
            price += unit * effort.variety * cv2.resize(self._favour, size)
        sources = np.argwhere(level.valid[0])
        if effort.belonging > 0 and 0 < len(sources) <= _BELONG_LIMIT:
            price[tuple(sources.T)] += effort.belonging * _strangeness(level, sources)
        return price


def _strangeness(level: Level, sources: np.ndarray) -> np.ndarray:
    """How unlike the hole's surroundings each source (n×2) is, as a patch distance.

    What fills a hole should be made of what touches it. Without this, a field between two animals
    is as likely to be filled with a third one.
    """
    reach = 2 * (RADIUS + _RING) + 1
    around = cv2.dilate(level.hole.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    ring = np.argwhere(around & level.valid[0])
    if not len(ring):
        return np.zeros(len(sources), np.float32)
    ring = ring[:: max(1, len(ring) // _ASKED)]
    here, there = (torch.from_numpy(_patches(level, places)) for places in (sources, ring))
    apart = torch.cdist(here, there).square_()
    count = max(1, round(_SHARE * len(ring)))
    return apart.topk(count, largest=False).values[:, -1].numpy()


def _patches(level: Level, places: np.ndarray) -> np.ndarray:
    """What is around each place (n×2), n×numbers: the patch at a third of its detail."""
    steps = [(y, x) for y in (-2, 0, 2) for x in (-2, 0, 2)]
    mean = cv2.blur(level.pixels, (3, 3))
    parts = [mean[places[:, 0] + y, places[:, 1] + x] for y, x in steps]
    return np.concatenate(parts, axis=1) / np.float32(len(steps) ** 0.5)
