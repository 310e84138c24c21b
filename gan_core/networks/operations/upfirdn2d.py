"""Resampling with FIR filters: pad, upsample, filter, downsample.

A filter is one-dimensional (for rows and columns alike) or two-dimensional, float32, and is
convolved, not correlated, as the StyleGAN papers do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_core.networks.operations.forms import Form, form_of

_UNROLLED = 256  # most taps that make an output in the kernel, which is code for each of them

Padding = tuple[int, int, int, int]  # left, right, top, bottom; negative crops


def fir(taps: Sequence[float] | Sequence[Sequence[float]] | Tensor | None) -> Tensor:
    """A float32 filter whose taps sum to 1; None is the identity. Always made on the CPU.

    (Networks are also built on the meta device, where a buffer has no values; a filter needs them.)
    """
    device = torch.device("cpu")
    filter_ = torch.as_tensor([1.0] if taps is None else taps, dtype=torch.float32, device=device)
    if filter_.ndim not in (1, 2) or filter_.numel() == 0:
        raise ValueError(f"a filter has one or two dimensions, got {filter_.ndim}")
    return filter_ / filter_.sum()


def upfirdn2d(
    x: Tensor,
    taps: Tensor,
    *,
    up: int = 1,
    down: int = 1,
    padding: Padding = (0, 0, 0, 0),
    gain: float = 1.0,
) -> Tensor:
    """Upsample N×C×H×W by `up`, pad, filter with `taps`, keep every `down`-th sample.

    `padding` counts samples of the upsampled picture; every side's result is
    (size · up + padding - taps) // down + 1. One of `up`, `down` must be 1.
    """
    if up > 1 and down > 1:
        raise ValueError("resample by `up` and by `down` in two calls")
    kernel = taps if taps.ndim == 2 else taps.outer(taps)
    kernel = (kernel * gain).flip(0, 1)  # what follows correlates
    form = form_of(x)
    if form == "triton" and math.prod(-(-count // up) for count in kernel.shape) > _UNROLLED:
        form = "plain"
    return FORMS[form](x, kernel, up, down, padding)


def _plain(x: Tensor, kernel: Tensor, up: int, down: int, padding: Padding) -> Tensor:
    """Word by word: put zeros between the samples, pad, filter, keep every `down`-th sample."""
    n, channels, height, width = x.shape
    if up > 1:
        stuffed = x.new_zeros(n, channels, height, up, width, up)
        stuffed[:, :, :, 0, :, 0] = x
        x = stuffed.view(n, channels, height * up, width * up)
    return _depthwise(F.pad(x, padding), kernel.to(x.dtype), down)


def _cpu(x: Tensor, kernel: Tensor, up: int, down: int, padding: Padding) -> Tensor:
    """Without ever inserting zeros. Upsampling is polyphase: each of the `up` output phases sees
    only every `up`-th tap, so the work is that of the low resolution.

    A one-dimensional filter runs as its outer square too: in channels_last, where a depthwise
    convolution keeps the channels in vector registers, one pass with up to 12×12 taps takes less
    time than two passes over memory do.
    """
    kernel = kernel.to(x.dtype)
    x = x.contiguous(memory_format=torch.channels_last)
    if up > 1:
        return _upsample(x, kernel, up, padding)
    left, right, top, bottom = padding
    # Symmetric padding costs no copy: the convolution does it itself.
    inside = (top, left) if (left, top) == (right, bottom) and min(padding) >= 0 else (0, 0)
    if inside == (0, 0) and any(padding):
        x = F.pad(x, padding)
    return _depthwise(x, kernel, down, inside)


def _triton(x: Tensor, kernel: Tensor, up: int, down: int, padding: Padding) -> Tensor:
    return _Kernel.apply(x, kernel, up, down, padding)


class _Kernel(torch.autograd.Function):
    """The fused kernel. It is linear, and its gradient is itself with `up` and `down` exchanged,
    so it can be differentiated as often as a penalty on gradients wants."""

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, kernel: Tensor, up: int, down: int, padding: Padding
    ) -> Tensor:
        from gan_core.networks.operations.kernels import upfirdn2d as fused

        ctx.save_for_backward(kernel)
        ctx.up, ctx.down, ctx.padding, ctx.shape = up, down, padding, x.shape
        return fused.run(x.contiguous(), kernel.float().contiguous(), up, down, padding)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, None, None, None]:
        (grad,), (kernel,) = grads, ctx.saved_tensors
        up, down, (left, _, top, _) = ctx.up, ctx.down, ctx.padding
        rows, columns = kernel.shape
        before_x, before_y = columns - left - 1, rows - top - 1
        after_x = ctx.shape[3] * up - grad.shape[3] * down + left - up + 1
        after_y = ctx.shape[2] * up - grad.shape[2] * down + top - up + 1
        padding = (before_x, after_x, before_y, after_y)
        back = _Kernel.apply(grad, kernel.flip(0, 1), down, up, padding)
        return back, None, None, None, None


def _depthwise(
    x: Tensor, kernel: Tensor, stride: int = 1, padding: tuple[int, int] = (0, 0)
) -> Tensor:
    channels = x.shape[1]
    weight = kernel.expand(channels, 1, *kernel.shape)
    return F.conv2d(x, weight, stride=stride, padding=padding, groups=channels)


def _upsample(x: Tensor, kernel: Tensor, up: int, padding: Padding) -> Tensor:
    """Polyphase upsampling with an already flipped kernel."""
    n, channels, height, width = x.shape
    left, right, top, bottom = padding
    out_h = height * up + top + bottom - kernel.shape[0] + 1
    out_w = width * up + left + right - kernel.shape[1] + 1
    rows = [_phase(p, up, kernel.shape[0], top) for p in range(up)]
    columns = [_phase(p, up, kernel.shape[1], left) for p in range(up)]
    y = x.new_empty(n, out_h, out_w, channels).permute(0, 3, 1, 2)  # channels_last
    for p, (tap_y, from_y, taps_y) in enumerate(rows):
        for q, (tap_x, from_x, taps_x) in enumerate(columns):
            count_y, count_x = -(-(out_h - p) // up), -(-(out_w - q) // up)
            if taps_y == 0 or taps_x == 0:
                y[:, :, p::up, q::up] = 0
                continue
            window = _window(x, from_y, count_y + taps_y - 1, from_x, count_x + taps_x - 1)
            y[:, :, p::up, q::up] = _depthwise(window, kernel[tap_y::up, tap_x::up])
    return y


def _phase(phase: int, up: int, taps: int, before: int) -> tuple[int, int, int]:
    """(first tap, first sample, number of taps) of the outputs phase, phase + up, …

    Output o reads the stuffed positions from o - before on, of which every `up`-th is a sample.
    """
    tap = (before - phase) % up
    return tap, (phase - before + tap) // up, max(0, -(-(taps - tap) // up))


def _window(x: Tensor, top: int, height: int, left: int, width: int) -> Tensor:
    """Rows top … top + height of `x` and columns likewise, zero outside of it."""
    below, right = top + height - x.shape[2], left + width - x.shape[3]
    return F.pad(x, (-left, right, -top, below))


FORMS: dict[Form, Callable[[Tensor, Tensor, int, int, Padding], Tensor]] = {
    "plain": _plain,
    "cpu": _cpu,
    "triton": _triton,
}
