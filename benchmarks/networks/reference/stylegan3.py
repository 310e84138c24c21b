"""StyleGAN3's synthesis layers written from the paper, every operation in its own step.

Karras et al., "Alias-Free Generative Adversarial Networks" (2021), figure 4. The input features,
sizes and filters come from the network under test; what is measured is the layers.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.networks.reference.resample import upfirdn, upfirdn_separable
from gan_core.networks.stylegan3 import SynthesisLayer, SynthesisNetwork


class PlainSynthesis3(nn.Module):
    """w N×num_ws×w_dim → picture in [0, 1]."""

    def __init__(self, network: SynthesisNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ws: Tensor) -> Tensor:
        x = self.network.input(ws[:, 0])
        for index, name in enumerate(self.network.layer_names):
            x = _layer(getattr(self.network, name), x, ws[:, index + 1])
        return (x * self.network.output_scale + 1) / 2


def _layer(layer: SynthesisLayer, x: Tensor, w: Tensor) -> Tensor:
    weight, fan_in = layer.weight, layer.weight[0].numel()
    style = F.linear(w, layer.affine.weight / w.shape[1] ** 0.5, layer.affine.bias)
    if layer.is_torgb:
        style = style / fan_in**0.5
    else:
        weight = weight / weight.square().mean(dim=(1, 2, 3), keepdim=True).sqrt()
        style = style / style.square().mean().sqrt()
    kernels = weight[None] * style[:, None, :, None, None]
    if not layer.is_torgb:
        kernels = kernels / (kernels.square().sum(dim=(2, 3, 4), keepdim=True) + 1e-8).sqrt()
    kernels = kernels / layer.magnitude_ema.sqrt()
    n, channels = x.shape[:2]
    margin = weight.shape[-1] - 1
    x = F.pad(x, (margin,) * 4)
    x = F.conv2d(x.reshape(1, n * channels, *x.shape[2:]), kernels.flatten(0, 1), groups=n)
    x = x.view(n, -1, *x.shape[2:]) + layer.bias.view(1, -1, 1, 1)

    impulse = torch.ones(1, device=x.device)
    taps = impulse if layer.up_filter is None else layer.up_filter
    x = upfirdn_separable(x, taps, layer.up, 1, layer.padding[:2], gain=layer.up**2)
    if not layer.is_torgb:
        x = F.leaky_relu(x, 0.2) * math.sqrt(2)
    if layer.conv_clamp is not None:
        x = x.clamp(-layer.conv_clamp, layer.conv_clamp)
    taps = impulse if layer.down_filter is None else layer.down_filter
    resample = upfirdn if taps.ndim == 2 else upfirdn_separable
    return resample(x, taps, 1, layer.down, (0, 0))
