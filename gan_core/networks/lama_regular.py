"""LaMa without Fourier convolutions, the paper's baseline (Suvorov et al. 2022).

The generator of pix2pixHD (Wang et al. 2018): it sees less far than LaMa and costs less.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from torch import nn

from gan_core.networks.kinds import Inpainter
from gan_core.networks.lama import seen_by_lama
from gan_core.networks.operations.conv3x3 import Conv3x3
from gan_core.networks.operations.reflection_pad import ReflectionPad


def _norm(width: int, folded: bool) -> nn.Module:
    return nn.Identity() if folded else nn.BatchNorm2d(width)


class _Block(nn.Module):
    def __init__(self, width: int, folded: bool) -> None:
        super().__init__()

        def convolution() -> list[nn.Module]:
            return [ReflectionPad(1), Conv3x3(width, width), _norm(width, folded)]

        self.conv_block = nn.Sequential(*convolution(), nn.ReLU(inplace=True), *convolution())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv_block(x)


class LaMaRegular(Inpainter):
    """Fill holes: `net(image, mask)` to the whole predicted picture, N×3×H×W in [0, 1].

    `image` N×3×H×W in [0, 1]; `mask` N×1×H×W, 1 = fill; what it covers of the image is not seen.
    Sides that 2**halvings does not divide are continued by their mirror image, as published.

    Args:
        ngf: channels after the first convolution.
        halvings: stride-2 convolutions before the residual blocks.
        blocks: residual blocks; 9 in lama-regular, 15 in big-lama-regular.
        widest: limit on the channels.
        folded: the batch norms are already merged into the convolutions.
    """

    architecture = "lama-regular"
    fast_dtype = torch.float16
    channels_last = True

    def __init__(
        self,
        ngf: int = 64,
        halvings: int = 3,
        blocks: int = 9,
        widest: int = 1024,
        folded: bool = False,
    ) -> None:
        super().__init__()
        self.config: dict[str, Any] = {
            "ngf": ngf,
            "halvings": halvings,
            "blocks": blocks,
            "widest": widest,
            "folded": folded,
        }
        self.stride = 2**halvings
        widths = [min(widest, ngf * 2**step) for step in range(halvings + 1)]
        # The order, pads and activations included, is that of the published files' entry names.
        layers: list[nn.Module] = [ReflectionPad(3), nn.Conv2d(4, ngf, 7), _norm(ngf, folded)]
        layers.append(nn.ReLU(inplace=True))
        for before, after in pairwise(widths):
            layers += [nn.Conv2d(before, after, 3, stride=2, padding=1), _norm(after, folded)]
            layers.append(nn.ReLU(inplace=True))
        layers += [_Block(widths[-1], folded) for _ in range(blocks)]
        for before, after in pairwise(reversed(widths)):
            up = nn.ConvTranspose2d(before, after, 3, stride=2, padding=1, output_padding=1)
            layers += [up, _norm(after, folded), nn.ReLU(inplace=True)]
        layers += [ReflectionPad(3), nn.Conv2d(ngf, 3, 7), nn.Sigmoid()]
        self.model = nn.Sequential(*layers)

    def forward(self, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        filled = self.model(seen_by_lama(image, mask, self.stride))
        return filled[..., : image.shape[-2], : image.shape[-1]]
