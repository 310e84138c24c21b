"""waifu2x's network for enlarging photographs twice, "upconv_7" (nagadomi 2015)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Restorer

_WIDTHS = (3, 16, 32, 64, 128, 128, 256)
_EDGE = 7  # pixels that convolutions without padding eat on each side


class UpConv7(Restorer):
    """`net(image)`: N×3×H×W in [0, 1] to N×3×2H×2W, about [0, 1].

    Six convolutions at the small size, then one transposed. Beyond the picture its edge goes on.
    """

    architecture = "upconv7"
    fast_dtype = torch.float16
    channels_last = True
    scale = 2
    reach = _EDGE  # pixels away from its own that an output pixel depends on

    def __init__(self) -> None:
        super().__init__()
        self.config: dict[str, Any] = {}
        self.convolutions = nn.ModuleList(
            nn.Conv2d(inputs, outputs, 3) for inputs, outputs in pairwise(_WIDTHS)
        )
        self.enlarge = nn.ConvTranspose2d(_WIDTHS[-1], 3, 4, stride=2, padding=3)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        x = F.pad(image, [_EDGE] * 4, mode="replicate")
        for convolution in self.convolutions:
            x = F.leaky_relu(convolution(x), 0.1)
        return self.enlarge(x)
