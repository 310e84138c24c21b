"""The discriminator of Projected GANs (Sauer et al. 2021): it judges features, not pixels.

A frozen network sees the pictures; its features are mixed at random, across channels and scales,
so that no discriminator can look at a few of them alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm


class ProjectedDiscriminator(nn.Module):
    """`net(features)`, a list of N×C×h×w from fine to coarse, to logits N×M of patches and scales.

    The random mixing is drawn once and never trained: buffers, kept with the weights.

    Args:
        widths: channels of the features.
        channels: of the mixed features.
        halvings: of each scale's discriminator before its logits; those at the end may be 0.
    """

    def __init__(
        self,
        widths: Sequence[int] = (24, 40, 112, 320),
        channels: int = 64,
        halvings: Sequence[int] = (3, 2, 1, 0),
    ) -> None:
        super().__init__()
        assert len(widths) == len(halvings), "one number of halvings a scale"
        self.config: dict[str, Any] = {
            "widths": list(widths),
            "channels": channels,
            "halvings": list(halvings),
        }
        for scale, width in enumerate(widths):
            across = torch.empty(channels, width, 1, 1)  # cross-channel mixing
            between = torch.empty(channels, channels, 3, 3)  # cross-scale mixing
            for name, weight in (("across", across), ("between", between)):
                nn.init.kaiming_normal_(weight, nonlinearity="linear")
                self.register_buffer(f"{name}{scale}", weight)
        self.judges = nn.ModuleList(_judge(channels, count) for count in halvings)

    def mixed(self, features: Sequence[torch.Tensor]) -> list[torch.Tensor]:
        """Features mixed across channels and, from coarse to fine, across scales."""
        assert [f.shape[1] for f in features] == self.config["widths"], "features of other layers"
        found: list[torch.Tensor] = []
        for scale in reversed(range(len(features))):
            x = F.conv2d(features[scale], self.get_buffer(f"across{scale}"))
            if found:
                size = (x.shape[2], x.shape[3])
                x = x + F.interpolate(found[-1], size, mode="bilinear", align_corners=False)
                x = x / 2**0.5  # the variance stays what it is
            found.append(F.conv2d(x, self.get_buffer(f"between{scale}"), padding=1))
        return found[::-1]

    def forward(self, features: Sequence[torch.Tensor]) -> torch.Tensor:
        logits = [
            judge(mixed).flatten(1)
            for judge, mixed in zip(self.judges, self.mixed(features), strict=True)
        ]
        return torch.cat(logits, dim=1)


def _judge(channels: int, halvings: int) -> nn.Sequential:
    """Patches of one scale to logits."""
    steps: list[nn.Module] = []
    for _ in range(halvings):
        steps += [spectral_norm(nn.Conv2d(channels, channels, 4, 2, padding=1)), nn.LeakyReLU(0.2)]
    steps += [spectral_norm(nn.Conv2d(channels, channels, 3, padding=1)), nn.LeakyReLU(0.2)]
    return nn.Sequential(*steps, spectral_norm(nn.Conv2d(channels, 1, 3, padding=1)))
