"""Ganvas' own network that finds damage on scans: a small U-Net (Ronneberger et al. 2015).

Besides the colours it is shown what classical morphology finds: white and black top-hats of several
sizes (Meyer 1979), which are bright where something is lighter or darker than its surroundings and
thinner than the window. What of that is damage, and what belongs to the picture, it has learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Detector
from gan_core.networks.padding import pad_to_multiple

_WINDOWS = (3, 7, 15)  # pixels a side: what is thinner stands out
_GAIN = 4.0  # hats are faint beside colours
_RARE = -3.0  # log odds of an untrained network: most of any picture is sound


class DamageNet(Detector):
    """`net(image)`: N×3×H×W in [0, 1] to N×1×H×W, the log odds that a pixel is damaged. Any size.

    Args:
        widths: channels at full size, at 1/2, 1/4 …
    """

    architecture = "ganvas-damage"

    def __init__(self, widths: Sequence[int] = (8, 24, 48, 64, 64)) -> None:
        super().__init__()
        self.config: dict[str, Any] = {"widths": list(widths)}
        self.stride = 2 ** (len(widths) - 1)
        inputs = [3 + 2 * len(_WINDOWS), *widths]
        self.down = nn.ModuleList(
            _layers(n_in, n_out) for n_in, n_out in zip(inputs, widths, strict=False)
        )
        pairs = list(pairwise(widths))
        self.narrow = nn.ModuleList(nn.Conv2d(deep, wide, 1) for wide, deep in pairs)
        self.up = nn.ModuleList(_layers(wide, wide) for wide, _ in pairs)
        self.leave = nn.Conv2d(widths[0], 1, 3, padding=1)
        nn.init.constant_(self.leave.bias, _RARE)  # type: ignore[arg-type]

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        height, width = image.shape[-2:]
        padded = pad_to_multiple(image, self.stride, least=2 * self.stride)
        x = torch.cat([padded * 2 - 1, *_top_hats(padded)], dim=1)
        passed = []
        for n, layers in enumerate(self.down):
            x = layers(F.max_pool2d(x, 2) if n else x)
            passed.append(x)
        x = passed.pop()
        for narrow, layers in zip(reversed(self.narrow), reversed(self.up), strict=True):
            x = F.interpolate(narrow(x), scale_factor=2, mode="bilinear", align_corners=False)
            x = layers(x + passed.pop())
        return self.leave(x)[..., :height, :width]


def _layers(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1),
        nn.LeakyReLU(0.1),
        nn.Conv2d(outputs, outputs, 3, padding=1),
        nn.LeakyReLU(0.1),
    )


def _top_hats(image: torch.Tensor) -> list[torch.Tensor]:
    """What is lighter, and what is darker, than its surroundings, N×1×H×W for each window."""
    grey = image.mean(dim=1, keepdim=True)
    found = []
    for side in _WINDOWS:
        found.append(_GAIN * (grey - _dilated(-_dilated(-grey, side), side)))
        found.append(_GAIN * (-_dilated(-_dilated(grey, side), side) - grey))
    return found


def _dilated(grey: torch.Tensor, side: int) -> torch.Tensor:
    return _widest(_widest(grey, -2, side), -1, side)


def _widest(x: torch.Tensor, dim: int, side: int) -> torch.Tensor:
    """The largest of `side` neighbours along a dimension: of 2, 4 … of them, then of all.

    Twenty times as fast as `max_pool2d` with such windows, which looks at each neighbour anew.
    """
    margin = (0, 0, side // 2, side // 2) if dim == -2 else (side // 2, side // 2, 0, 0)
    x = F.pad(x, margin, value=float("-inf"))
    seen = 1
    while seen < side:
        step = min(seen, side - seen)
        length = x.shape[dim] - step
        x = torch.maximum(x.narrow(dim, 0, length), x.narrow(dim, step, length))
        seen += step
    return x
