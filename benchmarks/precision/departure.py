"""How far a network's pictures depart from exact ones when a card rounds, and when that is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from kornia.color import rgb_to_lab
from torch import Tensor

from benchmarks.precision.cases import Measured
from benchmarks.precision.rounding import tensor_cores
from gan_core.precision import multiplying
from gan_core.tasks.inference import infer

# Unseen: colours differ (CIE76) on average no more than twice as much as saving a photograph in 8
# bits changes them, which is 0.22, and at 999 of 1000 pixels by less than a just noticeable
# difference between large even fields (Mahy, Van Eycken and Oosterlinck 1994).
MEAN, TAIL = 0.4, 2.3
_SHARE = 0.999


@dataclass(frozen=True)
class Departure:
    """ΔE of all pixels of all pictures, and the largest difference in steps of 1/255."""

    mean: float
    tail: float  # that 999 pixels of 1000 do not exceed
    most: float
    steps: float

    @property
    def unseen(self) -> bool:
        return self.mean <= MEAN and self.tail <= TAIL


def departures(
    found: Measured, roundings: Sequence[torch.dtype | str], stretched: bool = False
) -> Iterator[Departure]:
    """For each rounding – "tf32", torch.float16 or torch.bfloat16 – how far pictures depart.

    Args:
        stretched: scale the exact results to [0, 1] first, from their 1st to 99th percentile.
    """
    with torch.no_grad():
        exact = [infer(found.network, *given, run=found.run) for given in found.inputs]
        for rounding in roundings:
            with rounded(found, rounding):
                made = [infer(found.network, *given, run=found.run) for given in found.inputs]
            yield departure(exact, made, found.where, stretched)


@contextmanager
def rounded(found: Measured, rounding: torch.dtype | str) -> Iterator[None]:
    """The network as `fast` would run it on a card if it declared that rounding."""
    declared = found.network.fast_dtype
    found.network.fast_dtype = rounding if isinstance(rounding, torch.dtype) else None
    try:
        with multiplying("fast", on=("cpu",)), tensor_cores(tf32=True):
            yield
    finally:
        found.network.fast_dtype = declared


def departure(
    exact: Sequence[Tensor], made: Sequence[Tensor], where: Tensor | None, stretched: bool
) -> Departure:
    """How far pictures that were made with rounding are from exact ones, N×1|3×H×W each."""
    differences, steps = [], 0.0
    for right, other in zip(exact, made, strict=True):
        if stretched:
            low, high = torch.quantile(right.flatten()[::7].float(), torch.tensor([0.01, 0.99]))
            right, other = ((x - low) / (high - low) for x in (right, other))
        right, other = (_rgb(x.float().clamp(0, 1)) for x in (right, other))
        other = other.nan_to_num(10.0)
        used = torch.ones_like(right[:, :1]) if where is None else where.expand_as(right[:, :1])
        apart = (rgb_to_lab(right) - rgb_to_lab(other)).norm(dim=1, keepdim=True)
        differences.append(apart[used > 0])
        steps = max(steps, 255 * float(((right - other).abs() * used).max()))
    every = torch.cat(differences)
    tail = every.sort().values[int(_SHARE * (len(every) - 1))]
    return Departure(float(every.mean()), float(tail), float(every.max()), steps)


def _rgb(x: Tensor) -> Tensor:
    return x.expand(-1, 3, -1, -1) if x.shape[1] == 1 else x[:, :3]
