"""DCGAN (Radford et al. 2016, figure 1) for pictures of 64×64."""

from __future__ import annotations

from torch import Tensor, nn


class PlainDCGAN(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.ConvTranspose2d(100, 512, 4, bias=False)]
        for width in (512, 256, 128):
            layers += [nn.BatchNorm2d(width), nn.ReLU()]
            layers.append(nn.ConvTranspose2d(width, width // 2, 4, 2, 1, bias=False))
        layers += [nn.BatchNorm2d(64), nn.ReLU(), nn.ConvTranspose2d(64, 3, 4, 2, 1, bias=False)]
        self.main = nn.Sequential(*layers, nn.Tanh())

    def forward(self, z: Tensor) -> Tensor:
        return (self.main(z[..., None, None]) + 1) / 2
