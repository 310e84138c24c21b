"""Residual blocks with wide depthwise windows (ConvNeXt, Liu et al. 2022): any hole is safe."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.operations.bias_activation import at_least_float32


class ChannelNorm(nn.Module):
    """Divides each place's features by their own size; never mixes places, so any hole is safe."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(1, width, 1, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        size = at_least_float32(x).square().mean(1, keepdim=True)
        return x * (size + 1e-6).rsqrt() * self.gain


class WideBlock(nn.Module):
    """Residual: filter each channel over a wide window, then mix the channels."""

    def __init__(self, width: int, kernel: int) -> None:
        super().__init__()
        self.depth = nn.Conv2d(width, width, kernel, padding=kernel // 2, groups=width)
        self.norm = ChannelNorm(width)
        self.widen = nn.Conv2d(width, 2 * width, 1)
        self.narrow = nn.Conv2d(2 * width, width, 1)
        self.scale = nn.Parameter(torch.full((1, width, 1, 1), 0.1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm(self.depth(x))
        return x + self.scale * self.narrow(F.gelu(self.widen(y)))
