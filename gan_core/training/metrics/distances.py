"""Distances between two sets of features: Fréchet and kernel."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import nn

from gan_core.errors import InputError

_SUBSETS = 20
_BATCH = 4096  # rows that are added at once


class KID(NamedTuple):
    mean: float
    std: float  # over subsets; 0 where there is one


def fid(real: torch.Tensor, fake: torch.Tensor) -> float:
    """Fréchet distance (Heusel et al. 2017) of Gaussians with the sets' means and covariances.

    It is biased: fewer pictures give a larger distance. Compare only results of as many pictures.

    Args:
        real, fake: features N×D and M×D of at least two pictures each.
    """
    from torchmetrics.image.fid import FrechetInceptionDistance  # seconds that a run need not wait

    _check(real, fake)

    class Same(nn.Identity):
        num_features = real.shape[1]

    metric = FrechetInceptionDistance(feature=Same())
    for part in real.double().split(_BATCH):
        metric.update(part, real=True)
    for part in fake.double().split(_BATCH):
        metric.update(part, real=False)
    return float(metric.compute())


def kid(real: torch.Tensor, fake: torch.Tensor, subset_size: int = 1000, seed: int = 0) -> KID:
    """Kernel distance (Bińkowski et al. 2018): squared MMD with the kernel (x·y/D + 1)³.

    Unbiased, and so the one to trust with few pictures; near 0 (also below it) for equal
    distributions. Where the sets are larger than `subset_size` or not of one size, the mean over
    20 random subsets.

    Args:
        real, fake: features N×D and M×D of at least two pictures each.
        seed: of the subsets.
    """
    from torchmetrics.image.kid import poly_mmd

    _check(real, fake)
    size = min(len(real), len(fake), subset_size)
    whole = size == len(real) == len(fake)
    generator = torch.Generator().manual_seed(seed)

    def pick(features: torch.Tensor) -> torch.Tensor:
        if whole:
            return features.double()
        chosen = torch.randperm(len(features), generator=generator)[:size]
        return features[chosen].double()

    found = torch.stack([poly_mmd(pick(real), pick(fake)) for _ in range(1 if whole else _SUBSETS)])
    return KID(float(found.mean()), float(found.std(correction=0)))


def _check(real: torch.Tensor, fake: torch.Tensor) -> None:
    assert real.ndim == fake.ndim == 2, f"N×D expected, got {real.shape} and {fake.shape}"
    assert real.shape[1] == fake.shape[1], f"features of two kinds: {real.shape}, {fake.shape}"
    if min(len(real), len(fake)) < 2:
        raise InputError("A distance between sets needs at least two pictures in each; give more.")
