"""DCGAN (Radford et al. 2016), in the layout of pytorch/examples."""

from __future__ import annotations

from math import log2
from typing import Any

import torch
from torch import nn

from gan_core.networks.kinds import Discriminator, NoiseMode
from gan_core.networks.unmapped import UnmappedGenerator


def _doublings(resolution: int) -> int:
    steps = int(log2(resolution)) - 2
    assert steps >= 1 and resolution == 4 * 2**steps, "the resolution is a power of 2 from 8 on"
    return steps


def _initialise(network: nn.Module) -> None:
    """The paper's starting weights: deviation 0.02, norms around 1."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.normal_(module.weight, 0.0, 0.02)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1.0, 0.02)


class DCGANGenerator(UnmappedGenerator):
    """z to a small picture: `net(z)`, N×z_dim to N×3×resolution×resolution, about [0, 1].

    Args:
        z_dim: length of z.
        ngf: channels before the last layer; they double with every halving of the resolution.
        resolution: side of the picture, a power of 2 from 8 on; published are 32, 64 and 128.
        channels: 3, or 1 for a grey picture, which comes out as RGB all the same.
        folded: the batch norms are already merged into the convolutions.
    """

    architecture = "dcgan"

    def __init__(
        self,
        z_dim: int = 100,
        ngf: int = 64,
        resolution: int = 64,
        channels: int = 3,
        folded: bool = False,
    ) -> None:
        super().__init__(z_dim, resolution)
        self.config: dict[str, Any] = {
            "z_dim": z_dim,
            "ngf": ngf,
            "resolution": resolution,
            "channels": channels,
            "folded": folded,
        }
        steps = _doublings(resolution)
        layers: list[nn.Module] = []
        before, stride, padding = z_dim, 1, 0  # the first layer makes 4×4 of 1×1
        for step in reversed(range(steps)):
            after = ngf * 2**step
            layers += [
                nn.ConvTranspose2d(before, after, 4, stride, padding, bias=folded),
                nn.Identity() if folded else nn.BatchNorm2d(after),
                nn.ReLU(inplace=True),
            ]
            before, stride, padding = after, 2, 1
        layers += [nn.ConvTranspose2d(before, channels, 4, 2, 1, bias=False), nn.Tanh()]
        self.main = nn.Sequential(*layers)
        _initialise(self)

    def synthesis(
        self,
        ws: torch.Tensor,
        noise_mode: NoiseMode = "const",
        generator: torch.Generator | None = None,
    ) -> torch.Tensor:
        """ws, N×1×z_dim, to N×3×resolution×resolution."""
        assert ws.shape[1:] == (1, self.z_dim), f"N×1×{self.z_dim}, got {tuple(ws.shape)}"
        picture = self.main(ws.transpose(1, 2)[..., None])
        return ((picture + 1) / 2).expand(-1, 3, -1, -1)


class DCGANDiscriminator(Discriminator):
    """`net(image)`, N×3×resolution×resolution in [0, 1], to logits N×1.

    Args:
        ndf: channels after the first layer; they double with every halving.
        resolution: side of the picture, a power of 2 from 8 on.
        channels: 3, or 1 for a network that sees the picture's mean over RGB.
    """

    architecture = "dcgan"

    def __init__(self, ndf: int = 64, resolution: int = 64, channels: int = 3) -> None:
        super().__init__()
        self.config: dict[str, Any] = {"ndf": ndf, "resolution": resolution, "channels": channels}
        self.resolution = resolution
        layers: list[nn.Module] = [nn.Conv2d(channels, ndf, 4, 2, 1, bias=False)]
        layers.append(nn.LeakyReLU(0.2, inplace=True))
        width = ndf
        for _ in range(_doublings(resolution) - 1):
            layers += [
                nn.Conv2d(width, 2 * width, 4, 2, 1, bias=False),
                nn.BatchNorm2d(2 * width),
                nn.LeakyReLU(0.2, inplace=True),
            ]
            width *= 2
        layers.append(nn.Conv2d(width, 1, 4, bias=False))
        self.main = nn.Sequential(*layers)
        _initialise(self)

    def forward(self, image: torch.Tensor, c: torch.Tensor | None = None) -> torch.Tensor:
        side = self.resolution
        assert image.shape[1:] == (3, side, side), f"N×3×{side}×{side}, got {tuple(image.shape)}"
        if self.config["channels"] == 1:
            image = image.mean(dim=1, keepdim=True)
        return self.main(image * 2 - 1).flatten(1)
