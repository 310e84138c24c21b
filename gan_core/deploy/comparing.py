"""A network and its smaller versions on the same inputs: time, and what became of the picture."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch

from gan_core.deploy.trials import Inputs
from gan_core.training.metrics import FeatureNetwork
from gan_core.training.metrics.pairs import psnr, ssim

Call = Callable[..., torch.Tensor]


@dataclass(frozen=True)
class Row:
    """One version. Quality is that of its pictures against the original's, at most 100 dB."""

    name: str
    bytes: int
    cpu_ms: float  # processor time of one picture, median
    psnr: float
    ssim: float
    features: float | None  # distance; None where the feature network is not on this machine


def side_by_side(
    versions: Mapping[str, tuple[Call, int]],
    inputs: Sequence[Inputs],
    features: FeatureNetwork | None,
    repeats: int = 3,
) -> list[Row]:
    """Rows in the order of `versions` (name: the call and its bytes), the first the original.

    They take turns on every input, so that a busy machine is as busy for each, and processor time
    is counted, which other programs do not add to.
    """
    times: dict[str, list[float]] = {name: [] for name in versions}
    quality: dict[str, list[tuple[float, ...]]] = {name: [] for name in versions}
    for given in inputs:
        original: torch.Tensor | None = None
        for name, (call, _) in versions.items():
            for _ in range(repeats):
                began = time.process_time()
                with torch.no_grad():
                    made = call(*given).float()
                times[name].append(1000 * (time.process_time() - began))
            made = made.clamp(0, 1)
            original = made if original is None else original
            quality[name].append(_distances(made, original, features))
    rows = []
    for name, (_, size) in versions.items():
        means = [statistics.fmean(values) for values in zip(*quality[name], strict=True)]
        found = means[2] if features is not None else None
        # the first call of a version pays for what is set up once
        middle = statistics.median(times[name][1:])
        rows.append(Row(name, size, middle, means[0], means[1], found))
    return rows


def _distances(
    made: torch.Tensor, original: torch.Tensor, features: FeatureNetwork | None
) -> tuple[float, ...]:
    values = [float(psnr(made, original)), float(ssim(made, original))]
    if features is not None:
        values.append(float(features.distance(made, original)))
    return tuple(values)
