"""Ganvas' own inpainter: plausible structure for a hole, fast on a CPU.

The hole is first filled with a smooth surface; the network adds what is missing to that. It works
at a quarter of the resolution and below, with wide depthwise convolutions (ConvNeXt, Liu et al.
2022) and, at a sixteenth, attention in which only known places are looked at (the idea of
contextual attention, Yu et al. 2018). Fine detail is left to patch matching.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.on_surface import OnSurface, double
from gan_core.networks.wide_blocks import ChannelNorm

_MOST_KEYS = 1024  # places that attention looks at; beyond, they are averaged


class _KnownAttention(nn.Module):
    """Residual: each place gathers features from known places that resemble it."""

    def __init__(self, width: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.norm = ChannelNorm(width)
        self.query = nn.Conv2d(width, width, 1)
        self.key_value = nn.Conv2d(width, 2 * width, 1)
        self.out = nn.Conv2d(width, width, 1)
        self.scale = nn.Parameter(torch.full((1, width, 1, 1), 0.1))

    def forward(self, x: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
        height, width = x.shape[-2:]
        y = self.norm(x)
        seen = y
        pool = 1
        while (height // pool) * (width // pool) > _MOST_KEYS:
            pool *= 2
        if pool > 1:
            seen = F.avg_pool2d(y, pool, ceil_mode=True, count_include_pad=False)
            known = F.avg_pool2d(known, pool, ceil_mode=True, count_include_pad=False)
        queries = self._split(self.query(y))
        keys, values = (self._split(part) for part in self.key_value(seen).chunk(2, dim=1))
        bias = known.clamp_min(1e-4).log().flatten(2)[:, :, None]  # N×1×1×keys
        found = F.scaled_dot_product_attention(queries, keys, values, attn_mask=bias)
        found = found.transpose(2, 3).reshape(x.shape)
        return x + self.scale * self.out(found)

    def _split(self, x: torch.Tensor) -> torch.Tensor:
        """N×C×h×w to N×heads×places×C/heads."""
        return x.reshape(x.shape[0], self.heads, x.shape[1] // self.heads, -1).transpose(2, 3)


class GanvasInpainter(OnSurface):
    """`net(image, mask)` to N×3×H×W in about [0, 1]: the fill, and the image where it is known.

    Any size; made for 256² to 512².

    Args:
        widths: channels at 1/4, 1/8 and 1/16 of the resolution.
        depths: blocks there; those at 1/4 and 1/8 are run on the way down and on the way up.
        kernel: side of the depthwise windows.
    """

    architecture = "ganvas-inpainter"
    fast_dtype = torch.float16
    channels_last = True
    patch, stride = 4, 16

    def __init__(
        self,
        widths: Sequence[int] = (48, 96, 160),
        depths: Sequence[int] = (1, 2, 4),
        kernel: int = 7,
    ) -> None:
        super().__init__(widths, depths, kernel)
        fine, middle, coarse = widths
        self.fine_in = self.blocks(0)
        self.to_middle = nn.Conv2d(fine, middle, 2, stride=2)
        self.middle_in = self.blocks(1)
        self.to_coarse = nn.Conv2d(middle, coarse, 2, stride=2)
        self.coarse_in = self.blocks(2)
        self.attention = _KnownAttention(coarse)
        self.coarse_out = self.blocks(2)
        self.from_coarse = nn.Conv2d(coarse, middle, 1)
        self.middle_out = self.blocks(1)
        self.from_middle = nn.Conv2d(middle, fine, 1)
        self.fine_out = self.blocks(0)
        self.add_exit()

    def features(self, fine: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        fine = self.fine_in(fine)
        middle = self.middle_in(self.to_middle(fine))
        coarse = self.coarse_in(self.to_coarse(middle))
        coarse = self.attention(coarse, F.avg_pool2d(1 - mask, self.stride))
        coarse = self.coarse_out(coarse)
        middle = self.middle_out(middle + self.from_coarse(double(coarse)))
        return self.fine_out(fine + self.from_middle(double(middle)))
