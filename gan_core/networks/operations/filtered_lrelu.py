"""The nonlinearity of StyleGAN3: a leaky ReLU at a raised sampling rate, between two filters.

Karras et al., "Alias-Free Generative Adversarial Networks" (2021), section 3.2.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional as F

from gan_core.networks.operations.bias_activation import bias_activation
from gan_core.networks.operations.forms import form_of
from gan_core.networks.operations.upfirdn2d import Padding, upfirdn2d

if TYPE_CHECKING:  # it needs Triton
    from gan_core.networks.operations.kernels.filtered_lrelu import Setting


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

    `padding` counts samples at the raised rate; a filter of None is the identity, `up_filter` is
    one-dimensional. `x` is overwritten when no gradient is recorded, so it must be a temporary of
    the caller's.
    """
    unfiltered = up == down == 1 and up_filter is None and down_filter is None and not any(padding)
    if unfiltered and slope == 1:  # to RGB
        return bias_activation(x, bias, "linear", gain, clamp)
    if form_of(x) == "triton" and (up_filter is None or up_filter.ndim == 1):
        from gan_core.networks.operations.kernels import filtered_lrelu as fused

        limit = math.inf if clamp is None else clamp
        setting = fused.Setting(up, down, padding, gain, slope, limit)
        if fused.fits(up_filter, down_filter, setting):
            return _Kernel.apply(x, bias, up_filter, down_filter, setting)
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


class _Kernel(torch.autograd.Function):
    """All five steps in one pass over memory; differentiable once, which is what training needs."""

    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        bias: Tensor,
        up_filter: Tensor | None,
        down_filter: Tensor | None,
        setting: Setting,
    ) -> Tensor:
        from gan_core.networks.operations.kernels import filtered_lrelu as fused

        ctx.setting = setting
        ctx.filters = fused.filters_of(up_filter, down_filter, setting.up, x.device)
        x = x.contiguous()
        ctx.save_for_backward(x, bias)
        return fused.forward(x, bias, ctx.filters, ctx.setting)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None, None, None]:
        from gan_core.networks.operations.kernels import filtered_lrelu as fused

        x, bias = ctx.saved_tensors
        back = fused.backward(x, bias, grads[0].contiguous(), ctx.filters, ctx.setting)
        return back, back.sum(dim=(0, 2, 3)).to(bias.dtype), None, None, None
