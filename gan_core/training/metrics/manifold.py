"""How much of one set of features lies in the other: precision and recall, density, coverage."""

from __future__ import annotations

from typing import NamedTuple

import torch

from gan_core.errors import InputError

_ROWS = 2048  # of the matrix of distances that are held at once


class PrecisionRecall(NamedTuple):
    precision: float  # share of the made pictures that look like real ones
    recall: float  # share of the real pictures that could have been made


class DensityCoverage(NamedTuple):
    density: float  # in how many real neighbourhoods a made picture lies, over k; may exceed 1
    coverage: float  # share of the real pictures with a made one in their neighbourhood


def precision_recall(real: torch.Tensor, fake: torch.Tensor, k: int = 3) -> PrecisionRecall:
    """Kynkäänniemi et al. 2019: a set is the union of balls that reach the k-th neighbour.

    Args:
        real, fake: features N×D and M×D, each of more than k pictures; sets of one size compare
            best.
    """
    _check(real, fake, k)
    return PrecisionRecall(
        precision=float(_hits(fake, real, k).gt(0).double().mean()),
        recall=float(_hits(real, fake, k).gt(0).double().mean()),
    )


def density_coverage(real: torch.Tensor, fake: torch.Tensor, k: int = 5) -> DensityCoverage:
    """Naeem et al. 2020: as precision and recall, less moved by outliers.

    Args:
        real, fake: features N×D and M×D, each of more than k pictures.
    """
    _check(real, fake, k)
    radii = _radii(real, k)
    nearest = torch.cat([_distances(rows, fake).amin(1) for rows in real.split(_ROWS)])
    return DensityCoverage(
        density=float(_hits(fake, real, k).double().mean() / k),
        coverage=float((nearest <= radii).double().mean()),
    )


def _hits(points: torch.Tensor, support: torch.Tensor, k: int) -> torch.Tensor:
    """In how many balls of `support` each point lies."""
    radii = _radii(support, k)
    return torch.cat([(_distances(rows, support) <= radii).sum(1) for rows in points.split(_ROWS)])


def _radii(points: torch.Tensor, k: int) -> torch.Tensor:
    """Distance of each point to its k-th nearest neighbour."""
    # The point itself is the first of its neighbours.
    parts = [_distances(rows, points).kthvalue(k + 1, dim=1).values for rows in points.split(_ROWS)]
    return torch.cat(parts)


def _distances(rows: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
    return torch.cdist(rows.double(), points.double())  # single precision blurs near ones


def _check(real: torch.Tensor, fake: torch.Tensor, k: int) -> None:
    assert real.ndim == fake.ndim == 2, f"N×D expected, got {real.shape} and {fake.shape}"
    if min(len(real), len(fake)) <= k:
        raise InputError(
            "Neighbourhoods of {k} need at least {needed} pictures in each set; give more.",
            k=k,
            needed=k + 1,
        )
