"""From matched patches to final pixels: the picture's own grain, and no visible joints."""

from __future__ import annotations

from collections.abc import Callable

import torch

from gan_core.ops import poisson
from gan_core.ops.patches.field import Field

_CLOSE = 1e-3  # change of a colour that is none: a quarter of what 8 bits can say
# Pieces from differently lit places meet in faint steps, which the eye finds even where they are a
# hundredth. They are evened out twice. Above about the first number, across the hole's outline the
# second, a step is no joint but an edge. The third pulls back to the colours as they were: faint
# steps fade over some 40 pixels, the larger ones that are left over a few, so that an edge which
# ends at the outline does not bleed into the fill.
_EVENED = ((0.03, 0.12, 5e-4), (0.03, 0.4, 0.05))


def finish(
    field: Field, hole: torch.Tensor, channels: int, stop_if_asked: Callable[[], None]
) -> torch.Tensor:
    """Last steps for the picture that was voted on; hole 1×1×H×W bool → 1×C×H×W.

    Args:
        channels: how many of the field's channels are the picture's own.
        stop_if_asked: called all along; it may raise to stop.
    """
    picture = field.grained(channels)
    for inside, outline, hold in _EVENED:
        picture = poisson.solve(
            picture,
            hole,
            poisson.laplacian(picture) + field.joints(picture, (inside, outline)),
            screen=hold,
            iterations=12,
            tolerance=_CLOSE,
            stop_if_asked=stop_if_asked,
        )
    return picture
