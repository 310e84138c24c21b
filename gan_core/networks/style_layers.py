"""Layers that StyleGAN2 and StyleGAN3 share: dense layers, activations, the mapping network.

Karras et al., "A Style-Based Generator Architecture for GANs" (2019) and "Analyzing and Improving
the Image Quality of StyleGAN" (2020). Parameters carry the names of the published files.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_core.networks.operations.bias_activation import (
    activation_gain,
    at_least_float32,
    bias_activation,
)


def unit_second_moment(x: Tensor) -> Tensor:
    """Each row of N×D scaled to mean square 1, in float32 or better."""
    x = at_least_float32(x)
    return x * (x.square().mean(dim=1, keepdim=True) + 1e-8).rsqrt()


class Dense(nn.Module):
    """Fully connected layer with an equalized learning rate, N×in → N×out.

    The stored weight is about 1 / `lr_multiplier` in size; the scale is applied when it runs.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        activation: str = "linear",
        bias: bool = True,
        lr_multiplier: float = 1.0,
        weight_init: float = 1.0,
        bias_init: float | list[float] = 0.0,
    ) -> None:
        super().__init__()
        activation_gain(activation)  # refuses an unknown name here rather than in the first call
        self.activation = activation
        weight = torch.randn(out_features, in_features) * (weight_init / lr_multiplier)
        self.weight = nn.Parameter(weight)
        start = torch.zeros(out_features) + torch.tensor(bias_init, device=weight.device)
        self.bias = nn.Parameter(start / lr_multiplier) if bias else None
        self.weight_gain = lr_multiplier / math.sqrt(in_features)
        self.bias_gain = lr_multiplier

    def forward(self, x: Tensor) -> Tensor:
        # Latents and styles steer everything after them and cost next to nothing: no autocast.
        with torch.autocast(x.device.type, enabled=False):
            bias = None if self.bias is None else self.bias * self.bias_gain
            x = F.linear(x.to(self.weight.dtype), self.weight * self.weight_gain, bias)
            return bias_activation(x, None, self.activation)


class MappingNetwork(nn.Module):
    """Latent z and label c → intermediate latent w.

    `num_ws=None` gives N×w_dim (a discriminator's label mapping), else w is repeated to
    N×num_ws×w_dim. `w_avg_beta=None` means that no average of w is kept; truncation then needs ψ 1.
    """

    w_avg: Tensor

    def __init__(
        self,
        z_dim: int,
        c_dim: int,
        w_dim: int,
        num_ws: int | None,
        *,
        num_layers: int = 8,
        embed_features: int | None = None,
        layer_features: int | None = None,
        activation: str = "lrelu",
        lr_multiplier: float = 0.01,
        w_avg_beta: float | None = 0.995,
    ) -> None:
        super().__init__()
        self.z_dim, self.c_dim, self.w_dim, self.num_ws = z_dim, c_dim, w_dim, num_ws
        self.num_layers = num_layers
        self.w_avg_beta = w_avg_beta
        embed = 0 if c_dim == 0 else embed_features or w_dim
        widths = [z_dim + embed, *[layer_features or w_dim] * (num_layers - 1)]
        widths = [*widths, w_dim] if num_layers > 0 else widths
        if c_dim > 0:
            self.embed = Dense(c_dim, embed)
        for index in range(num_layers):
            layer = Dense(
                widths[index],
                widths[index + 1],
                activation=activation,
                lr_multiplier=lr_multiplier,
            )
            setattr(self, f"fc{index}", layer)
        if num_ws is not None and w_avg_beta is not None:
            self.register_buffer("w_avg", torch.zeros(w_dim))

    def forward(
        self,
        z: Tensor | None,
        c: Tensor | None = None,
        truncation_psi: float = 1.0,
        truncation_cutoff: int | None = None,
    ) -> Tensor:
        """z N×z_dim (None where z_dim is 0), c N×c_dim (None for an unconditional network).

        The first `truncation_cutoff` entries of w (all when None) are drawn towards the average:
        w_avg + ψ (w - w_avg).
        """
        x = self._input(z, c)
        for index in range(self.num_layers):
            x = getattr(self, f"fc{index}")(x)
        if self.num_ws is None:
            return x
        w = x.unsqueeze(1).expand(-1, self.num_ws, -1)
        if truncation_psi == 1:
            return w.contiguous()
        if self.w_avg_beta is None:
            raise ValueError("this network keeps no average of w: truncation_psi must be 1")
        truncated = torch.lerp(self.w_avg.to(w.dtype), w[:, :truncation_cutoff], truncation_psi)
        if truncation_cutoff is None:
            return truncated
        return torch.cat([truncated, w[:, truncation_cutoff:]], dim=1)

    @torch.no_grad()
    def update_w_avg(self, w: Tensor) -> None:
        """Move the running average towards the mean of w, N×w_dim or N×num_ws×w_dim.

        To be called by a trainer once a step, with w before style mixing and truncation.
        """
        if self.w_avg_beta is None:
            return
        rows = w.detach()[:, 0] if w.ndim == 3 else w.detach()
        self.w_avg.lerp_(rows.mean(dim=0).to(self.w_avg.dtype), 1 - self.w_avg_beta)

    def _input(self, z: Tensor | None, c: Tensor | None) -> Tensor:
        parts = []
        if self.z_dim > 0:
            if z is None or z.ndim != 2 or z.shape[1] != self.z_dim:
                raise ValueError(f"z must be N×{self.z_dim}, got {_shape(z)}")
            parts.append(unit_second_moment(z))
        if self.c_dim > 0:
            if c is None or c.ndim != 2 or c.shape[1] != self.c_dim:
                raise ValueError(
                    f"this network is conditional: c must be N×{self.c_dim}, got {_shape(c)}"
                )
            weight = self.embed.weight
            parts.append(unit_second_moment(self.embed(c.to(weight.dtype))))
        x = torch.cat(parts, dim=1)
        dtypes = (weight.dtype for weight in self.parameters())
        return x.to(next(dtypes, x.dtype))  # float32, or half after `net.half()`


def _shape(x: Tensor | None) -> str:
    return "nothing" if x is None else "×".join(map(str, x.shape))
