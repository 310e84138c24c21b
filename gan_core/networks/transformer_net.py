"""Fast neural style (Johnson et al. 2016), in the layout of pytorch/examples."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Stylizer
from gan_core.networks.operations.conv3x3 import Conv3x3
from gan_core.networks.operations.group_norm import instance_norm
from gan_core.networks.operations.reflection_pad import reflection_pad
from gan_core.networks.padding import SMALLEST_SIDE, pad_to_multiple


class _Conv(nn.Module):
    """A convolution that sees the mirrored edge instead of a black one."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.pad = kernel // 2
        fast = kernel == 3 and stride == 1
        convolution = (
            Conv3x3(inputs, outputs) if fast else nn.Conv2d(inputs, outputs, kernel, stride)
        )
        self.conv2d = convolution

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv2d(reflection_pad(x, self.pad))


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = _Conv(width, width, 3)
        self.in1 = instance_norm(width, affine=True, slope=0.0)
        self.conv2 = _Conv(width, width, 3)
        self.in2 = instance_norm(width, affine=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.in1(self.conv1(x))
        return x + self.in2(self.conv2(y))


class TransformerNet(Stylizer):
    """Paint like the one picture it was trained on: `net(image)`, N×3×H×W, about [0, 1].

    Args:
        width: channels after the first convolution, 32 in the published files.
    """

    architecture = "transformer-net"
    fast_dtype = torch.float16
    stride = 4

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.config: dict[str, Any] = {"width": width}
        self.conv1 = _Conv(3, width, 9)
        self.in1 = instance_norm(width, affine=True, slope=0.0)
        self.conv2 = _Conv(width, 2 * width, 3, stride=2)
        self.in2 = instance_norm(2 * width, affine=True, slope=0.0)
        self.conv3 = _Conv(2 * width, 4 * width, 3, stride=2)
        self.in3 = instance_norm(4 * width, affine=True, slope=0.0)
        self.res1 = _Residual(4 * width)
        self.res2 = _Residual(4 * width)
        self.res3 = _Residual(4 * width)
        self.res4 = _Residual(4 * width)
        self.res5 = _Residual(4 * width)
        self.deconv1 = _Conv(4 * width, 2 * width, 3)
        self.in4 = instance_norm(2 * width, affine=True, slope=0.0)
        self.deconv2 = _Conv(2 * width, width, 3)
        self.in5 = instance_norm(width, affine=True, slope=0.0)
        self.deconv3 = _Conv(width, 3, 9)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        height, width = image.shape[-2:]
        image = pad_to_multiple(image, 1, SMALLEST_SIDE)
        y = self.in1(self.conv1(image * 255))
        y = self.in2(self.conv2(y))
        y = self.in3(self.conv3(y))
        for block in (self.res1, self.res2, self.res3, self.res4, self.res5):
            y = block(y)
        y = self.in4(self.deconv1(F.interpolate(y, scale_factor=2)))
        y = self.in5(self.deconv2(F.interpolate(y, scale_factor=2)))
        # Sides that 4 does not divide come out up to three pixels longer.
        return self.deconv3(y)[..., :height, :width] / 255
