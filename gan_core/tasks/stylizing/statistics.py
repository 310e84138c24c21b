"""Make a network local: normalise with statistics of the whole picture instead of the tile's.

Instance and layer norms look at everything they are given, so that tiles of one picture come out
differently and their seams show. Here each norm is replaced by the affine map that it is on the
whole picture; what is left are convolutions, which see only their surroundings.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TypeVar

import torch
from torch import nn
from torch.nn import functional

from gan_core.networks.operations.group_norm import GroupNorm
from gan_core.ops.boxes import Box

WHOLE = 1 << 20  # pixels up to which a picture is looked at as a whole
_GRID, _SIDE = 4, 256  # beyond, 4×4 windows of 256² spread over it: as many pixels

Network = TypeVar("Network", bound=nn.Module)


class _Recorder(nn.Module):
    """Stands in for a group norm; remembers mean and variance over all windows together."""

    def __init__(self, norm: nn.GroupNorm) -> None:
        super().__init__()
        self.norm = norm
        self.fixed: _Fixed | None = None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        n, c, h, w = x.shape
        groups = self.norm.num_groups
        grouped = x.reshape(n, groups, c // groups, h, w)
        variance, mean = torch.var_mean(grouped, (0, 2, 3, 4), correction=0)
        gain = (variance + self.norm.eps).rsqrt().repeat_interleave(c // groups)
        bias = -mean.repeat_interleave(c // groups) * gain
        if self.norm.affine:
            bias = bias * self.norm.weight + self.norm.bias
            gain = gain * self.norm.weight
        slope = self.norm.slope if isinstance(self.norm, GroupNorm) else 1.0
        self.fixed = _Fixed(gain, bias, slope)
        return self.fixed.forward(x)


class _Fixed(nn.Module):
    """The affine map of each channel that a norm was on one picture, and the leaky ReLU after."""

    gain: torch.Tensor
    bias: torch.Tensor

    def __init__(self, gain: torch.Tensor, bias: torch.Tensor, slope: float) -> None:
        super().__init__()
        self.slope = slope
        self.register_buffer("gain", gain[:, None, None])
        self.register_buffer("bias", bias[:, None, None])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = torch.addcmul(self.bias, x, self.gain)
        return y if self.slope == 1 else functional.leaky_relu_(y, self.slope)


def windows(image: torch.Tensor) -> torch.Tensor:
    """What statistics of 1×C×H×W are taken from: all of it, or windows spread over a large one.

    Returns 1×C×H×W or 16×C×256×256; at the picture's own scale in both cases, since a smaller copy
    would have other statistics. The memory this takes does not grow with the picture.

    >>> windows(torch.zeros(1, 3, 3000, 4000)).shape
    torch.Size([16, 3, 256, 256])
    """
    height, width = image.shape[-2:]
    if height * width <= WHOLE:
        return image
    rows, columns = _spread(height), _spread(width)
    side = min(_SIDE, height), min(_SIDE, width)
    return torch.cat(
        [Box(y, x, y + side[0], x + side[1]).crop(image) for y in rows for x in columns]
    )


def _spread(length: int) -> list[int]:
    free = max(0, length - _SIDE)
    return [round(free * (i + 0.5) / _GRID) for i in range(_GRID)]


def has_norms(network: nn.Module) -> bool:
    """Whether the network's result depends on statistics of its whole input."""
    return any(isinstance(module, nn.GroupNorm) for module in network.modules())


def fix_statistics(network: Network, samples: torch.Tensor) -> Network:
    """A copy of `network` whose norms keep the statistics they have on `samples`.

    Args:
        network: any network whose only non-local layers are `nn.GroupNorm`s (instance and layer
            norm are such); it is not changed.
        samples: N×3×h×w from `windows`.
    """
    recording = copy.deepcopy(network)
    _replace(recording, lambda m: _Recorder(m) if isinstance(m, nn.GroupNorm) else None)
    with torch.no_grad():
        recording(samples)
    _replace(recording, lambda m: m.fixed or m.norm if isinstance(m, _Recorder) else None)
    return recording


def _replace(network: nn.Module, substitute: Callable[[nn.Module], nn.Module | None]) -> None:
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            other = substitute(child)
            if other is not None:
                setattr(parent, name, other)
