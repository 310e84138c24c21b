"""U²-Netp: which pixels belong to the subject of a picture (Qin et al. 2020, U²-Net).

A U-Net whose every stage is a small U-Net itself. Batch norms are folded into the convolutions.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Segmenter

SIDE = 320  # pixels: what it was trained on
_MIDDLE, _WIDTH = 16, 64
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def _layer(inputs: int, outputs: int, dilation: int = 1) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation)


class _Block(nn.Module):
    """A residual U of `depth` layers down and as many up, less one.

    With `flat` nothing is scaled down: the layers look further instead.
    """

    def __init__(self, inputs: int, depth: int, flat: bool = False) -> None:
        super().__init__()
        self.flat = flat
        reaches = [2**n for n in range(depth)] if flat else [1] * (depth - 1) + [2]
        widths = [_WIDTH] + [_MIDDLE] * depth
        # in the order in which they run, which is that of the published file
        self.enter = _layer(inputs, _WIDTH)
        self.down = nn.ModuleList(
            _layer(widths[n], _MIDDLE, reach) for n, reach in enumerate(reaches)
        )
        back = list(reversed(reaches[:-1])) if flat else [1] * (depth - 1)
        self.up = nn.ModuleList(
            _layer(2 * _MIDDLE, _WIDTH if n == depth - 2 else _MIDDLE, reach)
            for n, reach in enumerate(back)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        entered = F.relu(self.enter(x))
        x, passed = entered, []
        for n, layer in enumerate(self.down):
            # the deepest two layers share a size
            if n and not self.flat and n < len(self.down) - 1:
                x = _halved(x)
            x = F.relu(layer(x))
            passed.append(x)
        passed.pop()
        for layer in self.up:
            beside = passed.pop()
            x = F.relu(layer(torch.cat([_resized(x, beside), beside], dim=1)))
        return x + entered


class U2NetP(Segmenter):
    """`net(image)`: N×3×H×W in [0, 1] to a mask N×1×H×W, 1 where the subject is.

    It looks at 320² pixels, whatever the picture's size; the mask is enlarged again.
    """

    architecture = "u2net"
    tf32 = False  # edges of its masks move: by ΔE 4 at a pixel in a thousand

    def __init__(self) -> None:
        super().__init__()
        self.config: dict[str, Any] = {}
        depths = ((7, False), (6, False), (5, False), (4, False), (4, True), (4, True))
        self.down = nn.ModuleList(
            _Block(_WIDTH if n else 3, *depth) for n, depth in enumerate(depths)
        )
        self.up = nn.ModuleList(_Block(2 * _WIDTH, *depth) for depth in reversed(depths[:-1]))
        self.sides = nn.ModuleList(nn.Conv2d(_WIDTH, 1, 3, padding=1) for _ in depths)
        self.merge = nn.Conv2d(len(depths), 1, 1)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        small = F.interpolate(image, (SIDE, SIDE), mode="bicubic", antialias=True).clamp(0, 1)
        light = small.amax(dim=(1, 2, 3), keepdim=True).clamp(min=1e-6)  # as it was trained
        scaled = (small / light).unbind(1)
        normal = [(x - m) / d for x, m, d in zip(scaled, _MEAN, _DEVIATION, strict=True)]
        found = self.saliency(torch.stack(normal, dim=1))
        return F.interpolate(found.to(image), image.shape[-2:], mode="bilinear", antialias=True)

    def saliency(self, x: torch.Tensor) -> torch.Tensor:
        """N×3×h×w, normalised as ImageNet is, to N×1×h×w in [0, 1]: the network itself."""
        passed = []
        for n, block in enumerate(self.down):
            x = block(_halved(x) if n else x)
            passed.append(x)
        found = [passed.pop()]
        for block in self.up:
            beside = passed.pop()
            found.append(block(torch.cat([_resized(found[-1], beside), beside], dim=1)))
        sides = [side(part) for side, part in zip(self.sides, reversed(found), strict=True)]
        sides = [_resized(side, sides[0]) for side in sides]
        return self.merge(torch.cat(sides, dim=1)).sigmoid()


def _halved(x: torch.Tensor) -> torch.Tensor:
    return F.max_pool2d(x, 2, stride=2, ceil_mode=True)


def _resized(x: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    return F.interpolate(x, like.shape[-2:], mode="bilinear", align_corners=False)
