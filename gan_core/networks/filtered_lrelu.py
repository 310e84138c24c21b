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

    `padding` counts samples at the raised rate; a filter of None is the identity.
    """
    x = x + bias.to(x.dtype).view(1, -1, 1, 1)
    identity = torch.ones(1, device=x.device)
    taps = identity if up_filter is None else up_filter
    x = upfirdn2d(x, taps, up=up, padding=padding, gain=up**2)
    x = F.leaky_relu(x, slope) * gain
    if clamp is not None:
        x = x.clamp(-clamp, clamp)
    taps = identity if down_filter is None else down_filter
    return upfirdn2d(x, taps, down=down)
