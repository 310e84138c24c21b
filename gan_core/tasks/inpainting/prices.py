"""What a source costs beyond its distance, so that fills are varied and made of what belongs."""

from __future__ import annotations

import torch
from torch.nn import functional

from gan_core.ops import masks
from gan_core.ops.patches.scale import RADIUS, Scale
from gan_core.ops.patches.search import Field
from gan_core.ops.patches.vote import usage
from gan_core.tasks.inpainting.quality import Effort

_CELLS = 6  # cells a side of the random map that variety comes from
_RING = 6  # pixels around the hole whose patches say what belongs into it
_SHARE = 0.02  # of the ring must look like a source for it to belong
_BELONG_LIMIT = 9000  # sources above which the rung is too fine to ask again


class Prices:
    """Prices of the sources of one fill, for any rung.

    Args:
        effort: how much each counts.
        generator: draws the parts of the picture that this fill avoids.
    """

    def __init__(self, effort: Effort, generator: torch.Generator) -> None:
        self._effort = effort
        self._favour = torch.rand(1, 1, _CELLS, _CELLS, generator=generator)

    def of(
        self, scale: Scale, hole: torch.Tensor, field: Field | None, finest: bool
    ) -> torch.Tensor | None:
        """A price for each pixel of the padded picture, or None where nothing costs anything.

        Args:
            hole: 1×1×h×w bool.
            field: matches so far; None in the first round, when no price unit is known yet.
            finest: whether there is no finer rung, where only the spread still matters.
        """
        effort = self._effort
        price = None
        if effort.belonging > 0 and len(scale.sources) <= _BELONG_LIMIT and not finest:
            price = effort.belonging * _strangeness(scale, hole)
        if field is None:
            return price
        unit = field.typical()
        spread = unit * effort.spread * usage(scale, field)
        price = spread if price is None else price + spread
        if effort.variety > 0 and not finest:
            size = (scale.height, scale.width)
            favour = functional.interpolate(self._favour, size, mode="bilinear", align_corners=True)
            price = price + unit * effort.variety * scale.rows(favour.to(scale.device))[:, 0]
        return price


def _strangeness(scale: Scale, hole: torch.Tensor) -> torch.Tensor:
    """How unlike the hole's surroundings a source is, as a patch distance.

    What fills a hole should be made of what touches it. Without this, a field between two animals
    is as likely to be filled with a third one.
    """
    around = masks.grow(hole.float(), RADIUS + _RING)
    ring = (scale.valid & (scale.rows(around)[:, 0] > 0)).nonzero()[:, 0]
    strange = torch.zeros(len(scale.valid), device=scale.device)
    if len(ring) == 0:
        return strange
    apart = torch.cdist(scale.described[scale.sources], scale.described[ring]).square()
    count = max(1, round(_SHARE * len(ring)))
    strange[scale.sources] = apart.topk(count, largest=False).values[:, -1]
    return strange
