"""MI-GAN: inpainting in separable convolutions, light enough for a phone (Sargsyan et al. 2023)."""

from __future__ import annotations

from math import log2, sqrt
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Inpainter
from gan_core.networks.padding import pad_to_multiple

_GAIN = sqrt(2)
_CLAMP = 256.0
_SLOPE = 0.2


def _activate(x: torch.Tensor) -> torch.Tensor:
    """Leaky ReLU, then a clamp to ±256; the published gain of √2 is in the weights (`_conv`).

    Clamped first, which comes to the same: one that follows would spoil, in place, what the
    gradient of the leaky ReLU needs.
    """
    return F.leaky_relu(x.clamp_(-_CLAMP / _SLOPE, _CLAMP), _SLOPE, inplace=True)


def _conv(layer: nn.Conv2d, x: torch.Tensor) -> torch.Tensor:
    """The layer with weights √2 as large: cheaper than to enlarge its output afterwards."""
    bias = None if layer.bias is None else layer.bias * _GAIN
    return F.conv2d(x, layer.weight * _GAIN, bias, padding=layer.padding, groups=layer.groups)


class _Resample(nn.Module):
    """A 4×4 filter for each channel; [1, 3, 3, 1] ⊗ [1, 3, 3, 1] to begin with."""

    def __init__(self, channels: int, gain: float) -> None:
        super().__init__()
        self.filter = nn.Conv2d(channels, channels, 4, groups=channels, bias=False)
        row = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
        with torch.no_grad():
            self.filter.weight.copy_(gain * row.outer(row))


class _Downsample(_Resample):
    def __init__(self, channels: int) -> None:
        super().__init__(channels, gain=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.conv2d(x, self.filter.weight, stride=2, padding=1, groups=x.shape[1])


class _Upsample(_Resample):
    def __init__(self, channels: int) -> None:
        super().__init__(channels, gain=4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # The published code sets zeros between the pixels and convolves; this skips the zeros.
        weight = self.filter.weight.flip(-2, -1)
        return F.conv_transpose2d(x, weight, stride=2, padding=1, groups=x.shape[1])


class _SeparableConv(nn.Module):
    """Depthwise 3×3, then pointwise; between them the resampling, after them the noise."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        down: bool = False,
        up: bool = False,
        noise_side: int | None = None,
    ) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs)
        self.conv2 = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.downsample = _Downsample(inputs) if down else None
        self.upsample = _Upsample(outputs) if up else None
        if noise_side is not None:
            self.register_buffer("noise_const", torch.randn(noise_side, noise_side))
            self.noise_strength = nn.Parameter(torch.zeros([]))
        self.noise_side = noise_side

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = _activate(_conv(self.conv1, x))
        if self.downsample is not None:
            x = self.downsample(x)
        x = _conv(self.conv2, x)
        if self.upsample is not None:
            x = self.upsample(x)
        if self.noise_side is not None:
            height, width = x.shape[-2:]
            across, along = -(-height // self.noise_side), -(-width // self.noise_side)
            noise = self.noise_const.repeat(across, along)[:height, :width]  # type: ignore[operator]
            x = x + noise * (self.noise_strength * _GAIN)
        return _activate(x)


class _EncoderBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int, first: bool, down: bool) -> None:
        super().__init__()
        self.fromrgb = nn.Conv2d(4, inputs, 1) if first else None
        self.conv1 = _SeparableConv(inputs, inputs)
        self.conv2 = _SeparableConv(inputs, outputs, down=down)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The next block's input, and this resolution's features for the synthesis."""
        if self.fromrgb is not None:
            x = _activate(_conv(self.fromrgb, x))
        features = self.conv1(x)
        return self.conv2(features), features


class _SynthesisBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int, side: int | None) -> None:
        super().__init__()
        self.conv1 = _SeparableConv(inputs, outputs, up=side is not None, noise_side=side)
        self.conv2 = _SeparableConv(outputs, outputs, noise_side=side)
        self.torgb = nn.Conv2d(outputs, 3, 1)
        self.upsample = None if side is None else _Upsample(3)

    def forward(
        self, x: torch.Tensor, features: torch.Tensor, picture: torch.Tensor | None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        x = self.conv2(self.conv1(x) + features)
        colours = self.torgb(x)
        if picture is not None and self.upsample is not None:
            colours = colours + self.upsample(picture)
        return x, colours


class MIGAN(Inpainter):
    """Fill holes: `net(image, mask)` to the whole predicted picture, N×3×H×W, about [0, 1].

    `image` N×3×H×W in [0, 1]; `mask` N×1×H×W, 1 = fill. It was trained on pictures of its own
    `resolution` and fills those best; larger ones run too, with sides continued by their mirror
    image to a multiple of resolution / 4.

    Args:
        resolution: a power of 2; published are 256 and 512.
        channel_base: channels are channel_base / side …
        channel_max: … and at most this many.
    """

    architecture = "migan"
    fast_dtype = torch.float16

    def __init__(
        self, resolution: int = 256, channel_base: int = 32768, channel_max: int = 512
    ) -> None:
        super().__init__()
        self.config: dict[str, Any] = {
            "resolution": resolution,
            "channel_base": channel_base,
            "channel_max": channel_max,
        }
        self.resolution = resolution
        self.stride = resolution // 4
        self.sides = [2**power for power in range(2, int(log2(resolution)) + 1)]
        assert len(self.sides) > 1 and self.sides[-1] == resolution, "a power of 2 from 8 on"

        def width(side: int) -> int:
            return min(channel_base // side, channel_max)

        self.encoder = nn.ModuleDict()
        self.synthesis = nn.ModuleDict()
        for side in self.sides:
            smaller = max(side // 2, 4)
            block = _EncoderBlock(width(side), width(smaller), side == resolution, side > 4)
            self.encoder[f"b{side}"] = block
            noise_side = side if side > 4 else None
            self.synthesis[f"b{side}"] = _SynthesisBlock(width(smaller), width(side), noise_side)

    def forward(self, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        size = image.shape[-2:]
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        assert mask.shape == (image.shape[0], 1, *size), f"mask {mask.shape} for {image.shape}"
        image = pad_to_multiple(image, self.stride)
        known = 1 - pad_to_multiple(mask, self.stride)
        x = torch.cat([known - 0.5, (image * 2 - 1) * known], dim=1)
        features = {}
        for side in reversed(self.sides):
            x, features[side] = self.encoder[f"b{side}"](x)
        picture = None
        for side in self.sides:
            x, picture = self.synthesis[f"b{side}"](x, features[side], picture)
        assert picture is not None
        return (picture[..., : size[0], : size[1]] + 1) / 2
