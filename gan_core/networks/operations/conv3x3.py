"""3×3 convolution with a quarter of the multiplications (Lavin and Gray 2016, F(4×4, 3×3)).

torch's CPU convolutions multiply directly and run at the processor's peak; only less arithmetic
makes wide networks faster there. cuDNN and MPS choose such methods by themselves.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.operations.forms import low_precision

# Each 4×4 tile of the output is made from a 6×6 tile of the input, with these matrices applied
# along both sides: input to products' domain, weights to it, products to output.
_INPUT = torch.tensor(
    [
        [4.0, 0, -5, 0, 1, 0],
        [0, -4, -4, 1, 1, 0],
        [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
    ]
)
_WEIGHT = torch.tensor(
    [
        [1 / 4, 0, 0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0, 0, 1],
    ]
)
_OUTPUT = torch.tensor(
    [
        [1.0, 1, 1, 1, 1, 0],
        [0, 1, -1, 2, -2, 0],
        [0, 1, 1, 4, 4, 0],
        [0, 1, -1, 8, -8, 1],
    ]
)
_WEIGHT_2D = torch.kron(_WEIGHT, _WEIGHT)

# Measured: below these the transforms cost more than they save. With AVX-512 torch's direct sum has
# twice the speed, and is as fast up to 16×16 tiles.
_FEWEST_CHANNELS = 128
_FEWEST_TILES = 300 if torch.backends.cpu.get_cpu_capability() == "AVX512" else 64
# Elements of transformed input or output held at a time: little memory, and near the caches.
_BAND = 2_000_000


def conv3x3(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    """`F.conv2d` of N×C×H×W with O×C×3×3, without padding: N×O×(H-2)×(W-2).

    On a CPU and where no gradient is wanted, wide layers take the fast way; the result then
    differs from the direct sum by rounding, some 1e-5 of the values.
    """
    outputs, channels = weight.shape[:2]
    rows, columns = -(-(x.shape[-2] - 2) // 4), -(-(x.shape[-1] - 2) // 4)
    if (
        x.device.type != "cpu"
        or x.dtype != torch.float32
        or low_precision(x)  # a transform in 16 bits would lose most of them
        or (torch.is_grad_enabled() and (x.requires_grad or weight.requires_grad))
        or min(outputs, channels) < _FEWEST_CHANNELS
        or rows * columns < _FEWEST_TILES
    ):
        return F.conv2d(x, weight, bias)
    return _winograd(x, weight, bias, rows, columns)


class Conv3x3(nn.Conv2d):
    """`nn.Conv2d(inputs, outputs, 3)` without padding, run by `conv3x3`; the same entry names."""

    def __init__(self, inputs: int, outputs: int, bias: bool = True) -> None:
        super().__init__(inputs, outputs, 3, bias=bias)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return conv3x3(input, self.weight, self.bias)


def _both_sides(matrix: torch.Tensor, values: torch.Tensor, size: int) -> torch.Tensor:
    """matrix · v · matrixᵀ for each v, stored as (size·size)×…; flat, one side after the other."""
    values = torch.mm(matrix, values.view(size, -1)).view(matrix.shape[0], size, -1)
    return torch.matmul(matrix, values)


def _winograd(
    x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None, rows: int, columns: int
) -> torch.Tensor:
    batch, channels, height, width = x.shape
    outputs = weight.shape[0]
    if (height, width) != (4 * rows + 2, 4 * columns + 2):
        x = F.pad(x, (0, 4 * columns + 2 - width, 0, 4 * rows + 2 - height))
    x = x.permute(0, 2, 3, 1)  # N×H×W×C
    if x.stride(-1) != 1:
        x = x.contiguous()
    # O×36×C, used as 36×C×O
    factors = torch.matmul(_WEIGHT_2D, weight.permute(0, 2, 3, 1).reshape(outputs, 9, channels))
    factors = factors.permute(1, 2, 0)
    picture = x.new_empty(batch, rows, 4, columns, 4, outputs)
    band = max(1, _BAND // (36 * max(channels, outputs) * columns * batch))
    for top in range(0, rows, band):
        bottom = min(top + band, rows)
        tiles = x[:, 4 * top : 4 * bottom + 2].unfold(1, 6, 4).unfold(2, 6, 4)
        tiles = tiles.permute(4, 5, 0, 1, 2, 3).reshape(36, -1)  # 36×(N·rows·columns·C)
        tiles = _both_sides(_INPUT, tiles, 6).view(36, -1, channels)
        result = _both_sides(_OUTPUT, torch.bmm(tiles, factors), 6)
        result = result.view(4, 4, batch, bottom - top, columns, outputs)
        picture[:, top:bottom] = result.permute(2, 3, 0, 4, 1, 5)
    picture = picture.view(batch, 4 * rows, 4 * columns, outputs)[:, : height - 2, : width - 2]
    if bias is not None:
        picture += bias
    return picture.permute(0, 3, 1, 2)
