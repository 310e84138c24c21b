"""Distances in frozen features of EfficientNet-Lite0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import nn

from gan_core.catalog.loading import load_network
from gan_core.networks.kinds import Features

CONTENT = (1, 3, 5, 8)  # blocks whose output is compared: strides 2, 4, 8, 16


def frozen_features() -> Features:
    """EfficientNet-Lite0 with its norms folded, from the catalogue (fetched on the first use)."""
    network = load_network("efficientnet-lite0")
    assert isinstance(network, Features)
    return network


def feature_distance(
    features: nn.Module,
    image: torch.Tensor,
    target: torch.Tensor,
    after: Sequence[int] = CONTENT,
) -> torch.Tensor:
    """Mean absolute difference of features, each layer in units of the target's own spread.

    Johnson et al. 2016 with another network. Pictures N×3×H×W in [0, 1]; a scalar. `features` is a
    network of that kind, as it is or wrapped by Fabric.
    """
    seen = cast(Features, features)
    with torch.no_grad():
        wanted = seen.taps(target, after)
    found = seen.taps(image, after)
    distances = [
        (a - b).abs().mean() / b.std().clamp_min(1e-3) for a, b in zip(found, wanted, strict=True)
    ]
    return torch.stack(distances).mean()
