"""The StyleGAN2 generator, in every configuration of stylegan2-ada-pytorch and of stylegan3's copy.

Karras et al., "Analyzing and Improving the Image Quality of StyleGAN" (2020) and "Training
Generative Adversarial Networks with Limited Data" (2020). Parameters and buffers carry the names
of the published files, so that `load_state_dict` takes their tensors as they are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gan_core.networks.kinds import Generator, NoiseMode
from gan_core.networks.operations.bias_activation import (
    activation_gain,
    at_least_float32,
    bias_activation,
)
from gan_core.networks.operations.forms import arranged
from gan_core.networks.operations.modulated_conv2d import modulated_conv2d
from gan_core.networks.operations.upfirdn2d import fir, upfirdn2d
from gan_core.networks.style_layers import Dense, MappingNetwork

ARCHITECTURES = ("skip", "orig", "resnet")


def block_resolutions(resolution: int) -> list[int]:
    """4, 8 … resolution; ValueError unless that is a power of two of at least 4."""
    if resolution < 4 or resolution & (resolution - 1):
        raise ValueError(f"the resolution must be a power of two from 4 on, got {resolution}")
    return [2**i for i in range(2, resolution.bit_length())]


def up_padding(taps: int, kernel: int) -> tuple[int, int, int, int]:
    """Padding of the low-pass filter after a transposed convolution (or, kernel 1, upsampling)."""
    before = kernel // 2 + (taps + 1) // 2 - (kernel - 1)
    after = kernel // 2 + (taps - 2) // 2 - max(kernel - 2, 0)
    return before, after, before, after


class SynthesisLayer(nn.Module):
    """Modulated 3×3 convolution, optionally to twice the resolution, noise, bias, activation."""

    noise_const: Tensor

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        w_dim: int,
        resolution: int,
        *,
        up: bool,
        use_noise: bool,
        activation: str,
        conv_clamp: float | None,
    ) -> None:
        super().__init__()
        activation_gain(activation)
        self.resolution, self.up = resolution, up
        self.use_noise, self.activation, self.conv_clamp = use_noise, activation, conv_clamp
        self.affine = Dense(w_dim, in_channels, bias_init=1.0)
        self.weight = nn.Parameter(torch.randn(out_channels, in_channels, 3, 3))
        if use_noise:
            self.register_buffer("noise_const", torch.randn(resolution, resolution))
            self.noise_strength = nn.Parameter(torch.zeros([]))
        self.bias = nn.Parameter(torch.zeros(out_channels))

    def forward(
        self,
        x: Tensor,
        w: Tensor,
        taps: Tensor,
        noise_mode: NoiseMode,
        generator: torch.Generator | None,
        gain: float = 1.0,
    ) -> Tensor:
        x = modulated_conv2d(x, self.weight, self.affine(w), up=self.up)
        if self.up:
            x = upfirdn2d(x, taps, padding=up_padding(taps.shape[-1], 3), gain=4.0)
        noise = self._noise(x, noise_mode, generator)
        clamp = None if self.conv_clamp is None else self.conv_clamp * gain
        return bias_activation(x, self.bias, self.activation, gain, clamp, noise)

    def _noise(
        self, x: Tensor, mode: NoiseMode, generator: torch.Generator | None
    ) -> Tensor | None:
        if not self.use_noise or mode == "none":
            return None
        if mode == "const":
            return self.noise_const * self.noise_strength
        shape = (x.shape[0], 1, self.resolution, self.resolution)
        where = x.device if generator is None else generator.device
        noise = torch.randn(shape, generator=generator, device=where).to(x.device)
        return noise * self.noise_strength


class ToRGB(nn.Module):
    """Modulated 1×1 convolution to the picture's channels, without demodulation."""

    def __init__(
        self, in_channels: int, img_channels: int, w_dim: int, conv_clamp: float | None
    ) -> None:
        super().__init__()
        self.conv_clamp = conv_clamp
        self.affine = Dense(w_dim, in_channels, bias_init=1.0)
        self.weight = nn.Parameter(torch.randn(img_channels, in_channels, 1, 1))
        self.bias = nn.Parameter(torch.zeros(img_channels))
        self.weight_gain = 1 / math.sqrt(in_channels)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        styles = self.affine(w) * self.weight_gain
        x = modulated_conv2d(x, self.weight, styles, demodulate=False)
        return at_least_float32(bias_activation(x, self.bias, clamp=self.conv_clamp))


class UpsampleSkip(nn.Module):
    """The residual branch of a 'resnet' block: 1×1 convolution, then twofold upsampling."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_channels, in_channels, 1, 1))
        self.weight_gain = 1 / math.sqrt(in_channels)

    def forward(self, x: Tensor, taps: Tensor, gain: float) -> Tensor:
        x = F.conv2d(x, (self.weight * (self.weight_gain * gain)).to(x.dtype))
        return upsample2d(x, taps)


def upsample2d(x: Tensor, taps: Tensor) -> Tensor:
    """Twofold upsampling of N×C×H×W that keeps the mean."""
    return upfirdn2d(x, taps, up=2, padding=up_padding(taps.shape[-1], 1), gain=4.0)


class SynthesisBlock(nn.Module):
    """Everything at one resolution: one or two convolutions and, where it has one, ToRGB."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        w_dim: int,
        resolution: int,
        img_channels: int,
        *,
        is_last: bool,
        architecture: str,
        conv_clamp: float | None,
        **layer: Any,
    ) -> None:
        super().__init__()
        self.architecture = architecture
        layer = {"resolution": resolution, "conv_clamp": conv_clamp, **layer}
        if in_channels == 0:
            self.const = nn.Parameter(torch.randn(out_channels, resolution, resolution))
        else:
            self.conv0 = SynthesisLayer(in_channels, out_channels, w_dim, up=True, **layer)
        self.conv1 = SynthesisLayer(out_channels, out_channels, w_dim, up=False, **layer)
        self.num_conv = 1 if in_channels == 0 else 2
        self.torgb = (
            ToRGB(out_channels, img_channels, w_dim, conv_clamp)
            if is_last or architecture == "skip"
            else None
        )
        self.skip = (
            UpsampleSkip(in_channels, out_channels)
            if in_channels != 0 and architecture == "resnet"
            else None
        )

    def forward(
        self,
        x: Tensor | None,
        picture: Tensor | None,
        ws: list[Tensor],
        taps: Tensor,
        noise_mode: NoiseMode,
        generator: torch.Generator | None,
    ) -> tuple[Tensor, Tensor | None]:
        """Features and picture of half the resolution (None before the first block) → of this."""
        if x is None:
            start = self.const.unsqueeze(0).expand(ws[0].shape[0], -1, -1, -1)
            x = arranged(start)
            x = self.conv1(x, ws[0], taps, noise_mode, generator)
        else:
            gain = 1.0 if self.skip is None else math.sqrt(0.5)
            residual = None if self.skip is None else self.skip(x, taps, gain)
            x = self.conv0(x, ws[0], taps, noise_mode, generator)
            x = self.conv1(x, ws[1], taps, noise_mode, generator, gain=gain)
            x = x if residual is None else residual + x
        if picture is not None:
            picture = upsample2d(picture, taps)
        if self.torgb is not None:
            rgb = self.torgb(x, ws[self.num_conv])
            picture = rgb if picture is None else picture + rgb
        return x, picture


class SynthesisNetwork(nn.Module):
    """Intermediate latents N×num_ws×w_dim → picture."""

    taps: Tensor

    def __init__(
        self,
        w_dim: int,
        resolution: int,
        img_channels: int,
        *,
        channel_base: int,
        channel_max: int,
        resample_filter: list[float],
        **block: Any,
    ) -> None:
        super().__init__()
        self.w_dim = w_dim
        self.resolutions = block_resolutions(resolution)
        self.register_buffer("taps", fir(resample_filter), persistent=False)
        self.num_ws = 1
        in_channels = 0
        for res in self.resolutions:
            channels = min(channel_base // res, channel_max)
            last = res == resolution
            layer = SynthesisBlock(
                in_channels, channels, w_dim, res, img_channels, is_last=last, **block
            )
            self.num_ws += layer.num_conv
            setattr(self, f"b{res}", layer)
            in_channels = channels

    def forward(
        self,
        w: Tensor,
        noise_mode: NoiseMode = "const",
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """w N×num_ws×w_dim → picture N×C×R×R, [0, 1] unclamped.

        `noise_mode`: "const" adds the noise stored with the weights, "random" draws it anew from
        `generator`, "none" leaves it out.
        """
        if w.ndim != 3 or w.shape[1:] != (self.num_ws, self.w_dim):
            raise ValueError(f"w must be N×{self.num_ws}×{self.w_dim}, got {tuple(w.shape)}")
        if noise_mode not in ("const", "none", "random"):
            raise ValueError(f"noise_mode is const, none or random, not {noise_mode!r}")
        x = picture = None
        first = 0
        for res in self.resolutions:
            block = getattr(self, f"b{res}")
            ws = list(w[:, first : first + block.num_conv + 1].unbind(dim=1))
            x, picture = block(x, picture, ws, self.taps, noise_mode, generator)
            first += block.num_conv
        assert picture is not None
        return (picture.contiguous() + 1) / 2


class StyleGAN2Generator(Generator):
    """z, c → picture N×img_channels×R×R, [0, 1] unclamped.

    The defaults are those of config F at its paper's width. `num_fp16_res` is kept for the record:
    the precision is the caller's to choose, with `torch.autocast`.
    """

    architecture = "stylegan2"
    mapping: MappingNetwork
    synthesis: SynthesisNetwork

    def __init__(
        self,
        *,
        resolution: int,
        z_dim: int = 512,
        c_dim: int = 0,
        w_dim: int = 512,
        img_channels: int = 3,
        channel_base: int = 32768,
        channel_max: int = 512,
        architecture: str = "skip",
        activation: str = "lrelu",
        resample_filter: list[float] | None = None,
        conv_clamp: float | None = None,
        use_noise: bool = True,
        num_fp16_res: int = 0,
        mapping_layers: int = 8,
        mapping_embed_features: int | None = None,
        mapping_layer_features: int | None = None,
        mapping_activation: str = "lrelu",
        mapping_lr_multiplier: float = 0.01,
        w_avg_beta: float | None = 0.995,
        class_names: Sequence[str] = (),
    ) -> None:
        super().__init__()
        if architecture not in ARCHITECTURES:
            raise ValueError(f"unknown architecture {architecture!r}; known: {ARCHITECTURES}")
        # without a clamp, published weights may exceed what 16 bits hold
        self.fast_dtype = None if conv_clamp is None else torch.float16
        taps = [1.0, 3.0, 3.0, 1.0] if resample_filter is None else resample_filter
        self.config: dict[str, Any] = {
            "resolution": resolution,
            "z_dim": z_dim,
            "c_dim": c_dim,
            "w_dim": w_dim,
            "img_channels": img_channels,
            "channel_base": channel_base,
            "channel_max": channel_max,
            "architecture": architecture,
            "activation": activation,
            "resample_filter": taps,
            "conv_clamp": conv_clamp,
            "use_noise": use_noise,
            "num_fp16_res": num_fp16_res,
            "mapping_layers": mapping_layers,
            "mapping_embed_features": mapping_embed_features,
            "mapping_layer_features": mapping_layer_features,
            "mapping_activation": mapping_activation,
            "mapping_lr_multiplier": mapping_lr_multiplier,
            "w_avg_beta": w_avg_beta,
            "class_names": list(class_names),
        }
        self.class_names = tuple(class_names)
        self.z_dim, self.c_dim, self.w_dim = z_dim, c_dim, w_dim
        self.resolution, self.img_channels = resolution, img_channels
        self.synthesis = SynthesisNetwork(
            w_dim,
            resolution,
            img_channels,
            channel_base=channel_base,
            channel_max=channel_max,
            resample_filter=taps,
            architecture=architecture,
            activation=activation,
            conv_clamp=conv_clamp,
            use_noise=use_noise,
        )
        self.num_ws = self.synthesis.num_ws
        self.mapping = MappingNetwork(
            z_dim,
            c_dim,
            w_dim,
            self.num_ws,
            num_layers=mapping_layers,
            embed_features=mapping_embed_features,
            layer_features=mapping_layer_features,
            activation=mapping_activation,
            lr_multiplier=mapping_lr_multiplier,
            w_avg_beta=w_avg_beta,
        )

    @property
    def truncates(self) -> bool:
        return self.mapping.w_avg_beta is not None

    @property
    def noises(self) -> Sequence[Tensor]:
        layers = [each for each in self.synthesis.modules() if isinstance(each, SynthesisLayer)]
        return [layer.noise_const for layer in layers if layer.use_noise]

    def forward(
        self,
        z: Tensor,
        c: Tensor | None = None,
        truncation_psi: float = 1.0,
        truncation_cutoff: int | None = None,
        noise_mode: NoiseMode = "const",
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """`mapping`, then `synthesis`; z N×z_dim, c N×c_dim."""
        w = self.mapping(z, c, truncation_psi, truncation_cutoff)
        return self.synthesis(w, noise_mode, generator)
