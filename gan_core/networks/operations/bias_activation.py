"""Bias, activation, gain and clamp: what follows every convolution of StyleGAN."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_core.networks.operations.forms import form_of

# name -> (function, gain that keeps the signal's variance)
ACTIVATIONS: dict[str, tuple[Callable[[Tensor], Tensor], float]] = {
    "linear": (lambda x: x, 1.0),
    "relu": (F.relu, math.sqrt(2)),
    "lrelu": (lambda x: F.leaky_relu(x, 0.2), math.sqrt(2)),
    "tanh": (torch.tanh, 1.0),
    "sigmoid": (torch.sigmoid, 1.0),
    "elu": (F.elu, 1.0),
    "selu": (F.selu, 1.0),
    "softplus": (F.softplus, 1.0),
    "swish": (F.silu, math.sqrt(2)),
}
_SLOPES = {"linear": 1.0, "relu": 0.0, "lrelu": 0.2}  # what the kernel knows


def activation_gain(activation: str) -> float:
    """The gain after `activation`; ValueError for a name that is not in `ACTIVATIONS`."""
    if activation not in ACTIVATIONS:
        raise ValueError(f"unknown activation {activation!r}; known: {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[activation][1]


def bias_activation(
    x: Tensor,
    bias: Tensor | None,
    activation: str = "linear",
    gain: float = 1.0,
    clamp: float | None = None,
    noise: Tensor | None = None,
) -> Tensor:
    """clamp(gain · activation(x + noise + bias)), the activation's own gain included.

    `x` (N×C or N×C×H×W) is overwritten when no gradient is recorded, so it must be a temporary of
    the caller's. Gain and clamp follow the published order: the clamp bounds the scaled value.
    `noise` is the same for every channel: H×W, or N×1×H×W.
    """
    function, own_gain = ACTIVATIONS[activation]
    total = gain * own_gain
    recorded = torch.is_grad_enabled()
    if not recorded and x.ndim == 4 and activation in _SLOPES and form_of(x) == "triton":
        from gan_core.networks.operations.kernels import bias_activation as fused

        limit = math.inf if clamp is None else clamp
        rough = None if noise is None else noise.float().contiguous()
        return fused.run(x.contiguous(), bias, rough, _SLOPES[activation], total, limit)
    if noise is not None:
        rough = noise.to(x.dtype)
        x = x + rough if recorded else x.add_(rough)
    if bias is not None:
        shift = bias.to(x.dtype).view(1, -1, *[1] * (x.ndim - 2))
        x = x + shift if recorded else x.add_(shift)
    if activation == "lrelu" and not recorded:
        x = F.leaky_relu_(x, 0.2)
    else:
        x = function(x)
    if total != 1:
        x = x * total if recorded or activation == "linear" else x.mul_(total)
    if clamp is not None:
        x = x.clamp(-clamp, clamp) if recorded else x.clamp_(-clamp, clamp)
    return x


def at_least_float32(x: Tensor) -> Tensor:
    """`x`, or its float32 copy if it has 16 bits: for sums of squares, which overflow there."""
    return x.to(torch.promote_types(x.dtype, torch.float32))
