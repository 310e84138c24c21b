"""MI-GAN (Sargsyan et al. 2023, figure 3): every resampling as zeros, padding and a filter."""

from __future__ import annotations

from math import log2

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def _activate(x: Tensor) -> Tensor:
    return (F.leaky_relu(x, 0.2) * 2**0.5).clamp(-256, 256)


class Filter(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.filter = nn.Conv2d(channels, channels, 4, groups=channels, bias=False)

    def down(self, x: Tensor) -> Tensor:
        return self.filter(F.pad(x, (1, 1, 1, 1)))[..., ::2, ::2]

    def up(self, x: Tensor) -> Tensor:
        n, c, height, width = x.shape
        spread = x.new_zeros(n, c, 2 * height, 2 * width)
        spread[..., ::2, ::2] = x
        return self.filter(F.pad(spread, (2, 1, 2, 1)))


class Separable(nn.Module):
    def __init__(self, inputs: int, outputs: int, step: str = "", side: int = 0) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs)
        self.conv2 = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.downsample = Filter(inputs) if step == "down" else None
        self.upsample = Filter(outputs) if step == "up" else None
        if side:
            self.register_buffer("noise_const", torch.randn(side, side))
            self.noise_strength = nn.Parameter(torch.tensor(0.1))
        self.side = side

    def forward(self, x: Tensor) -> Tensor:
        x = _activate(self.conv1(x))
        if self.downsample is not None:
            x = self.downsample.down(x)
        x = self.conv2(x)
        if self.upsample is not None:
            x = self.upsample.up(x)
        if self.side:
            x = x + self.noise_const * self.noise_strength
        return _activate(x)


class PlainMIGAN(nn.Module):
    def __init__(self, resolution: int) -> None:
        super().__init__()
        self.sides = [2**power for power in range(2, int(log2(resolution)) + 1)]
        self.encoder = nn.ModuleDict()
        self.synthesis = nn.ModuleDict()
        for side in self.sides:
            width, below = (min(32768 // s, 512) for s in (side, max(side // 2, 4)))
            step = "down" if side > 4 else ""
            encode = {"conv1": Separable(width, width), "conv2": Separable(width, below, step)}
            noise = side if side > 4 else 0
            decode: dict[str, nn.Module] = {
                "conv1": Separable(below, width, "up" if noise else "", noise),
                "conv2": Separable(width, width, "", noise),
                "torgb": nn.Conv2d(width, 3, 1),
            }
            if noise:
                decode["upsample"] = Filter(3)
            self.encoder[f"b{side}"] = nn.ModuleDict(encode)
            self.synthesis[f"b{side}"] = nn.ModuleDict(decode)
        self.encoder[f"b{resolution}"]["fromrgb"] = nn.Conv2d(4, 32768 // resolution, 1)

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        known = 1 - mask
        x = torch.cat([known - 0.5, (image * 2 - 1) * known], 1)
        x = _activate(self.encoder[f"b{self.sides[-1]}"]["fromrgb"](x))
        features = {}
        for side in reversed(self.sides):
            block = self.encoder[f"b{side}"]
            features[side] = block["conv1"](x)
            x = block["conv2"](features[side])
        picture: Tensor | float = 0.0
        for side in self.sides:
            block = self.synthesis[f"b{side}"]
            x = block["conv2"](block["conv1"](x) + features[side])
            if isinstance(picture, Tensor):
                picture = block["upsample"].up(picture)
            picture = block["torgb"](x) + picture
        return (picture + 1) / 2
