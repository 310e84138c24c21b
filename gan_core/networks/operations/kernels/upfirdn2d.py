"""Upsample, pad, filter, downsample in one pass: only taps that meet a sample are read."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from gan_core.networks.operations.kernels.launching import on_its_device

_TILE_Y, _TILE_X = 8, 64


# compiled once for a filter and its rates, whatever the sizes
@triton.jit(
    do_not_specialize=["height", "width", "out_height", "out_width", "top", "left"],
)
def _upfirdn2d(
    x, taps, out, height, width, out_height, out_width, top, left,
    up: tl.constexpr, down: tl.constexpr, ROWS: tl.constexpr, COLUMNS: tl.constexpr,
    COUNT_Y: tl.constexpr, COUNT_X: tl.constexpr,
    TILE_Y: tl.constexpr, TILE_X: tl.constexpr,
):  # fmt: skip
    plane = tl.program_id(2).to(tl.int64)
    out_y = tl.program_id(1) * TILE_Y + tl.arange(0, TILE_Y)
    out_x = tl.program_id(0) * TILE_X + tl.arange(0, TILE_X)
    # the first tap of an output that meets a sample, and that sample
    from_y, from_x = out_y * down - top, out_x * down - left
    tap_y, tap_x = (4096 * up - from_y) % up, (4096 * up - from_x) % up
    row, column = (from_y + tap_y) // up, (from_x + tap_x) // up
    total = tl.zeros((TILE_Y, TILE_X), tl.float32)
    for j in tl.static_range(COUNT_Y):
        here_y = tap_y + j * up
        for i in tl.static_range(COUNT_X):
            here_x = tap_x + i * up
            used = (here_y < ROWS)[:, None] & (here_x < COLUMNS)[None, :]
            factor = tl.load(
                taps + here_y[:, None] * COLUMNS + here_x[None, :], mask=used, other=0.0
            )
            y, z = row + j, column + i
            inside = ((y >= 0) & (y < height))[:, None] & ((z >= 0) & (z < width))[None, :]
            place = plane * height * width + y[:, None].to(tl.int64) * width + z[None, :]
            sample = tl.load(x + place, mask=inside, other=0.0).to(tl.float32)
            total += factor * sample
    place = plane * out_height * out_width + out_y[:, None].to(tl.int64) * out_width
    mine = (out_y < out_height)[:, None] & (out_x < out_width)[None, :]
    tl.store(out + place + out_x[None, :], total.to(out.dtype.element_ty), mask=mine)


@on_its_device
def run(x: Tensor, taps: Tensor, up: int, down: int, padding: tuple[int, int, int, int]) -> Tensor:
    """N×C×H×W contiguous; taps are two-dimensional, flipped, with their gain, and float32.

    `padding` is left, right, top, bottom at the raised rate; negative crops. Sums are float32.
    """
    left, right, top, bottom = padding
    rows, columns = taps.shape
    out_h = (x.shape[2] * up + top + bottom - rows) // down + 1
    out_w = (x.shape[3] * up + left + right - columns) // down + 1
    out = torch.empty(*x.shape[:2], out_h, out_w, dtype=x.dtype, device=x.device)
    grid = (-(-out_w // _TILE_X), -(-out_h // _TILE_Y), x.shape[0] * x.shape[1])
    _upfirdn2d[grid](
        x, taps, out, x.shape[2], x.shape[3], out_h, out_w, top, left,
        up=up, down=down, ROWS=rows, COLUMNS=columns,
        COUNT_Y=-(-rows // up), COUNT_X=-(-columns // up),
        TILE_Y=_TILE_Y, TILE_X=_TILE_X,
    )  # fmt: skip
    return out
