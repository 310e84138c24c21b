"""Convolutions whose kernel a style scales (weight modulation and demodulation).

Karras et al., "Analyzing and Improving the Image Quality of StyleGAN" (2020), section 2.2.
The same result comes about in two ways: scale the kernel for every sample, or scale what goes in
and what comes out and leave the kernel shared. The second convolves a batch at once and
differentiates cheaply; the first saves passes over large activations when there is one sample.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_core.networks.operations.bias_activation import at_least_float32
from gan_core.networks.operations.conv3x3 import conv3x3
from gan_core.networks.operations.forms import low_precision


def demodulation(weight: Tensor, styles: Tensor) -> Tensor:
    """N×out factors that give every modulated kernel unit norm, in float32 or better.

    weight out×in×k×k, styles N×in. The sum over a kernel's window does not depend on the sample,
    so no kernel a sample is ever made.
    """
    energy = at_least_float32(weight).square().sum(dim=(2, 3))  # out×in
    # A product and a sum rather than a matrix product, which autocast would run in 16 bits.
    return ((at_least_float32(styles).square()[:, None] * energy).sum(dim=2) + 1e-8).rsqrt()


def shared_range(weight: Tensor, styles: Tensor) -> tuple[Tensor, Tensor]:
    """Weight and styles scaled to a largest value of about one; demodulation undoes the scale.

    Keeps 16-bit convolutions from overflowing (Karras et al. 2020, ADA, appendix on precision).
    """
    fan_in = weight[0].numel()
    weight = weight / (weight.abs().amax(dim=(1, 2, 3), keepdim=True) * fan_in**0.5)
    return weight, styles / styles.abs().amax(dim=1, keepdim=True)


def per_sample_pays(x: Tensor, weight: Tensor, out_pixels: int) -> bool:
    """Whether scaling the kernel touches less memory than scaling input and output would."""
    if x.shape[0] > 1 or torch.is_grad_enabled():
        return False
    return weight.numel() < x[0].numel() + weight.shape[0] * out_pixels


def convolve(x: Tensor, weight: Tensor, *, up: bool, padding: int) -> Tensor:
    """Correlation with a shared kernel; with `up`, its transpose at stride 2 (no padding)."""
    if up:
        return F.conv_transpose2d(x, weight.transpose(0, 1), stride=2)
    wide = min(weight.shape[:2]) >= 128  # narrower layers would pay for the padded copy alone
    if wide and weight.shape[-1] == 3 and not torch.is_grad_enabled():
        return conv3x3(F.pad(x, (padding,) * 4), weight, None)
    return F.conv2d(x, weight, padding=padding)


def modulated_conv2d(
    x: Tensor,
    weight: Tensor,
    styles: Tensor,
    *,
    demodulate: bool = True,
    up: bool = False,
    padding: int | None = None,
    gain: Tensor | None = None,
) -> Tensor:
    """Convolve N×in×H×W with out×in×k×k scaled by styles N×in.

    `padding` is k // 2 unless given; `gain` (a scalar) scales the result after demodulation.
    Returns N×out×H'×W', or with `up` the raw transposed convolution N×out×(2H+k-2)×(2W+k-2) that
    a low-pass filter must follow.
    """
    padding = weight.shape[-1] // 2 if padding is None else padding
    if demodulate and low_precision(x):
        weight, styles = shared_range(weight, styles)
    scale = demodulation(weight, styles) if demodulate else None
    if gain is not None:
        scale = gain.expand(x.shape[0], 1) if scale is None else scale * gain
    height, width = x.shape[2:]
    if per_sample_pays(x, weight, height * width * (4 if up else 1)):
        weight = weight * styles[0, None, :, None, None]
        if scale is not None:
            weight = weight * scale[0, :, None, None, None]
        return convolve(x, weight.to(x.dtype), up=up, padding=padding)
    y = x * styles.to(x.dtype)[:, :, None, None]
    y = convolve(y, weight.to(x.dtype), up=up, padding=padding)
    if scale is None:
        return y
    scale = scale.to(y.dtype)[:, :, None, None]
    return y * scale if torch.is_grad_enabled() else y.mul_(scale)
