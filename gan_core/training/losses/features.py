"""Distances in frozen features of EfficientNet-Lite0."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from gan_core.catalog.loading import load_network

CONTENT = (1, 3, 5, 8)  # blocks whose output is compared: strides 2, 4, 8, 16


def frozen_features() -> nn.Module:
    """EfficientNet-Lite0 with its norms folded, from the catalogue (fetched on the first use)."""
    return load_network("efficientnet-lite0").eval().requires_grad_(False)


def feature_distance(
    features: nn.Module,
    image: torch.Tensor,
    target: torch.Tensor,
    after: Sequence[int] = CONTENT,
) -> torch.Tensor:
    """Mean absolute difference of features, each layer in units of the target's own spread.

    Johnson et al. 2016 with another network. Pictures N×3×H×W in [0, 1]; a scalar.
    """
    with torch.no_grad():
        wanted = features.taps(target, after)  # type: ignore[operator]
    found = features.taps(image, after)  # type: ignore[operator]
    distances = [
        (a - b).abs().mean() / b.std().clamp_min(1e-3) for a, b in zip(found, wanted, strict=True)
    ]
    return torch.stack(distances).mean()
