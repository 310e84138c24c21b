"""Paint unknown pixels from the patches that were matched to them."""

from __future__ import annotations

import torch
from torch.nn import functional

from gan_core.ops.patches.scale import RADIUS, SIDE, Scale
from gan_core.ops.patches.search import Field


def vote(
    scale: Scale, field: Field, rows: torch.Tensor, trust: torch.Tensor, sharpness: float
) -> torch.Tensor:
    """Values of the unknown pixels, len(scale.hole)×C: a weighted mean over overlapping patches.

    Every patch that contains a pixel proposes for it what its match has there; similar patches and
    those near known pixels count more (Wexler et al., 2007, "Space-time completion of video").

    Args:
        rows: what is proposed, rows of the padded picture ×C: `scale.pixels`, or something else
            known at the sources.
        trust: weight of each target for its place, length K.
        sharpness: how quickly a larger distance makes a patch count less; 0 for not at all.
    """
    weight = trust
    if sharpness > 0:
        cost = field.cost.clamp(max=1e6)
        sample = cost[:: max(1, len(cost) // 100_000)]
        sigma = torch.quantile(sample, 0.75).clamp(min=1e-6)
        weight = trust * torch.exp(-sharpness * cost / (2 * sigma)).clamp(min=1e-6)
    total = torch.zeros(len(scale.hole), rows.shape[1], device=scale.device)
    norm = torch.zeros(len(scale.hole), 1, device=scale.device)
    for shift in scale.offsets.tolist():
        target = scale.place[scale.hole - shift]
        inside = target >= 0  # a centre outside the picture has no patch
        target = target.clamp(min=0)
        share = torch.where(inside, weight[target], 0)[:, None]
        total.addcmul_(rows[field.match[target] + shift], share)
        norm += share
    return total / norm.clamp(min=1e-12)


def copied(scale: Scale, field: Field, rows: torch.Tensor) -> torch.Tensor:
    """For each unknown pixel, the row at the centre of its own patch's match."""
    return rows[field.match[scale.place[scale.hole]]]


def usage(scale: Scale, field: Field) -> torch.Tensor:
    """How often each pixel of the padded picture is the centre of a match, relative to an even
    spread over the sources, averaged over a patch."""
    counts = torch.zeros(len(scale.valid), device=scale.device)
    counts.index_add_(0, field.match, torch.ones_like(field.cost))
    grid = counts.view(1, 1, -1, scale.stride)
    spread = functional.avg_pool2d(grid, SIDE, 1, RADIUS).flatten()
    return spread * (len(scale.sources) / max(len(field.match), 1))
