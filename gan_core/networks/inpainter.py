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

from gan_core.networks.membrane import membrane
from gan_core.networks.padding import pad_to_multiple
from gan_core.networks.wide_blocks import ChannelNorm, WideBlock

_STRIDE = 16
_PATCH = 4
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


class GanvasInpainter(nn.Module):
    """`net(image, mask)` to N×3×H×W in about [0, 1]: the fill, and the image where it is known.

    Any size; made for 256² to 512².

    Args:
        widths: channels at 1/4, 1/8 and 1/16 of the resolution.
        depths: blocks there; those at 1/4 and 1/8 are run on the way down and on the way up.
        kernel: side of the depthwise windows.
    """

    graph_follows_size = True  # the smooth surface takes as many steps as the size needs

    def __init__(
        self,
        widths: Sequence[int] = (48, 96, 160),
        depths: Sequence[int] = (1, 2, 4),
        kernel: int = 7,
    ) -> None:
        super().__init__()
        self.config = {"widths": list(widths), "depths": list(depths), "kernel": kernel}
        fine, middle, coarse = widths

        def blocks(level: int) -> nn.Sequential:
            return nn.Sequential(*(WideBlock(widths[level], kernel) for _ in range(depths[level])))

        # prefilled picture and mask, 4×4 pixels each, to one place
        self.enter = nn.Conv2d(4 * _PATCH**2, fine, 3, padding=1)
        self.fine_in = blocks(0)
        self.to_middle = nn.Conv2d(fine, middle, 2, stride=2)
        self.middle_in = blocks(1)
        self.to_coarse = nn.Conv2d(middle, coarse, 2, stride=2)
        self.coarse_in = blocks(2)
        self.attention = _KnownAttention(coarse)
        self.coarse_out = blocks(2)
        self.from_coarse = nn.Conv2d(coarse, middle, 1)
        self.middle_out = blocks(1)
        self.from_middle = nn.Conv2d(middle, fine, 1)
        self.fine_out = blocks(0)
        self.norm = ChannelNorm(fine)
        self.leave = nn.Conv2d(fine, 3 * _PATCH**2, 3, padding=1)
        nn.init.zeros_(self.leave.weight)  # an untrained network gives the smooth surface
        nn.init.zeros_(self.leave.bias)  # type: ignore[arg-type]

    def forward(self, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        size = image.shape[-2:]
        assert mask.shape == (image.shape[0], 1, *size), f"a mask {mask.shape} for {image.shape}"
        image, mask = (pad_to_multiple(x, _STRIDE) for x in (image, mask))
        filled = membrane(image, mask)
        x = F.pixel_unshuffle(torch.cat([filled * 2 - 1, mask * 2 - 1], dim=1), _PATCH)
        fine = self.fine_in(self.enter(x))
        middle = self.middle_in(self.to_middle(fine))
        coarse = self.coarse_in(self.to_coarse(middle))
        coarse = self.attention(coarse, F.avg_pool2d(1 - mask, _STRIDE))
        coarse = self.coarse_out(coarse)
        middle = self.middle_out(middle + self.from_coarse(_double(coarse)))
        fine = self.fine_out(fine + self.from_middle(_double(middle)))
        # Small steps of the weights shall be small steps of the colours.
        added = F.pixel_shuffle(0.1 * self.leave(self.norm(fine)), _PATCH)
        picture = filled + mask * added
        return picture[..., : size[0], : size[1]]


def _double(x: torch.Tensor) -> torch.Tensor:
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
