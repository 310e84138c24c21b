"""How far what a generator makes is from a picture that it is to make."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.networks.kinds import Features

TAPS = (0, 2, 4, 6)  # blocks of the features that are compared


class Likeness:
    """Distance to a picture `wanted`, 1×3×H×W in [0, 1], of pixels and in frozen features.

    A generator's pictures go beyond black and white, and a picture does not tell how far: where
    both are beyond on the same side they are alike.
    """

    def __init__(self, features: Features, wanted: Tensor) -> None:
        self._features, self._wanted = features, wanted
        with torch.no_grad():
            self._taps = features.taps(wanted, TAPS)
        self._scales = [tap.std().clamp(min=1e-3) for tap in self._taps]

    def __call__(self, made: Tensor, squares: bool = False) -> Tensor:
        """A number, 0 for the picture itself; `squares` counts large errors of pixels twice."""
        wanted = self._wanted
        beyond = ((wanted >= 1) & (made > 1)) | ((wanted <= 0) & (made < 0))
        made = torch.where(beyond, wanted, made)
        error = made - wanted
        distance = error.abs().mean()
        if squares:
            distance = distance + error.square().mean()
        found = self._features.taps(made, TAPS)
        for tap, aim, scale in zip(found, self._taps, self._scales, strict=True):
            distance = distance + (tap - aim).abs().mean() / scale
        return distance
