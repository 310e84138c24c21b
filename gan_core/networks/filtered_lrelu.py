"""The nonlinearity of StyleGAN3: a leaky ReLU at a raised sampling rate, between two filters.

Karras et al., "Alias-Free Generative Adversarial Networks" (2021), section 3.2.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from gan_core.networks.resample import Padding, upfirdn2d


def filtered_lrelu(
    x: Tensor,
    bias: Tensor,
    *,
    up_filter: Tensor | None,
    down_filter: Tensor | None,
    up: int,
    down: int,
    padding: Padding,
    gain: float,
    slope: float,
    clamp: float | None,
) -> Tensor:
    """N×C×H×W → bias, upsample, gain · leaky ReLU, clamp, downsample.

    `padding` counts samples at the raised rate; a filter of None is the identity. `x` is
    overwritten when no gradient is recorded, so it must be a temporary of the caller's.
    """
    shift = bias.to(x.dtype).view(1, -1, 1, 1)
    recorded = torch.is_grad_enabled()
    x = x + shift if recorded else x.add_(shift)
    # Leaky ReLU is homogeneous: its gain rides on the filter before it.
    taps = _impulse(x) if up_filter is None else up_filter
    x = upfirdn2d(x, taps, up=up, padding=padding, gain=gain * up**2)
    if slope != 1:
        x = F.leaky_relu(x, slope) if recorded else F.leaky_relu_(x, slope)
    if clamp is not None:
        x = x.clamp(-clamp, clamp) if recorded else x.clamp_(-clamp, clamp)
    if down_filter is None and down == 1:
        return x
    return upfirdn2d(x, _impulse(x) if down_filter is None else down_filter, down=down)


def _impulse(x: Tensor) -> Tensor:
    return torch.ones(1, device=x.device)
