"""The one step that solving Poisson's equation repeats, in one pass over the picture.

As tensor operations it takes a dozen passes, and the memory of a dozen pictures: on a processor
five times as long, and on a card a dozen launches for what is mostly a few pixels.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch.nn import functional

from gan_core.ops.compiled import kernel, over_bands, triton_compiles_for

_WORTH_THREADS = 1 << 18  # numbers below which sharing the work costs more than it saves


def laplacian(image: torch.Tensor) -> torch.Tensor:
    """Sum of differences of each pixel to its (up to four) neighbours, N×C×H×W."""
    result = torch.zeros_like(image)
    down = image[..., 1:, :] - image[..., :-1, :]
    right = image[..., :, 1:] - image[..., :, :-1]
    result[..., 1:, :] += down
    result[..., :-1, :] -= down
    result[..., :, 1:] += right
    result[..., :, :-1] -= right
    return result


def stencil(
    x: torch.Tensor,
    residual: torch.Tensor,
    free: torch.Tensor,
    screen: float,
    keep: float,
    gain: float,
    loss: float,
) -> torch.Tensor:
    """keep·x + free·(gain·residual − loss·(laplacian(x) + screen·x)).

    Args:
        x, residual: N×C×H×W.
        free: N×1×H×W, of the same type.
    """
    if has_kernels(x):
        from gan_core.ops.kernels import stencil as kernels

        return kernels.stencil(x, residual, free, screen, keep, gain, loss)
    if not _is_compiled_for(x):
        return keep * x + free * (gain * residual - loss * (laplacian(x) + screen * x))
    count, channels, height, width = x.shape
    result = torch.empty(x.shape)
    planes = [each.contiguous().view(-1, height, width).numpy() for each in (x, residual, result)]
    masks = free.contiguous().view(count, height, width).numpy()
    factors = [np.float32(each) for each in (screen, keep, gain, loss)]
    _shared(x, lambda first, last: _pass(first, last, *planes, masks, channels, *factors))
    return result


def refined(fine: torch.Tensor, coarse: torch.Tensor, free: torch.Tensor) -> torch.Tensor:
    """fine + free·(coarse at twice its size), bilinearly; N×C×H×W and N×C×⌈H/2⌉×⌈W/2⌉."""
    if has_kernels(fine):
        from gan_core.ops.kernels import stencil as kernels

        return kernels.refined(fine, coarse, free)
    if not _is_compiled_for(fine):
        twice = functional.interpolate(coarse, scale_factor=2, mode="bilinear", align_corners=False)
        return fine + free * twice[..., : fine.shape[-2], : fine.shape[-1]]
    result = fine.contiguous().clone()
    small = coarse.contiguous().view(-1, *coarse.shape[-2:]).numpy()
    masks = free.contiguous().view(-1, *free.shape[-2:]).numpy()
    planes = result.view(-1, *fine.shape[-2:]).numpy()
    _shared(fine, lambda first, last: _refine(first, last, planes, small, masks, len(masks)))
    return result


def has_kernels(x: torch.Tensor) -> bool:
    """Whether Triton's kernels work on a tensor."""
    return x.dtype is torch.float32 and triton_compiles_for(x.device)


def _is_compiled_for(x: torch.Tensor) -> bool:
    return x.device.type == "cpu" and x.dtype is torch.float32


def _shared(x: torch.Tensor, work: Callable[[int, int], None]) -> None:
    """`work(first, last)` on all rows."""
    if x.numel() < _WORTH_THREADS:
        work(0, x.shape[-2])
    else:
        over_bands(x.shape[-2], work, lambda: None)


@kernel
def _pass(first, last, x, residual, result, free, channels, screen, keep, gain, loss):
    height, width = x.shape[1], x.shape[2]
    for plane in range(len(x)):
        mask = free[plane // channels]
        for row in range(first, last):
            here, out, given, mine = (
                x[plane, row],
                result[plane, row],
                residual[plane, row],
                mask[row],
            )
            above = x[plane, max(row - 1, 0)]  # at a border the pixel itself: no difference
            below = x[plane, min(row + 1, height - 1)]
            for column in range(width):
                own = here[column]
                left = here[column - 1] if column > 0 else own
                right = here[column + 1] if column + 1 < width else own
                apart = np.float32(4) * own - above[column] - below[column] - left - right
                pull = gain * given[column] - loss * (apart + screen * own)
                out[column] = keep * own + mine[column] * pull


@kernel
def _refine(first, last, fine, coarse, free, count):
    height, width = coarse.shape[1], coarse.shape[2]
    near, far = np.float32(0.75), np.float32(0.25)
    between = np.empty(width, np.float32)
    for plane in range(len(fine)):
        mask = free[plane // (len(fine) // count)]
        for row in range(first, last):
            out, mine = fine[plane, row], mask[row]
            other = row // 2 + (1 if row % 2 else -1)
            above, below = coarse[plane, row // 2], coarse[plane, min(max(other, 0), height - 1)]
            for column in range(width):
                between[column] = near * above[column] + far * below[column]
            for column in range(fine.shape[2]):
                own = column // 2
                beside = own + 1 if column % 2 else own - 1
                beside = min(max(beside, 0), width - 1)
                out[column] += mine[column] * (near * between[own] + far * between[beside])
