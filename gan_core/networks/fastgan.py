"""The generator of FastGAN (Liu et al. 2021, "Towards faster and stabilized GAN training").

Made for few pictures and short training; the generator of Projected GANs (Sauer et al. 2021).
"""

from __future__ import annotations

from math import log2
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import NoiseMode
from gan_core.networks.unmapped import UnmappedGenerator

_REACH = 16  # how many times larger what a skip excites is than what it comes from


class FastGANGenerator(UnmappedGenerator):
    """`net(z)`, N×z_dim to N×3×resolution×resolution, about [0, 1].

    Args:
        z_dim: length of z.
        channels: of the last features; they double with every halving of the resolution.
        channels_most: that they double to.
        resolution: side of the picture, a power of 2 from 8 on.
    """

    architecture = "fastgan"
    fast_dtype = torch.float16

    def __init__(
        self,
        z_dim: int = 128,
        channels: int = 32,
        channels_most: int = 256,
        resolution: int = 64,
    ) -> None:
        super().__init__(z_dim, resolution)
        assert resolution >= 8 and resolution & (resolution - 1) == 0, "a power of 2 from 8 on"
        self.config: dict[str, Any] = {
            "z_dim": z_dim,
            "channels": channels,
            "channels_most": channels_most,
            "resolution": resolution,
        }
        self.sides = [2**k for k in range(2, int(log2(resolution)) + 1)]
        width = {side: min(channels * resolution // side, channels_most) for side in self.sides}
        self.start = nn.Sequential(
            nn.ConvTranspose2d(z_dim, 2 * width[4], 4, bias=False),
            nn.BatchNorm2d(2 * width[4]),
            nn.GLU(dim=1),
        )
        self.blocks = nn.ModuleDict(
            {str(s): _Block(width[s // 2], width[s], s) for s in self.sides[1:]}
        )
        self.skips = nn.ModuleDict(
            {
                str(s): _Excitation(width[s // _REACH], width[s])
                for s in self.sides
                if s // _REACH in width
            }
        )
        self.to_rgb = nn.Conv2d(width[resolution], 3, 3, padding=1)

    def synthesis(
        self,
        ws: torch.Tensor,
        noise_mode: NoiseMode = "const",
        generator: torch.Generator | None = None,
    ) -> torch.Tensor:
        """ws, N×1×z_dim, to N×3×resolution×resolution; noise as in StyleGAN2."""
        assert ws.shape[1:] == (1, self.z_dim), f"N×1×{self.z_dim}, got {tuple(ws.shape)}"
        z = F.normalize(ws[:, 0], dim=1) * self.z_dim**0.5
        features = {4: self.start(z[..., None, None])}
        for side in self.sides[1:]:
            x = self.blocks[str(side)](features[side // 2], noise_mode, generator)
            if str(side) in self.skips:
                x = x * self.skips[str(side)](features[side // _REACH])
            features[side] = x
        return (torch.tanh(self.to_rgb(features[self.resolution])) + 1) / 2


class _Block(nn.Module):
    """Twice the resolution: convolution, noise, batch norm and gated linear unit, twice."""

    noise: torch.Tensor

    def __init__(self, inputs: int, outputs: int, side: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, 2 * outputs, 3, padding=1, bias=False)
        self.second = nn.Conv2d(outputs, 2 * outputs, 3, padding=1, bias=False)
        self.norms = nn.ModuleList(nn.BatchNorm2d(2 * outputs) for _ in range(2))
        self.strength = nn.Parameter(torch.zeros(2))
        self.register_buffer("noise", torch.randn(2, 1, side, side))

    def forward(
        self, x: torch.Tensor, noise_mode: NoiseMode, generator: torch.Generator | None
    ) -> torch.Tensor:
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        for index, convolution in enumerate((self.first, self.second)):
            x = convolution(x)
            if noise_mode == "random":
                drawn = torch.randn(
                    (len(x), 1, *x.shape[-2:]), generator=generator, device=x.device, dtype=x.dtype
                )
                x = x + self.strength[index] * drawn
            elif noise_mode == "const":
                x = x + self.strength[index] * self.noise[index]
            x = F.glu(self.norms[index](x), dim=1)
        return x


class _Excitation(nn.Module):
    """Which channels of large features to use, told by small ones: N×C×h×w to N×O×1×1."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.AdaptiveAvgPool2d(4),
            nn.Conv2d(inputs, outputs, 4),
            nn.SiLU(),
            nn.Conv2d(outputs, outputs, 1),
            nn.Sigmoid(),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)
