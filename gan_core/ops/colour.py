"""Colour of a picture as a distribution: statistics, and moving one picture's to another.

Pictures are N×3×H×W, sRGB in [0, 1]. `weight` arguments are N×1×H×W ≥ 0 and say how much a pixel
counts (a mask, for instance); None counts all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from kornia.color import lab_to_rgb, rgb_to_lab


@dataclass(frozen=True)
class Statistics:
    """Mean N×C×1×1 and covariance N×C×C of a picture's colours."""

    mean: torch.Tensor
    covariance: torch.Tensor

    @property
    def std(self) -> torch.Tensor:
        """Standard deviation a channel, N×C×1×1."""
        variance = torch.diagonal(self.covariance, dim1=-2, dim2=-1)
        return variance.clamp(min=0).sqrt()[..., None, None]


def statistics(image: torch.Tensor, weight: torch.Tensor | None = None) -> Statistics:
    """Mean and covariance of the channels of N×C×H×W, in whatever colour space it is."""
    flat = image.flatten(2)
    if weight is None:
        share = flat.new_full((1, 1, flat.shape[-1]), 1.0 / flat.shape[-1])
    else:
        share = weight.flatten(2)
        share = share / share.sum(dim=-1, keepdim=True).clamp(min=1e-12)
    mean = (flat * share).sum(dim=-1, keepdim=True)
    centred = flat - mean
    return Statistics(mean[..., None], (centred * share) @ centred.transpose(1, 2))


def lab_statistics(image: torch.Tensor, weight: torch.Tensor | None = None) -> Statistics:
    """Statistics in CIE Lab (L in [0, 100], a and b around 0).

    >>> grey = torch.full((1, 3, 4, 4), 0.5)
    >>> [round(v) for v in lab_statistics(grey).mean.flatten().tolist()]
    [53, 0, 0]
    """
    return statistics(rgb_to_lab(image), weight)


def transfer_statistics(
    image: torch.Tensor, target: Statistics, weight: torch.Tensor | None = None
) -> torch.Tensor:
    """Give a picture another's mean and deviation of each Lab channel (Reinhard et al., 2001).

    Args:
        image: N×3×H×W.
        target: from `lab_statistics` of the other picture.
        weight: which pixels of `image` its own statistics are taken from.

    Returns:
        N×3×H×W in [0, 1].
    """
    lab = rgb_to_lab(image)
    own = statistics(lab, weight)
    return lab_to_rgb((lab - own.mean) * (target.std / own.std.clamp(min=1e-3)) + target.mean)


def transfer_covariance(
    image: torch.Tensor,
    target: Statistics,
    weight: torch.Tensor | None = None,
    own: Statistics | None = None,
) -> torch.Tensor:
    """Give a picture another's mean and covariance in Lab.

    The linear Monge-Kantorovich map, the one that moves colours least (Pitié and Kokaram, 2007,
    "The linear Monge-Kantorovitch linear colour mapping for example-based colour transfer").
    Arguments and result as in `transfer_statistics`; `own` are the `lab_statistics` of the whole
    where `image` is only a part of a picture.
    """
    lab = rgb_to_lab(image)
    own = own or statistics(lab, weight)
    root, inverse = _root(own.covariance)
    middle, _ = _root(root @ target.covariance @ root)
    move = inverse @ middle @ inverse
    moved = move @ (lab - own.mean).flatten(2)
    return lab_to_rgb(moved.view_as(lab) + target.mean)


def _root(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Square root of a symmetric matrix N×C×C, and the root's inverse."""
    # eigh of 3×3 in double and on the CPU: exact enough, and MPS has none
    values, vectors = torch.linalg.eigh(matrix.double().cpu())
    values = values.clamp(min=1e-4)
    root = vectors @ torch.diag_embed(values.sqrt()) @ vectors.mT
    inverse = vectors @ torch.diag_embed(values.rsqrt()) @ vectors.mT
    return root.to(matrix), inverse.to(matrix)


def match_histogram(
    image: torch.Tensor,
    reference: torch.Tensor,
    weight: torch.Tensor | None = None,
    reference_weight: torch.Tensor | None = None,
    bins: int = 512,
) -> torch.Tensor:
    """Give a picture another's histogram of each Lab channel.

    Args:
        image: N×3×H×W.
        reference: N×3 or 1×3, any size.
        weight, reference_weight: which pixels count in either histogram.
        bins: number of quantiles that the map is built from.

    Returns:
        N×3×H×W in [0, 1].
    """
    lab, wanted = rgb_to_lab(image), rgb_to_lab(reference)
    result = torch.empty_like(lab)
    for n in range(lab.shape[0]):
        m = min(n, wanted.shape[0] - 1)
        own_weight = None if weight is None else weight[n].flatten()
        other_weight = None if reference_weight is None else reference_weight[m].flatten()
        for channel in range(3):
            own = _quantiles(lab[n, channel].flatten(), own_weight, bins)
            other = _quantiles(wanted[m, channel].flatten(), other_weight, bins)
            result[n, channel] = _interpolate(lab[n, channel], own, other)
    return lab_to_rgb(result)


def _quantiles(values: torch.Tensor, weight: torch.Tensor | None, bins: int) -> torch.Tensor:
    ordered, order = values.sort()
    if weight is None:
        cumulative = torch.arange(1, len(values) + 1, device=values.device) / len(values)
    else:
        cumulative = weight[order].double().cumsum(0)
        cumulative = (cumulative / cumulative[-1].clamp(min=1e-12)).to(values)
    at = (torch.arange(bins, device=values.device) + 0.5) / bins
    return ordered[torch.searchsorted(cumulative.contiguous(), at).clamp(max=len(values) - 1)]


def _interpolate(x: torch.Tensor, known: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """Piecewise linear map that takes `known` (ascending) to `values`, shifted beyond its ends."""
    right = torch.searchsorted(known, x.contiguous()).clamp(1, len(known) - 1)
    left = right - 1
    span = (known[right] - known[left]).clamp(min=1e-6)
    share = ((x - known[left]) / span).clamp(0, 1)
    inside = values[left] + share * (values[right] - values[left])
    beyond = (x - known[-1]).clamp(min=0) + (x - known[0]).clamp(max=0)
    return inside + beyond


def keep_colour(image: torch.Tensor, content: torch.Tensor) -> torch.Tensor:
    """`image`'s lightness with `content`'s colours, both N×3×H×W of one size.

    >>> grey = torch.full((1, 3, 2, 2), 0.5)
    >>> bool(torch.allclose(keep_colour(grey, grey), grey, atol=1e-3))
    True
    """
    lightness = rgb_to_lab(image)[:, :1]
    return lab_to_rgb(torch.cat([lightness, rgb_to_lab(content)[:, 1:]], dim=1))
