"""Ganvas' own network for thin holes: cracks, scratches, hairs and specks.

What is a few pixels away on all sides nearly determines what is missing, so the network looks no
further than some sixty pixels, works at half the size, and is small. It begins with a smooth
surface and adds what that lacks.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from gan_core.networks.on_surface import OnSurface, double


class Mender(OnSurface):
    """`net(image, mask)` to N×3×H×W in about [0, 1]: the fill, and the image where it is known.

    Any size; made for holes of up to a dozen pixels across.

    Args:
        widths: channels at 1/2 and 1/4 of the resolution.
        depths: blocks there; those at 1/2 are run before and after those at 1/4.
        kernel: side of the depthwise windows.
    """

    architecture = "ganvas-inpainter"
    fast_dtype = torch.float16
    channels_last = True
    patch, stride = 2, 4
    widest = 12  # pixels across

    def __init__(
        self, widths: Sequence[int] = (40, 80), depths: Sequence[int] = (2, 4), kernel: int = 7
    ) -> None:
        super().__init__(widths, depths, kernel)
        fine, coarse = widths
        self.fine_in = self.blocks(0)
        self.to_coarse = nn.Conv2d(fine, coarse, 2, stride=2)
        self.coarse = self.blocks(1)
        self.from_coarse = nn.Conv2d(coarse, fine, 1)
        self.fine_out = self.blocks(0)
        self.add_exit()

    def features(self, fine: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        fine = self.fine_in(fine)
        coarse = self.coarse(self.to_coarse(fine))
        return self.fine_out(fine + double(self.from_coarse(coarse)))
