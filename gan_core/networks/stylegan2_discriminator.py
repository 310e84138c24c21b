"""The StyleGAN2 discriminator, in every configuration of stylegan2-ada-pytorch.

Papers as in stylegan2.py; the label projection is that of Miyato & Koyama, "cGANs with Projection
Discriminator" (2018). Parameters carry the names of the published files.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gan_core.networks.kinds import Discriminator
from gan_core.networks.operations.bias_activation import (
    activation_gain,
    at_least_float32,
    bias_activation,
)
from gan_core.networks.operations.forms import arranged
from gan_core.networks.operations.upfirdn2d import fir, upfirdn2d
from gan_core.networks.style_layers import Dense, MappingNetwork
from gan_core.networks.stylegan2 import ARCHITECTURES, block_resolutions


def down_padding(taps: int, kernel: int) -> tuple[int, int, int, int]:
    """Padding of the low-pass filter before a convolution at stride 2."""
    before, after = kernel // 2 + (taps - 1) // 2, kernel // 2 + (taps - 2) // 2
    return before, after, before, after


class EqualizedConv(nn.Module):
    """Convolution with an equalized learning rate, bias and activation, optionally at stride 2."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: int,
        *,
        bias: bool = True,
        activation: str = "linear",
        down: bool = False,
        conv_clamp: float | None = None,
    ) -> None:
        super().__init__()
        activation_gain(activation)
        self.activation, self.down, self.conv_clamp = activation, down, conv_clamp
        self.weight = nn.Parameter(torch.randn(out_channels, in_channels, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(out_channels)) if bias else None
        self.weight_gain = 1 / math.sqrt(in_channels * kernel**2)

    def forward(self, x: Tensor, taps: Tensor, gain: float = 1.0) -> Tensor:
        weight = (self.weight * self.weight_gain).to(x.dtype)
        kernel = weight.shape[-1]
        if not self.down:
            x = F.conv2d(x, weight, padding=kernel // 2)
        elif kernel == 1:  # filtering and convolving commute: convolve the fewer pixels
            x = upfirdn2d(x, taps, down=2, padding=down_padding(taps.shape[-1], 1))
            x = F.conv2d(x, weight)
        else:
            x = upfirdn2d(x, taps, padding=down_padding(taps.shape[-1], kernel))
            x = F.conv2d(x, weight, stride=2)
        clamp = None if self.conv_clamp is None else self.conv_clamp * gain
        return bias_activation(x, self.bias, self.activation, gain=gain, clamp=clamp)


class DiscriminatorBlock(nn.Module):
    """Halves the resolution: features (None in the first block) and picture → the next block's."""

    def __init__(
        self,
        in_channels: int,
        channels: int,
        out_channels: int,
        img_channels: int,
        *,
        architecture: str,
        activation: str,
        conv_clamp: float | None,
    ) -> None:
        super().__init__()
        self.architecture = architecture
        common: dict[str, Any] = {"activation": activation, "conv_clamp": conv_clamp}
        self.fromrgb = (
            EqualizedConv(img_channels, channels, 1, **common)
            if in_channels == 0 or architecture == "skip"
            else None
        )
        self.conv0 = EqualizedConv(channels, channels, 3, **common)
        self.conv1 = EqualizedConv(channels, out_channels, 3, down=True, **common)
        self.skip = (
            EqualizedConv(channels, out_channels, 1, bias=False, down=True)
            if architecture == "resnet"
            else None
        )

    def forward(
        self, x: Tensor | None, picture: Tensor | None, taps: Tensor
    ) -> tuple[Tensor, Tensor | None]:
        if self.fromrgb is not None:
            assert picture is not None
            y = self.fromrgb(picture, taps)
            x = y if x is None else x + y
            picture = (
                upfirdn2d(picture, taps, down=2, padding=down_padding(taps.shape[-1], 1))
                if self.architecture == "skip"
                else None
            )
        assert x is not None
        if self.skip is None:
            return self.conv1(self.conv0(x, taps), taps), picture
        gain = math.sqrt(0.5)
        residual = self.skip(x, taps, gain=gain)
        return residual + self.conv1(self.conv0(x, taps), taps, gain=gain), picture


class MinibatchStd(nn.Module):
    """Appends the standard deviation over a group of pictures as channels (Karras et al. 2018)."""

    def __init__(self, group_size: int | None, num_channels: int) -> None:
        super().__init__()
        self.group_size, self.num_channels = group_size, num_channels

    def forward(self, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        group = n if self.group_size is None else min(self.group_size, n)
        if n % group:
            raise ValueError(f"the batch must be a multiple of {group} pictures, got {n}")
        y = x.reshape(group, -1, self.num_channels, c // self.num_channels, h, w)
        y = (y.var(dim=0, unbiased=False) + 1e-8).sqrt().mean(dim=(2, 3, 4))
        y = y.repeat(group, 1)[:, :, None, None].expand(-1, -1, h, w)
        return torch.cat([x, y], dim=1)


class DiscriminatorEpilogue(nn.Module):
    """The last block, at 4×4: features → logits N×1 (or, conditional, N×cmap_dim projected)."""

    def __init__(
        self,
        channels: int,
        cmap_dim: int,
        img_channels: int,
        *,
        architecture: str,
        activation: str,
        conv_clamp: float | None,
        mbstd_group_size: int | None,
        mbstd_num_channels: int,
    ) -> None:
        super().__init__()
        self.cmap_dim = cmap_dim
        self.fromrgb = (
            EqualizedConv(img_channels, channels, 1, activation=activation)
            if architecture == "skip"
            else None
        )
        self.mbstd = (
            MinibatchStd(mbstd_group_size, mbstd_num_channels) if mbstd_num_channels > 0 else None
        )
        width = channels + mbstd_num_channels
        self.conv = EqualizedConv(width, channels, 3, activation=activation, conv_clamp=conv_clamp)
        self.fc = Dense(channels * 16, channels, activation=activation)
        self.out = Dense(channels, cmap_dim or 1)

    def forward(
        self, x: Tensor, picture: Tensor | None, cmap: Tensor | None, taps: Tensor
    ) -> Tensor:
        if self.fromrgb is not None:
            assert picture is not None
            x = x + self.fromrgb(picture, taps)
        x = at_least_float32(x)
        if self.mbstd is not None:
            x = self.mbstd(x)
        x = self.out(self.fc(self.conv(x, taps).flatten(1)))
        if cmap is not None:
            x = (x * cmap).sum(dim=1, keepdim=True) / math.sqrt(self.cmap_dim)
        return x


class StyleGAN2Discriminator(Discriminator):
    """Picture N×img_channels×R×R in [0, 1], label c N×c_dim → logits N×1."""

    architecture = "stylegan2"

    taps: Tensor

    def __init__(
        self,
        *,
        resolution: int,
        c_dim: int = 0,
        img_channels: int = 3,
        channel_base: int = 32768,
        channel_max: int = 512,
        architecture: str = "resnet",
        activation: str = "lrelu",
        resample_filter: list[float] | None = None,
        conv_clamp: float | None = None,
        num_fp16_res: int = 0,
        cmap_dim: int | None = None,
        mbstd_group_size: int | None = 4,
        mbstd_num_channels: int = 1,
        epilogue_activation: str = "lrelu",
        mapping_layers: int = 8,
        mapping_embed_features: int | None = None,
        mapping_layer_features: int | None = None,
        mapping_activation: str = "lrelu",
        mapping_lr_multiplier: float = 0.01,
    ) -> None:
        super().__init__()
        if architecture not in ARCHITECTURES:
            raise ValueError(f"unknown architecture {architecture!r}; known: {ARCHITECTURES}")
        filter_taps = [1.0, 3.0, 3.0, 1.0] if resample_filter is None else resample_filter
        self.config: dict[str, Any] = {
            "resolution": resolution,
            "c_dim": c_dim,
            "img_channels": img_channels,
            "channel_base": channel_base,
            "channel_max": channel_max,
            "architecture": architecture,
            "activation": activation,
            "resample_filter": filter_taps,
            "conv_clamp": conv_clamp,
            "num_fp16_res": num_fp16_res,
            "cmap_dim": cmap_dim,
            "mbstd_group_size": mbstd_group_size,
            "mbstd_num_channels": mbstd_num_channels,
            "epilogue_activation": epilogue_activation,
            "mapping_layers": mapping_layers,
            "mapping_embed_features": mapping_embed_features,
            "mapping_layer_features": mapping_layer_features,
            "mapping_activation": mapping_activation,
            "mapping_lr_multiplier": mapping_lr_multiplier,
        }
        self.c_dim, self.resolution, self.img_channels = c_dim, resolution, img_channels
        self.register_buffer("taps", fir(filter_taps), persistent=False)
        self.resolutions = block_resolutions(resolution)[:0:-1]
        channels = {res: min(channel_base // res, channel_max) for res in [4, *self.resolutions]}
        for res in self.resolutions:
            block = DiscriminatorBlock(
                channels[res] if res < resolution else 0,
                channels[res],
                channels[res // 2],
                img_channels,
                architecture=architecture,
                activation=activation,
                conv_clamp=conv_clamp,
            )
            setattr(self, f"b{res}", block)
        label_dim = 0 if c_dim == 0 else (cmap_dim or channels[4])
        self.mapping = (
            MappingNetwork(
                0,
                c_dim,
                label_dim,
                None,
                num_layers=mapping_layers,
                embed_features=mapping_embed_features,
                layer_features=mapping_layer_features,
                activation=mapping_activation,
                lr_multiplier=mapping_lr_multiplier,
                w_avg_beta=None,
            )
            if c_dim > 0
            else None
        )
        self.b4 = DiscriminatorEpilogue(
            channels[4],
            label_dim,
            img_channels,
            architecture=architecture,
            activation=epilogue_activation,
            conv_clamp=conv_clamp,
            mbstd_group_size=mbstd_group_size,
            mbstd_num_channels=mbstd_num_channels,
        )

    def forward(self, image: Tensor, c: Tensor | None = None) -> Tensor:
        size = (self.img_channels, self.resolution, self.resolution)
        if image.ndim != 4 or image.shape[1:] != size:
            raise ValueError(f"image must be N×{size[0]}×{size[1]}×{size[2]}, got {image.shape}")
        picture: Tensor | None = arranged(image * 2 - 1)
        x = None
        for res in self.resolutions:
            x, picture = getattr(self, f"b{res}")(x, picture, self.taps)
        cmap = None if self.mapping is None else self.mapping(None, c)
        assert x is not None
        return self.b4(x, picture, cmap, self.taps)
