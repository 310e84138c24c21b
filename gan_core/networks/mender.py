"""Ganvas' own network for thin holes: cracks, scratches, hairs and specks.

What is a few pixels away on all sides nearly determines what is missing, so the network looks no
further than some sixty pixels, works at half the size, and is small. It begins with a smooth
surface and adds what that lacks.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.membrane import membrane
from gan_core.networks.padding import pad_to_multiple
from gan_core.networks.wide_blocks import ChannelNorm, WideBlock

_PATCH = 2


class Mender(nn.Module):
    """`net(image, mask)` to N×3×H×W in about [0, 1]: the fill, and the image where it is known.

    Any size; made for holes of up to a dozen pixels across.

    Args:
        widths: channels at 1/2 and 1/4 of the resolution.
        depths: blocks there; those at 1/2 are run before and after those at 1/4.
        kernel: side of the depthwise windows.
    """

    widest = 12  # pixels across
    graph_follows_size = True  # the smooth surface takes as many steps as the size needs

    def __init__(
        self, widths: Sequence[int] = (40, 80), depths: Sequence[int] = (2, 4), kernel: int = 7
    ) -> None:
        super().__init__()
        self.config = {"widths": list(widths), "depths": list(depths), "kernel": kernel}
        fine, coarse = widths

        def blocks(level: int) -> nn.Sequential:
            return nn.Sequential(*(WideBlock(widths[level], kernel) for _ in range(depths[level])))

        # smooth surface and mask, 2×2 pixels each, to one place
        self.enter = nn.Conv2d(4 * _PATCH**2, fine, 3, padding=1)
        self.fine_in = blocks(0)
        self.to_coarse = nn.Conv2d(fine, coarse, 2, stride=2)
        self.coarse = blocks(1)
        self.from_coarse = nn.Conv2d(coarse, fine, 1)
        self.fine_out = blocks(0)
        self.norm = ChannelNorm(fine)
        self.leave = nn.Conv2d(fine, 3 * _PATCH**2, 3, padding=1)
        nn.init.zeros_(self.leave.weight)  # an untrained network gives the smooth surface
        nn.init.zeros_(self.leave.bias)  # type: ignore[arg-type]

    def forward(self, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        size = image.shape[-2:]
        assert mask.shape == (image.shape[0], 1, *size), f"a mask {mask.shape} for {image.shape}"
        image, mask = (pad_to_multiple(x, 2 * _PATCH) for x in (image, mask))
        filled = membrane(image, mask)
        x = F.pixel_unshuffle(torch.cat([filled * 2 - 1, mask * 2 - 1], dim=1), _PATCH)
        fine = self.fine_in(self.enter(x))
        coarse = self.coarse(self.to_coarse(fine))
        back = F.interpolate(self.from_coarse(coarse), scale_factor=2, mode="bilinear")
        fine = self.fine_out(fine + back)
        # Small steps of the weights shall be small steps of the colours.
        added = F.pixel_shuffle(0.1 * self.leave(self.norm(fine)), _PATCH)
        picture = filled + mask * added
        return picture[..., : size[0], : size[1]]
