"""From matched patches to final pixels, with the picture's own grain."""

from __future__ import annotations

import torch

from gan_core.ops import frequency
from gan_core.ops.patches.scale import Scale
from gan_core.ops.patches.search import Field
from gan_core.ops.patches.vote import copied

_GRAIN = 1.0  # pixels: detail finer than this is copied, not averaged


def finish(scale: Scale, field: Field, hole: torch.Tensor) -> torch.Tensor:
    """The filled picture 1×C×H×W.

    Where patches do not agree, their average has lost its grain. Each pixel gets the finest detail
    of the one source that its own patch was matched to (contextual residuals: Yi et al., 2020,
    "Contextual residual aggregation for ultra high-resolution image inpainting"). Where patches do
    agree this changes nothing, so joints stay as soft as the average made them.
    """
    low, high = frequency.split(scale.picture(), _GRAIN)
    detail = scale.rows(high)
    detail[scale.hole] = copied(scale, field, detail)
    return torch.where(hole, frequency.merge(low, scale.picture(detail)), scale.picture())
