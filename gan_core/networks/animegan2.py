"""AnimeGANv2 (Chen et al. 2020) as converted to torch: photographs to drawn animation."""

from __future__ import annotations

import copy
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Stylizer
from gan_core.networks.operations.conv3x3 import Conv3x3
from gan_core.networks.operations.group_norm import GroupNorm
from gan_core.networks.operations.reflection_pad import ReflectionPad
from gan_core.networks.padding import SMALLEST_SIDE, pad_to_multiple


class _ConvNorm(nn.Sequential):
    """Convolution over a mirrored edge, layer norm (a group norm of one group), leaky ReLU."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int = 3,
        stride: int = 1,
        groups: int = 1,
        bias: bool = False,
    ) -> None:
        side = kernel // 2
        # At stride 2 the published network pads the right and the bottom only.
        pad = (0, side, 0, side) if stride == 2 else (side,) * 4
        fast = kernel == 3 and stride == 1 and groups == 1
        super().__init__(
            ReflectionPad(pad),
            Conv3x3(inputs, outputs, bias=bias)
            if fast
            else nn.Conv2d(inputs, outputs, kernel, stride, groups=groups, bias=bias),
            GroupNorm(1, outputs, slope=0.2),
        )


class _InvertedResidual(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        wide = 2 * inputs
        self.layers = nn.Sequential(
            _ConvNorm(inputs, wide, kernel=1),
            _ConvNorm(wide, wide, groups=wide, bias=True),
            nn.Conv2d(wide, outputs, 1, bias=False),
            GroupNorm(1, outputs),
        )
        self.residual = inputs == outputs

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.layers(x)
        return x + y if self.residual else y


class AnimeGANv2(Stylizer):
    """Photograph to anime: `net(image)`, N×3×H×W in [0, 1] to the same size, about [0, 1].

    Args:
        width: channels after the first convolution, 32 in the published files.
        align_corners: how the two enlargements sample; the published weights expect True.
    """

    architecture = "animegan2"
    fast_dtype = torch.float16
    stride = 4

    def __init__(self, width: int = 32, align_corners: bool = True) -> None:
        super().__init__()
        self.config: dict[str, Any] = {"width": width, "align_corners": align_corners}
        w = width
        self.block_a = nn.Sequential(
            _ConvNorm(3, w, kernel=7), _ConvNorm(w, 2 * w, stride=2), _ConvNorm(2 * w, 2 * w)
        )
        self.block_b = nn.Sequential(_ConvNorm(2 * w, 4 * w, stride=2), _ConvNorm(4 * w, 4 * w))
        self.block_c = nn.Sequential(
            _ConvNorm(4 * w, 4 * w),
            _InvertedResidual(4 * w, 8 * w),
            _InvertedResidual(8 * w, 8 * w),
            _InvertedResidual(8 * w, 8 * w),
            _InvertedResidual(8 * w, 8 * w),
            _ConvNorm(8 * w, 4 * w),
        )
        self.block_d = nn.Sequential(_ConvNorm(4 * w, 4 * w), _ConvNorm(4 * w, 4 * w))
        self.block_e = nn.Sequential(
            _ConvNorm(4 * w, 2 * w), _ConvNorm(2 * w, 2 * w), _ConvNorm(2 * w, w, kernel=7)
        )
        self.out_layer = nn.Sequential(nn.Conv2d(w, 3, 1, bias=False), nn.Tanh())

    def for_parts(self) -> AnimeGANv2:
        """Enlarging by corners moves a place by up to two pixels, more the further it is from the
        top left: within parts, that would end in a step at each joint."""
        other = copy.copy(self)
        other.config = {**self.config, "align_corners": False}
        return other

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        height, width = image.shape[-2:]
        image = pad_to_multiple(image, 1, SMALLEST_SIDE)
        half = self.block_a(image * 2 - 1)
        y = self.block_c(self.block_b(half))
        y = self.block_d(self._enlarge(y, half.shape[-2:]))
        y = self.block_e(self._enlarge(y, image.shape[-2:]))
        return (self.out_layer(y)[..., :height, :width] + 1) / 2

    def _enlarge(self, x: torch.Tensor, size: torch.Size) -> torch.Tensor:
        corners = self.config["align_corners"]
        return F.interpolate(x, list(size), mode="bilinear", align_corners=corners)
