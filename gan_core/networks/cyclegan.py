"""The ResNet generator of CycleGAN (Zhu et al. 2017, after Johnson et al. 2016)."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from gan_core.networks.kinds import Stylizer
from gan_core.networks.normalization import Norm
from gan_core.networks.operations.conv3x3 import Conv3x3
from gan_core.networks.operations.group_norm import instance_norm
from gan_core.networks.operations.reflection_pad import ReflectionPad
from gan_core.networks.padding import SMALLEST_SIDE, pad_to_multiple


class _ResnetBlock(nn.Module):
    def __init__(
        self, width: int, norm: Norm | None, dropout: bool, folded: bool, affine: bool
    ) -> None:
        super().__init__()

        def convolution() -> list[nn.Module]:
            return [
                ReflectionPad(1),
                Conv3x3(width, width, bias=norm == "instance" or folded),
                _norm(width, norm, folded, affine),
            ]

        drop = [nn.Dropout(0.5)] if dropout else []
        self.conv_block = nn.Sequential(
            *convolution(), nn.ReLU(inplace=True), *drop, *convolution()
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv_block(x)


def _normed(
    kind: type[nn.Conv2d] | type[nn.ConvTranspose2d],
    inputs: int,
    outputs: int,
    norm: Norm | None,
    folded: bool,
    affine: bool,
    kernel: int = 3,
    **options: Any,
) -> list[nn.Module]:
    """A convolution and its norm; the published code has a bias with instance norms alone."""
    bias = norm == "instance" or folded
    convolution = kind(inputs, outputs, kernel, bias=bias, **options)
    return [convolution, _norm(outputs, norm, folded, affine)]


def _norm(width: int, norm: Norm | None, folded: bool, affine: bool) -> nn.Module:
    if norm == "instance":
        return instance_norm(width, affine)
    return nn.Identity() if folded or norm is None else nn.BatchNorm2d(width)


class CycleGANGenerator(Stylizer):
    """Picture to picture: `net(image)`, N×3×H×W in [0, 1] to the same size, about [0, 1].

    Args:
        ngf: channels after the first convolution.
        blocks: residual blocks; published are 6 and 9.
        norm: "instance" (CycleGAN), "batch" (the pix2pix training of the same generator) or None.
        dropout: half of the features dropped inside each block while training.
        folded: the batch norms are already merged into the convolutions.
        affine: the instance norms have gains and biases, as in some who retrained it.
    """

    architecture = "cyclegan"
    fast_dtype = torch.float16
    stride = 4

    def __init__(
        self,
        ngf: int = 64,
        blocks: int = 9,
        norm: Norm | None = "instance",
        dropout: bool = False,
        folded: bool = False,
        affine: bool = False,
    ) -> None:
        super().__init__()
        self.config: dict[str, Any] = {
            "ngf": ngf,
            "blocks": blocks,
            "norm": norm,
            "dropout": dropout,
            "folded": folded,
            "affine": affine,
        }
        # The order, pads and activations included, is that of the published files' entry names.
        layers: list[nn.Module] = [ReflectionPad(3)]
        how: dict[str, Any] = {"norm": norm, "folded": folded, "affine": affine}
        layers += [*_normed(nn.Conv2d, 3, ngf, **how, kernel=7), nn.ReLU(inplace=True)]
        for width in (ngf, 2 * ngf):
            layers += _normed(nn.Conv2d, width, 2 * width, **how, stride=2, padding=1)
            layers.append(nn.ReLU(inplace=True))
        layers += [_ResnetBlock(4 * ngf, dropout=dropout, **how) for _ in range(blocks)]
        up: dict[str, Any] = {"stride": 2, "padding": 1, "output_padding": 1}
        for width in (4 * ngf, 2 * ngf):
            layers += _normed(nn.ConvTranspose2d, width, width // 2, **how, **up)
            layers.append(nn.ReLU(inplace=True))
        layers += [ReflectionPad(3), nn.Conv2d(ngf, 3, 7), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        height, width = image.shape[-2:]
        # Sides that 4 does not divide come out up to three pixels longer.
        image = pad_to_multiple(image, 1, SMALLEST_SIDE)
        return (self.model(image * 2 - 1)[..., :height, :width] + 1) / 2
