"""The StyleGAN3 generators, alias-free under translation (t) and rotation (r).

Karras et al., "Alias-Free Generative Adversarial Networks" (2021). Configuration t has 3×3
convolutions and separable filters, r has 1×1 convolutions, twice the channels and radial
downsampling filters. Parameters and buffers carry the names of the published files. Its
discriminator is StyleGAN2's.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.networks.kinds import Generator
from gan_core.networks.operations.bias_activation import at_least_float32
from gan_core.networks.operations.filtered_lrelu import filtered_lrelu
from gan_core.networks.operations.forms import arranged
from gan_core.networks.operations.modulated_conv2d import modulated_conv2d
from gan_core.networks.style_layers import Dense, MappingNetwork
from gan_core.networks.stylegan2 import NoiseMode
from gan_core.networks.stylegan3_plan import LayerPlan, lowpass, plan_layers


class SynthesisInput(nn.Module):
    """Fourier features of a grid that w, and then `transform`, move and turn.

    `transform` (3×3, identity at first) is the caller's to set: the inverse of the affine map that
    the picture should undergo, in units of the picture's half side.
    """

    transform: Tensor
    freqs: Tensor
    phases: Tensor

    def __init__(
        self, w_dim: int, channels: int, size: int, sampling_rate: float, bandwidth: float
    ) -> None:
        super().__init__()
        self.size, self.sampling_rate, self.bandwidth = size, sampling_rate, bandwidth
        self.weight = nn.Parameter(torch.randn(channels, channels))
        self.affine = Dense(w_dim, 4, weight_init=0.0, bias_init=[1.0, 0.0, 0.0, 0.0])
        freqs = torch.randn(channels, 2)  # becomes uniform on the disc of radius `bandwidth`
        radii = freqs.square().sum(dim=1, keepdim=True).sqrt()
        freqs = freqs / (radii * radii.square().exp().pow(0.25)) * bandwidth
        self.register_buffer("transform", torch.eye(3))
        self.register_buffer("freqs", freqs)
        self.register_buffer("phases", torch.rand(channels) - 0.5)

    def forward(self, w: Tensor) -> Tensor:
        """w N×w_dim → N×channels×size×size."""
        with torch.autocast(w.device.type, enabled=False):  # 16 bits cannot place the waves
            return self._waves(w)

    def _waves(self, w: Tensor) -> Tensor:
        t = at_least_float32(self.affine(w))
        t = t / t[:, :2].norm(dim=1, keepdim=True)  # cos, sin, x, y
        cos, sin, x, y = t.unbind(dim=1)
        zero, one = torch.zeros_like(cos), torch.ones_like(cos)
        rotate = _matrices([cos, -sin, zero, sin, cos, zero, zero, zero, one])
        move = _matrices([one, zero, -x, zero, one, -y, zero, zero, one])
        transform = rotate @ move @ at_least_float32(self.transform)
        phases = at_least_float32(self.phases) + (
            at_least_float32(self.freqs) @ transform[:, :2, 2:]
        ).squeeze(2)
        freqs = at_least_float32(self.freqs) @ transform[:, :2, :2]  # N×channels×2
        # A transform that magnifies pushes frequencies out of the band: fade those out.
        excess = (freqs.norm(dim=2) - self.bandwidth) / (self.sampling_rate / 2 - self.bandwidth)
        amplitudes = (1 - excess).clamp(0, 1)

        half = 0.5 * self.size / self.sampling_rate
        axis = (torch.arange(self.size, device=w.device) * 2 + 1 - self.size) * (half / self.size)
        columns = freqs[:, :, 0, None] * axis  # N×channels×size
        rows = freqs[:, :, 1, None] * axis + phases[:, :, None]
        waves = torch.sin((rows[..., None] + columns[..., None, :]) * (2 * math.pi))
        weight = at_least_float32(self.weight) / math.sqrt(self.weight.shape[1])
        mixed = (weight * amplitudes[:, None, :]) @ waves.flatten(2)
        grid = mixed.unflatten(2, (self.size, self.size))
        return arranged(grid)


def _matrices(entries: list[Tensor]) -> Tensor:
    """Nine vectors of length N, row by row, as N×3×3."""
    return torch.stack(entries, dim=1).unflatten(1, (3, 3))


class SynthesisLayer(nn.Module):
    """Modulated convolution, then a leaky ReLU at a higher sampling rate between two filters."""

    magnitude_ema: Tensor
    up_filter: Tensor | None
    down_filter: Tensor | None

    def __init__(
        self,
        w_dim: int,
        plan: LayerPlan,
        *,
        conv_kernel: int,
        filter_size: int,
        lrelu_upsampling: int,
        use_radial_filters: bool,
        conv_clamp: float | None,
        magnitude_ema_beta: float,
    ) -> None:
        super().__init__()
        self.is_torgb, self.out_size = plan.is_torgb, plan.out_size
        self.conv_clamp, self.magnitude_ema_beta = conv_clamp, magnitude_ema_beta
        self.kernel = 1 if plan.is_torgb else conv_kernel
        self.affine = Dense(w_dim, plan.in_channels, bias_init=1.0)
        shape = (plan.out_channels, plan.in_channels, self.kernel, self.kernel)
        self.weight = nn.Parameter(torch.randn(shape))
        self.bias = nn.Parameter(torch.zeros(plan.out_channels))
        self.register_buffer("magnitude_ema", torch.ones([]))

        rate = max(plan.in_rate, plan.out_rate) * (1 if plan.is_torgb else lrelu_upsampling)
        self.up, self.down = rate // plan.in_rate, rate // plan.out_rate
        up_taps = filter_size * self.up if self.up > 1 and not plan.is_torgb else 1
        down_taps = filter_size * self.down if self.down > 1 and not plan.is_torgb else 1
        up_filter = lowpass(up_taps, plan.in_cutoff, plan.in_half_width * 2, rate)
        radial = use_radial_filters and not plan.is_critical
        down_filter = lowpass(
            down_taps, plan.out_cutoff, plan.out_half_width * 2, rate, radial=radial
        )
        self.register_buffer("up_filter", up_filter)
        self.register_buffer("down_filter", down_filter)

        total = (plan.out_size - 1) * self.down + 1 - (plan.in_size + self.kernel - 1) * self.up
        total += up_taps + down_taps - 2
        before = (total + self.up) // 2  # keeps sample positions symmetric (appendix C.3)
        self.padding = (before, total - before, before, total - before)

    def forward(self, x: Tensor, w: Tensor, update_emas: bool = False) -> Tensor:
        if update_emas:
            with torch.no_grad():
                magnitude = at_least_float32(x.detach()).square().mean()
                self.magnitude_ema.lerp_(magnitude, 1 - self.magnitude_ema_beta)
        styles = self.affine(w)
        if self.is_torgb:
            styles = styles / math.sqrt(self.weight.shape[1] * self.kernel**2)
        x = self._convolve(x, styles)
        gain, slope = (1.0, 1.0) if self.is_torgb else (math.sqrt(2), 0.2)
        return filtered_lrelu(
            x,
            self.bias,
            up_filter=self.up_filter,
            down_filter=self.down_filter,
            up=self.up,
            down=self.down,
            padding=self.padding,
            gain=gain,
            slope=slope,
            clamp=self.conv_clamp,
        )

    def _convolve(self, x: Tensor, styles: Tensor) -> Tensor:
        """Modulated convolution over the whole support (padding k - 1)."""
        weight, styles = at_least_float32(self.weight), at_least_float32(styles)
        if not self.is_torgb:
            weight = weight * weight.square().mean(dim=(1, 2, 3), keepdim=True).rsqrt()
            styles = styles * styles.square().mean().rsqrt()
        return modulated_conv2d(
            x,
            weight,
            styles,
            demodulate=not self.is_torgb,
            padding=self.kernel - 1,
            gain=self.magnitude_ema.rsqrt(),
        )


class SynthesisNetwork(nn.Module):
    """Intermediate latents N×num_ws×w_dim → picture."""

    def __init__(
        self,
        w_dim: int,
        resolution: int,
        img_channels: int,
        *,
        output_scale: float,
        plan: dict[str, Any],
        layer: dict[str, Any],
    ) -> None:
        super().__init__()
        self.w_dim, self.output_scale = w_dim, output_scale
        layers = plan_layers(resolution=resolution, img_channels=img_channels, **plan)
        self.num_ws = len(layers) + 1
        first = layers[0]
        self.input = SynthesisInput(
            w_dim, first.in_channels, first.in_size, first.in_rate, first.in_cutoff
        )
        self.layer_names = [
            f"L{i}_{item.out_size}_{item.out_channels}" for i, item in enumerate(layers)
        ]
        for name, item in zip(self.layer_names, layers, strict=True):
            setattr(self, name, SynthesisLayer(w_dim, item, **layer))

    def forward(
        self,
        w: Tensor,
        noise_mode: NoiseMode = "const",
        generator: torch.Generator | None = None,
        update_emas: bool = False,
    ) -> Tensor:
        """w N×num_ws×w_dim → picture N×C×R×R, [0, 1] unclamped.

        StyleGAN3 has no noise; `noise_mode` and `generator` are there so that every generator is
        called alike. `update_emas` (a trainer's) tracks the magnitude of every layer's input.
        """
        if w.ndim != 3 or w.shape[1:] != (self.num_ws, self.w_dim):
            raise ValueError(f"w must be N×{self.num_ws}×{self.w_dim}, got {tuple(w.shape)}")
        if noise_mode not in ("const", "none", "random"):
            raise ValueError(f"noise_mode is const, none or random, not {noise_mode!r}")
        first, *rest = w.unbind(dim=1)
        x = self.input(first).to(self.input.weight.dtype)
        for name, latent in zip(self.layer_names, rest, strict=True):
            x = getattr(self, name)(x, latent, update_emas)
        return (at_least_float32(x) * self.output_scale + 1) / 2


class StyleGAN3Generator(Generator):
    """z, c → picture N×img_channels×R×R, [0, 1] unclamped. The defaults are configuration t's.

    `num_fp16_res` is kept for the record: the precision is the caller's to choose.
    """

    architecture = "stylegan3"
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
        num_layers: int = 14,
        num_critical: int = 2,
        first_cutoff: float = 2.0,
        first_stopband: float = 2**2.1,
        last_stopband_rel: float = 2**0.3,
        margin_size: int = 10,
        output_scale: float = 0.25,
        num_fp16_res: int = 4,
        conv_kernel: int = 3,
        filter_size: int = 6,
        lrelu_upsampling: int = 2,
        use_radial_filters: bool = False,
        conv_clamp: float | None = 256.0,
        magnitude_ema_beta: float = 0.999,
        mapping_layers: int = 2,
        mapping_lr_multiplier: float = 0.01,
        w_avg_beta: float = 0.998,
    ) -> None:
        super().__init__()
        self.fast_dtype = None if conv_clamp is None else torch.float16
        plan = {
            "channel_base": channel_base,
            "channel_max": channel_max,
            "num_layers": num_layers,
            "num_critical": num_critical,
            "first_cutoff": first_cutoff,
            "first_stopband": first_stopband,
            "last_stopband_rel": last_stopband_rel,
            "margin_size": margin_size,
        }
        layer = {
            "conv_kernel": conv_kernel,
            "filter_size": filter_size,
            "lrelu_upsampling": lrelu_upsampling,
            "use_radial_filters": use_radial_filters,
            "conv_clamp": conv_clamp,
            "magnitude_ema_beta": magnitude_ema_beta,
        }
        self.config: dict[str, Any] = {
            "resolution": resolution,
            "z_dim": z_dim,
            "c_dim": c_dim,
            "w_dim": w_dim,
            "img_channels": img_channels,
            **plan,
            **layer,
            "output_scale": output_scale,
            "num_fp16_res": num_fp16_res,
            "mapping_layers": mapping_layers,
            "mapping_lr_multiplier": mapping_lr_multiplier,
            "w_avg_beta": w_avg_beta,
        }
        self.z_dim, self.c_dim, self.w_dim = z_dim, c_dim, w_dim
        self.resolution, self.img_channels = resolution, img_channels
        self.synthesis = SynthesisNetwork(
            w_dim, resolution, img_channels, output_scale=output_scale, plan=plan, layer=layer
        )
        self.num_ws = self.synthesis.num_ws
        self.mapping = MappingNetwork(
            z_dim,
            c_dim,
            w_dim,
            self.num_ws,
            num_layers=mapping_layers,
            lr_multiplier=mapping_lr_multiplier,
            w_avg_beta=w_avg_beta,
        )

    @property
    def truncates(self) -> bool:
        return self.mapping.w_avg_beta is not None

    def forward(
        self,
        z: Tensor,
        c: Tensor | None = None,
        truncation_psi: float = 1.0,
        truncation_cutoff: int | None = None,
        noise_mode: NoiseMode = "const",
        generator: torch.Generator | None = None,
        update_emas: bool = False,
    ) -> Tensor:
        """`mapping`, then `synthesis`; z N×z_dim, c N×c_dim."""
        w = self.mapping(z, c, truncation_psi, truncation_cutoff)
        return self.synthesis(w, noise_mode, generator, update_emas)
