"""What our networks for holes share: a smooth surface first, then what that lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Inpainter
from gan_core.networks.membrane import membrane
from gan_core.networks.padding import pad_to_multiple
from gan_core.networks.wide_blocks import ChannelNorm, WideBlock


class OnSurface(Inpainter):
    """`net(image, mask)` to N×3×H×W in about [0, 1]: the fill, and the image where it is known.

    A network of this kind has a `features`, which makes of what `enter` gave as many channels
    again, and calls `add_exit` at the end of its constructor. Surface and mask are looked at in
    squares of `patch` pixels a side.

    Args:
        widths, depths, kernel: channels and blocks of each size, finest first, and the side of the
            blocks' windows.
    """

    graph_follows_size = True  # the smooth surface takes as many steps as the size needs
    patch: int
    stride: int  # what divides the sides that are worked on

    def __init__(self, widths: Sequence[int], depths: Sequence[int], kernel: int) -> None:
        super().__init__()
        self.config: dict[str, Any] = {
            "widths": list(widths),
            "depths": list(depths),
            "kernel": kernel,
        }
        # surface and mask, patch×patch pixels each, to one place
        self.enter = nn.Conv2d(4 * self.patch**2, widths[0], 3, padding=1)

    def add_exit(self) -> None:
        """Make the last layers, when all others are made: a seed gives weights in this order."""
        fine = self.config["widths"][0]
        self.norm = ChannelNorm(fine)
        self.leave = nn.Conv2d(fine, 3 * self.patch**2, 3, padding=1)
        nn.init.zeros_(self.leave.weight)  # an untrained network gives the smooth surface
        nn.init.zeros_(self.leave.bias)  # type: ignore[arg-type]

    def blocks(self, level: int) -> nn.Sequential:
        """The blocks of one size."""
        width, kernel = self.config["widths"][level], self.config["kernel"]
        return nn.Sequential(
            *(WideBlock(width, kernel) for _ in range(self.config["depths"][level]))
        )

    def features(self, fine: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """N×C×h×w to the same shape; the mask is N×1×(patch·h)×(patch·w)."""
        raise NotImplementedError

    def forward(self, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        size = image.shape[-2:]
        assert mask.shape == (image.shape[0], 1, *size), f"a mask {mask.shape} for {image.shape}"
        image, mask = (pad_to_multiple(x, self.stride) for x in (image, mask))
        filled = membrane(image, mask)
        x = F.pixel_unshuffle(torch.cat([filled * 2 - 1, mask * 2 - 1], dim=1), self.patch)
        fine = self.features(self.enter(x), mask)
        # Small steps of the weights shall be small steps of the colours.
        added = F.pixel_shuffle(0.1 * self.leave(self.norm(fine)), self.patch)
        picture = filled + mask * added
        return picture[..., : size[0], : size[1]]


def double(x: torch.Tensor) -> torch.Tensor:
    """N×C×h×w to N×C×2h×2w."""
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
