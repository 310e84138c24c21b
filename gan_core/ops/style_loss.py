"""How far a picture is from a painting's style and from its own content, in frozen features.

Gatys et al. 2016 ("Image style transfer using convolutional neural networks"): Gram matrices for
the strokes, features themselves for the content. Gram matrices say little of colour as a whole, so
mean and covariance of the pixels are compared as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch

TAPS = (1, 3, 6)  # convolutions of `VGG` whose Gram matrices are compared; the last one: content


class Features(Protocol):
    """A frozen network that gives its features after some of its layers."""

    def taps(self, image: torch.Tensor, after: Sequence[int]) -> list[torch.Tensor]:
        """N×3×H×W in [0, 1] → a tensor N×C×h×w for each layer of `after`."""
        ...


@dataclass(frozen=True)
class Painting:
    """What is compared with a painting: statistics of N of them, or of one for all."""

    grams: tuple[torch.Tensor, ...]  # N×C×C a layer
    mean: torch.Tensor  # N×3, of the colours
    covariance: torch.Tensor  # N×3×3


@dataclass(frozen=True)
class Weights:
    """Of the parts of a loss, relative to the strokes."""

    content: float = 0.1
    colour: float = 1.0
    smooth: float = 0.1


class StyleLoss:
    """Losses that are 0 for a perfect match and about 1 for nothing in common.

    Args:
        features: frozen; a network with layers up to `TAPS[-1]`.
    """

    def __init__(self, features: Features, weights: Weights | None = None) -> None:
        self.features, self.weights = features, weights or Weights()

    @torch.no_grad()
    def painting(self, pictures: torch.Tensor) -> Painting:
        """The statistics of N×3×h×w paintings of any size."""
        found = self.features.taps(pictures, TAPS)
        mean, covariance = _colours(pictures)
        return Painting(tuple(_gram(tap) for tap in found), mean, covariance)

    @torch.no_grad()
    def content(self, pictures: torch.Tensor) -> torch.Tensor:
        """What of N×3×H×W photographs has to be found again in their paintings."""
        (found,) = self.features.taps(pictures, TAPS[-1:])
        return found

    def __call__(
        self, painted: torch.Tensor, content: torch.Tensor, painting: Painting
    ) -> dict[str, torch.Tensor]:
        """The weighted losses by name, to be added up.

        Args:
            painted: N×3×H×W.
            content: from `content`, of the N photographs.
            painting: of the N paintings, or of one.
        """
        found = self.features.taps(painted, TAPS)
        strokes = [
            _relative(_gram(tap), wanted) for tap, wanted in zip(found, painting.grams, strict=True)
        ]
        mean, covariance = _colours(painted)
        colour = _relative(mean, painting.mean) + _relative(covariance, painting.covariance)
        return {
            "strokes": torch.stack(strokes).mean(),
            "content": self.weights.content * _relative(found[-1], content),
            "colour": self.weights.colour * colour,
            "smooth": self.weights.smooth * total_variation(painted),
        }


def join(paintings: Sequence[Painting], which: Sequence[int]) -> Painting:
    """Those of a batch whose n-th picture is to be like painting `which[n]`."""
    chosen = [paintings[index] for index in which]
    layers = zip(*(painting.grams for painting in chosen), strict=True)
    return Painting(
        tuple(torch.cat(grams) for grams in layers),
        torch.cat([painting.mean for painting in chosen]),
        torch.cat([painting.covariance for painting in chosen]),
    )


def total_variation(picture: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of neighbouring pixels."""
    return picture.diff(dim=-1).abs().mean() + picture.diff(dim=-2).abs().mean()


def _gram(features: torch.Tensor) -> torch.Tensor:
    flat = features.flatten(2)
    return flat @ flat.mT / flat.shape[2]


def _colours(pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    flat = pictures.flatten(2)
    mean = flat.mean(dim=2)
    centred = flat - mean[..., None]
    return mean, centred @ centred.mT / flat.shape[2]


def _relative(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Squared distance in units of what is wanted: a mean over the batch."""
    apart = (found - wanted).square().flatten(1).sum(1)
    return (apart / (wanted.square().flatten(1).sum(1) + 1e-6)).mean()
