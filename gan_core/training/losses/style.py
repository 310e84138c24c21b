"""What a painting's style is to a loss: statistics of frozen features, at several scales.

Gatys et al. 2016 ("Image style transfer using convolutional neural networks") with the features of
EfficientNet-Lite0 instead of VGG: mean and covariance of the channels after the stem and after
blocks 2, 4 and 6, of the picture and of a copy half its size, which sees strokes twice as large.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.efficientnet_lite import EfficientNetLite0

TAPS = (0, 2, 4, 6)
_SCALES = (1.0, 0.5)
_CONTENT_TAP = 2  # index: of Lite0, after block 4, at an eighth of the side

# of each scale and tap: mean N×C and covariance N×C×C
Moments = list[tuple[torch.Tensor, torch.Tensor]]


class StyleLoss(nn.Module):
    """How far pictures are from styles, and from their content.

    Args:
        features: EfficientNet-Lite with its published weights, at least six blocks.
        taps: after how many blocks; the third one's features are the content.
    """

    def __init__(self, features: EfficientNetLite0, taps: Sequence[int] = TAPS) -> None:
        super().__init__()
        self.features, self.taps = features.eval().requires_grad_(False), taps

    def style_of(self, paintings: torch.Tensor) -> Moments:
        """What `forward` compares with, from N×3×h×w paintings of any size."""
        with torch.no_grad():
            return [_moments(f) for scale in _SCALES for f in self._taps(paintings, scale)]

    def forward(
        self, picture: torch.Tensor, content: torch.Tensor, style: Moments
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """(style loss, content loss), both relative: 0 is a perfect match, 1 nothing in common.

        Args:
            picture: N×3×H×W, what a network painted.
            content: N×3×H×W, what it painted from.
            style: from `style_of`, of N paintings or of one.
        """
        found = [features for scale in _SCALES for features in self._taps(picture, scale)]
        with torch.no_grad():
            wanted = self.features.taps(content, [self.taps[_CONTENT_TAP]])[0]
        # the taps of the full size come first
        content_loss = (found[_CONTENT_TAP] - wanted).square().mean() / wanted.square().mean()
        distances = [
            _distance(_moments(features), target)
            for features, target in zip(found, style, strict=True)
        ]
        return torch.stack(distances).mean(), content_loss

    def _taps(self, picture: torch.Tensor, scale: float) -> list[torch.Tensor]:
        if scale != 1:
            picture = F.interpolate(picture, scale_factor=scale, mode="bilinear", antialias=True)
        return self.features.taps(picture, self.taps)


def join(styles: Sequence[Moments], which: Sequence[int]) -> Moments:
    """The moments of a batch whose n-th picture is to be of style `which[n]`."""
    return [
        (torch.cat([styles[i][k][0] for i in which]), torch.cat([styles[i][k][1] for i in which]))
        for k in range(len(styles[0]))
    ]


def total_variation(picture: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of neighbouring pixels."""
    return picture.diff(dim=-1).abs().mean() + picture.diff(dim=-2).abs().mean()


def _moments(features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    flat = features.flatten(2)
    mean = flat.mean(dim=2)
    centred = flat - mean[..., None]
    return mean, centred @ centred.mT / flat.shape[2]


def _distance(
    found: tuple[torch.Tensor, torch.Tensor], wanted: tuple[torch.Tensor, torch.Tensor]
) -> torch.Tensor:
    (mean, covariance), (target_mean, target) = found, wanted
    # A picture of one colour has no covariance to be relative to.
    unit = target_mean.square().sum(1) + 1e-6
    spread = target.square().sum((1, 2)) + 1e-6
    return (
        (mean - target_mean).square().sum(1) / unit
        + (covariance - target).square().sum((1, 2)) / spread
    ).mean()
