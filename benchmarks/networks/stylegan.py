"""StyleGAN2 and 3 with random weights, at published sizes."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor, nn

from benchmarks.networks.case import Case, Inputs
from benchmarks.networks.reference.stylegan2 import PlainSynthesis
from benchmarks.networks.reference.stylegan3 import PlainSynthesis3
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.stylegan3 import StyleGAN3Generator


def _latents(num_ws: int, batch: int) -> Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randn(batch, 1, 512, generator=generator).repeat(1, num_ws, 1)


def _stylegan2(resolution: int, batch: int, base: int) -> tuple[nn.Module, nn.Module, Inputs]:
    torch.manual_seed(0)
    net = StyleGAN2Generator(resolution=resolution, channel_base=base).requires_grad_(False)
    weights = dict(net.synthesis.state_dict())
    for name, tensor in weights.items():
        if name.endswith("noise_strength"):
            tensor.fill_(0.1)
    return net.synthesis, PlainSynthesis(weights, resolution), (_latents(net.num_ws, batch),)


def _stylegan3(resolution: int, batch: int, rotation: bool) -> tuple[nn.Module, nn.Module, Inputs]:
    torch.manual_seed(0)
    wide = 2 if rotation else 1
    net = StyleGAN3Generator(
        resolution=resolution,
        channel_base=16384 * wide,
        channel_max=512 * wide,
        conv_kernel=1 if rotation else 3,
        use_radial_filters=rotation,
    ).requires_grad_(False)
    return net.synthesis, PlainSynthesis3(net.synthesis), (_latents(net.num_ws, batch),)


CASES = (
    Case("stylegan2-256 batch 1", partial(_stylegan2, 256, 1, 32768)),
    Case("stylegan2-256 batch 4", partial(_stylegan2, 256, 4, 32768)),
    Case("stylegan2-256 half width", partial(_stylegan2, 256, 1, 16384)),
    Case("stylegan2-1024 batch 1", partial(_stylegan2, 1024, 1, 32768)),
    Case("stylegan3-t-256 batch 1", partial(_stylegan3, 256, 1, False)),
    Case("stylegan3-r-256 batch 1", partial(_stylegan3, 256, 1, True)),
)
