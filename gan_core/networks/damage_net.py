"""Ganvas' own network that finds damage on scans: a U-Net (Ronneberger et al. 2015) that already
knows photographs.

What a scratch has in common with a cable is that it is thin; what tells them apart is what is
around. So the network is shown three things: the colours; what classical morphology finds, white
and black top-hats of several sizes (Meyer 1979), which are bright where something is lighter or
darker than its surroundings and thinner than the window; and the frozen features of a published
EfficientNet-Lite0 (Tan and Le 2019), which have seen a million cables, branches and railings.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.networks.kinds import Detector
from gan_core.networks.padding import pad_to_multiple

_TAPS = (1, 3, 5, 11)  # blocks before each tap: 1/2, 1/4, 1/8 and 1/16 of the side
_FAINTER = 0.1  # features vary by some five times as much as colours, a few by far more
_WINDOWS = (3, 7, 15)  # pixels a side: what is thinner stands out
_GAIN = 4.0  # hats are faint beside colours
_RARE = -3.0  # log odds of an untrained network: most of any picture is sound


class DamageNet(Detector):
    """`net(image)`: N×3×H×W in [0, 1] to N×1×H×W, the log odds that a pixel is damaged. Any size.

    Convolutions begin at half the size, where four pixels are four times the channels: nothing is
    lost and a processor is busy. Training changes all but the features.

    Args:
        widths: channels at 1/2, 1/4, 1/8, 1/16 and 1/32 of the side.
    """

    architecture = "ganvas-damage"
    fast_dtype = torch.float16
    channels_last = True
    stride = 32

    def __init__(self, widths: Sequence[int] = (32, 40, 56, 72, 72)) -> None:
        super().__init__()
        assert len(widths) == len(_TAPS) + 1, f"{len(_TAPS) + 1} widths, not {len(widths)}"
        self.config: dict[str, Any] = {"widths": list(widths)}
        self.encoder = EfficientNetLite0(blocks=_TAPS[-1]).requires_grad_(False)
        known = [*(self.encoder.widths[tap] for tap in _TAPS), 0]
        inputs = [4 * (3 + 2 * len(_WINDOWS)), *widths]
        self.down = nn.ModuleList(
            _layers(n_in + n_known, n_out)
            for n_in, n_known, n_out in zip(inputs, known, widths, strict=False)
        )
        pairs = list(pairwise(widths))
        self.narrow = nn.ModuleList(nn.Conv2d(deep, wide, 1) for wide, deep in pairs)
        self.up = nn.ModuleList(_layers(wide, wide) for wide, _ in pairs)
        self.leave = nn.Conv2d(widths[0], 4, 3, padding=1)
        nn.init.constant_(self.leave.bias, _RARE)  # type: ignore[arg-type]

    def frozen_parts(self) -> Sequence[nn.Module]:
        return (self.encoder,)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        height, width = image.shape[-2:]
        padded = pad_to_multiple(image, self.stride, least=2 * self.stride)
        with torch.no_grad():
            known = [_FAINTER * x for x in self.encoder.taps(padded, _TAPS)]
            x = F.pixel_unshuffle(torch.cat([padded * 2 - 1, *_top_hats(padded)], dim=1), 2)
        passed = []
        for n, layers in enumerate(self.down):
            x = F.max_pool2d(x, 2) if n else x
            x = layers(torch.cat([x, known[n]], dim=1) if n < len(known) else x)
            passed.append(x)
        x = passed.pop()
        for narrow, layers in zip(reversed(self.narrow), reversed(self.up), strict=True):
            x = F.interpolate(narrow(x), scale_factor=2, mode="bilinear", align_corners=False)
            x = layers(x + passed.pop())
        return F.pixel_shuffle(self.leave(x), 2)[..., :height, :width]


def _layers(inputs: int, outputs: int) -> nn.Sequential:
    layers = nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1),
        nn.LeakyReLU(0.1),
        nn.Conv2d(outputs, outputs, 3, padding=1),
        nn.LeakyReLU(0.1),
    )
    for n in (0, 2):  # He et al. 2015: nothing normalizes what passes through
        nn.init.kaiming_uniform_(layers[n].weight, 0.1)  # type: ignore[arg-type]
    return layers


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
