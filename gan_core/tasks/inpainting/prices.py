"""What a source costs beyond its distance, so that fills are varied and made of what belongs."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch.nn import functional

from gan_core.ops import masks
from gan_core.ops.patches.field import Field
from gan_core.ops.patches.level import RADIUS
from gan_core.ops.patches.search import Prices
from gan_core.tasks.inpainting.quality import Effort

_CONSPICUOUS = 8.0  # median distances that a source may cost for being seen again
_CELLS = 6  # cells a side of the random map that variety comes from
_RING = 6  # pixels around the hole whose patches say what belongs into it
_ASKED = 200  # of those patches
_SHARE = 0.02  # of the ring must look like a source for it to belong
_MOST = round(_SHARE * _ASKED)  # of them in numbers, at most
_BELONG_LIMIT = 9000  # sources above which the size is too fine to ask again


class Pricing:
    """The prices of one fill at any size.

    Args:
        effort: how much each counts.
        generator: draws the parts of the picture that this fill avoids.
    """

    def __init__(self, effort: Effort, generator: torch.Generator) -> None:
        self._effort = effort
        self._favour = torch.rand(1, 1, _CELLS, _CELLS, generator=generator)

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

    def of_sources(
        self, field: Field, hole: torch.Tensor, unit: float | torch.Tensor
    ) -> torch.Tensor:
        """A price H×W for every pixel of the picture as a source's centre; hole 1×1×H×W bool."""
        effort, size = self._effort, hole.shape[-2:]
        if effort.variety > 0:
            self._favour = self._favour.to(hole.device)
            spread = functional.interpolate(
                self._favour, size, mode="bilinear", align_corners=False
            )
            price = spread[0, 0] * unit * effort.variety
        else:
            price = torch.zeros(size, device=hole.device)
        if effort.belonging > 0 and 0 < field.sources <= _BELONG_LIMIT:
            sources = field.whole().flatten().nonzero_static(size=field.sources)[:, 0]
            strange = _strangeness(field, hole, sources)
            price.view(-1)[sources] += effort.belonging * strange
        return price


def _strangeness(field: Field, hole: torch.Tensor, sources: torch.Tensor) -> torch.Tensor:
    """How unlike the hole's surroundings each source (y·W + x) is, as a patch distance.

    What fills a hole should be made of what touches it. Without this, a field between two animals
    is as likely to be filled with a third one. How many there are around the hole is not looked at.
    """
    around = masks.grow(hole.float(), RADIUS + _RING) > 0
    rank = (around & field.whole()).flatten().cumsum(0)
    total = rank[-1]
    number = torch.arange(_ASKED, device=rank.device)
    asked = number < total
    wanted = torch.where(total > _ASKED, number * total // _ASKED, number)
    ring = torch.where(asked, torch.searchsorted(rank, wanted + 1), sources[0])
    seen = _patches(field.picture(), hole.shape[-1])
    apart = _distances(seen(sources), seen(ring)).square()
    nearest = apart.masked_fill(~asked, torch.inf).topk(_MOST, largest=False).values
    enough = (_SHARE * asked.sum()).round().long().clamp(min=1)
    strange = nearest.gather(1, (enough - 1).expand(len(sources), 1))[:, 0]
    return torch.where(total > 0, strange, 0.0)


def _patches(picture: torch.Tensor, width: int) -> Callable[[torch.Tensor], torch.Tensor]:
    """What is around places (y·W + x), n → n×numbers: the patch at a third of its detail."""
    steps = [y * width + x for y in (-2, 0, 2) for x in (-2, 0, 2)]
    mean = functional.avg_pool2d(functional.pad(picture, [1] * 4, mode="reflect"), 3, stride=1)
    pixels = mean[0].flatten(1).T.contiguous()

    def seen(places: torch.Tensor) -> torch.Tensor:
        return torch.cat([pixels[places + step] for step in steps], dim=1) / math.sqrt(len(steps))

    return seen


def _distances(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    # a product on a card may be rounded, and differences of nearly equal numbers forgive nothing
    exact = a.device.type == "cpu"
    how = "use_mm_for_euclid_dist" if exact else "donot_use_mm_for_euclid_dist"
    apart: torch.Tensor = torch.cdist(a, b, compute_mode=how)
    return apart
