"""Style by example through adaptive instance normalisation (Huang and Belongie 2017)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from gan_core.networks.kinds import ExampleStylizer
from gan_core.networks.operations.conv3x3 import Conv3x3
from gan_core.networks.operations.reflection_pad import ReflectionPad
from gan_core.networks.padding import SMALLEST_SIDE, pad_to_multiple


def _conv(inputs: int, outputs: int) -> list[nn.Module]:
    return [ReflectionPad(1), Conv3x3(inputs, outputs), nn.ReLU(inplace=True)]


def _encoder(w: int) -> nn.Sequential:
    """VGG-19 up to relu4_1 with mirrored edges; the first layer takes RGB in [0, 1] to its input.

    Positions in the sequence are those of the published file's entry names, here and below.
    """
    return nn.Sequential(
        nn.Conv2d(3, 3, 1),
        *[*_conv(3, w), *_conv(w, w), nn.MaxPool2d(2, ceil_mode=True)],
        *[*_conv(w, 2 * w), *_conv(2 * w, 2 * w), nn.MaxPool2d(2, ceil_mode=True)],
        *[*_conv(2 * w, 4 * w), *_conv(4 * w, 4 * w), *_conv(4 * w, 4 * w), *_conv(4 * w, 4 * w)],
        *[nn.MaxPool2d(2, ceil_mode=True), *_conv(4 * w, 8 * w)],
    )


def _decoder(w: int) -> nn.Sequential:
    return nn.Sequential(
        *[*_conv(8 * w, 4 * w), nn.Upsample(scale_factor=2)],
        *[*_conv(4 * w, 4 * w), *_conv(4 * w, 4 * w), *_conv(4 * w, 4 * w)],
        *[*_conv(4 * w, 2 * w), nn.Upsample(scale_factor=2)],
        *[*_conv(2 * w, 2 * w), *_conv(2 * w, w), nn.Upsample(scale_factor=2)],
        *[*_conv(w, w), ReflectionPad(1), nn.Conv2d(w, 3, 3)],
    )


def adaptive_instance_norm(content: torch.Tensor, style: torch.Tensor) -> torch.Tensor:
    """Give each channel of `content`, N×C×h×w, the mean and deviation it has in `style`."""
    variance, mean = torch.var_mean(content, (2, 3), keepdim=True)
    target_variance, target_mean = torch.var_mean(style, (2, 3), keepdim=True)
    gain = ((target_variance + 1e-5) / (variance + 1e-5)).sqrt()
    return torch.addcmul(target_mean - mean * gain, content, gain)


class AdaIN(ExampleStylizer):
    """Paint one picture like another: `net(image, style, strength=1.0)`.

    `image` N×3×H×W and `style` N×3×h×w or 1×3×h×w, in [0, 1]; the result has the size of `image`,
    about [0, 1]. `strength` 0 … 1 blends the features, 0 being the autoencoder alone.

    The encoder is frozen: training changes the decoder. `features` gives what its losses compare.

    Args:
        width: channels of the encoder's first layers, 64 in VGG-19.
    """

    architecture = "adain"
    stride = 8

    # Positions of relu1_1, relu2_1, relu3_1 and relu4_1 in the encoder.
    _TAPS = (3, 10, 17, 30)

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.config: dict[str, Any] = {"width": width}
        self.vgg = _encoder(width).requires_grad_(False)
        self.decoder = _decoder(width)

    def frozen_parts(self) -> Sequence[nn.Module]:
        return (self.vgg,)

    def features(self, image: torch.Tensor) -> list[torch.Tensor]:
        """relu1_1, relu2_1, relu3_1, relu4_1 of N×3×H×W in [0, 1]; each next has half the side."""
        taps = []
        for index, layer in enumerate(self.vgg):
            image = layer(image)
            if index in self._TAPS:
                taps.append(image)
        return taps

    def forward(
        self, image: torch.Tensor, style: torch.Tensor, strength: float = 1.0
    ) -> torch.Tensor:
        for picture in (image, style):
            assert picture.ndim == 4 and picture.shape[1] == 3, f"N×3×H×W, got {picture.shape}"
        assert style.shape[0] in (1, image.shape[0]), "one style, or one for each picture"
        height, width = image.shape[-2:]
        content = self.vgg(pad_to_multiple(image, 1, SMALLEST_SIDE))
        example = self.vgg(pad_to_multiple(style, 1, SMALLEST_SIDE))
        blended = torch.lerp(content, adaptive_instance_norm(content, example), strength)
        # Sides that 8 does not divide come out up to seven pixels longer.
        return self.decoder(blended)[..., :height, :width]
