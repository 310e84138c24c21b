"""Filtered leaky ReLU in one pass over memory: bias, up, leaky ReLU, clamp, down, and its gradient.

Both resamplings are products with banded matrices that are made in registers from the taps,
`out = D · act(U · (x + b) · Uᵀ) · Dᵀ`, so that a tile of the picture at the raised rate never
leaves the processor, and tensor cores can do the work where rounding to TF32 is allowed. A
non-separable `down` filter (StyleGAN3-r's) is a short sum of separable ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import triton
import triton.language as tl
from torch import Tensor
from torch.utils.weak import WeakTensorKeyDictionary

from gan_core.networks.operations.kernels.launching import (
    matrix_precision,
    on_its_device,
    power_of_two,
)


@triton.jit
def _band_up(taps, rows, columns, before, up, count):
    """U[m, i]: what sample i gives to position m of the raised rate."""
    tap = columns[None, :] * up + before - rows[:, None]
    return tl.load(taps + tap, mask=(tap >= 0) & (tap < count), other=0.0)


@triton.jit
def _band_down(taps, rows, columns, down, count):
    """D[o, m]: what position m of the raised rate gives to output o."""
    tap = columns[None, :] - rows[:, None] * down
    return tl.load(taps + tap, mask=(tap >= 0) & (tap < count), other=0.0)


@triton.jit
def _raised(
    x, bias, up_y, up_x, plane, channel, mid_y, mid_x, first_y, first_x,
    height, width, before_y, before_x, up, count_up,
    IN: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """A tile of U · (x + b) · Uᵀ; rows and columns of the raised rate are `mid_y`, `mid_x`."""
    rows = first_y + tl.arange(0, IN)
    columns = first_x + tl.arange(0, IN)
    inside = (rows >= 0)[:, None] & (rows < height)[:, None]
    inside = inside & (columns >= 0)[None, :] & (columns < width)[None, :]
    place = plane * height * width + rows[:, None].to(tl.int64) * width + columns[None, :]
    tile = tl.load(x + place, mask=inside, other=0.0).to(tl.float32)
    tile = tl.where(inside, tile + tl.load(bias + channel).to(tl.float32), 0.0)
    tall = _band_up(up_y, mid_y, rows, before_y, up, count_up)
    wide = _band_up(up_x, mid_x, columns, before_x, up, count_up)
    tile = tl.dot(tall, tile, input_precision=PRECISION)
    return tl.dot(tile, tl.trans(wide), input_precision=PRECISION)


# compiled once for a pair of rates, whatever the sizes
_SIZES = (
    *("channels", "height", "width", "out_height", "out_width", "mid_height", "mid_width"),
    *("before_y", "before_x", "count_up", "count_down", "step"),
)


@triton.jit(do_not_specialize=[size for size in _SIZES if not size.startswith("mid")])
def _forward(
    x, bias, up_y, up_x, down_y, down_x, out, channels, height, width, out_height, out_width,
    before_y, before_x, count_up, count_down, rank, gain, slope, clamp, step,
    up: tl.constexpr, down: tl.constexpr,
    IN: tl.constexpr, MID: tl.constexpr, OUT: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    plane = tl.program_id(2).to(tl.int64)
    channel = (plane % channels).to(tl.int32)
    top, left = tl.program_id(1) * step, tl.program_id(0) * step
    mid_y, mid_x = top * down + tl.arange(0, MID), left * down + tl.arange(0, MID)
    # floor towards minus infinity: the first sample that the tile can see
    first_y = (top * down - before_y + 4096 * up) // up - 4096
    first_x = (left * down - before_x + 4096 * up) // up - 4096
    tile = _raised(
        x, bias, up_y, up_x, plane, channel, mid_y, mid_x, first_y, first_x,
        height, width, before_y, before_x, up, count_up, IN, PRECISION,
    )  # fmt: skip
    tile = tl.where(tile < 0, tile * slope, tile) * gain
    tile = tl.minimum(tl.maximum(tile, -clamp), clamp)
    out_y, out_x = top + tl.arange(0, OUT), left + tl.arange(0, OUT)
    total = tl.zeros((OUT, OUT), tl.float32)
    for term in range(rank):
        short = _band_down(down_y + term * count_down, out_y, mid_y, down, count_down)
        narrow = _band_down(down_x + term * count_down, out_x, mid_x, down, count_down)
        part = tl.dot(short, tile, input_precision=PRECISION)
        total += tl.dot(part, tl.trans(narrow), input_precision=PRECISION)
    place = plane * out_height * out_width + out_y[:, None].to(tl.int64) * out_width
    mine = (out_y < tl.minimum(top + step, out_height))[:, None]
    mine = mine & (out_x < tl.minimum(left + step, out_width))[None, :]
    tl.store(out + place + out_x[None, :], total.to(out.dtype.element_ty), mask=mine)


@triton.jit(do_not_specialize=_SIZES)
def _backward(
    x, bias, up_y, up_x, down_y, down_x, grad, result, channels, height, width,
    out_height, out_width, mid_height, mid_width,
    before_y, before_x, count_up, count_down, rank, gain, slope, clamp, step,
    up: tl.constexpr, down: tl.constexpr,
    IN: tl.constexpr, MID: tl.constexpr, OUT: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """d/dx: the gradient goes back through Dᵀ, the slopes at the raised rate, and Uᵀ.

    The raised rate is computed again: to keep it would cost more memory than it costs work.
    """
    plane = tl.program_id(2).to(tl.int64)
    channel = (plane % channels).to(tl.int32)
    top, left = tl.program_id(1) * step, tl.program_id(0) * step
    # positions of the raised rate that the tile's samples reach
    low_y, low_x = top * up + before_y - count_up + 1, left * up + before_x - count_up + 1
    mid_y, mid_x = low_y + tl.arange(0, MID), low_x + tl.arange(0, MID)
    first_y = (low_y - before_y + 4096 * up) // up - 4096
    first_x = (low_x - before_x + 4096 * up) // up - 4096
    tile = _raised(
        x, bias, up_y, up_x, plane, channel, mid_y, mid_x, first_y, first_x,
        height, width, before_y, before_x, up, count_up, IN, PRECISION,
    )  # fmt: skip
    from_y = (low_y - count_down + 1 + 4096 * down) // down - 4096
    from_x = (low_x - count_down + 1 + 4096 * down) // down - 4096
    out_y, out_x = from_y + tl.arange(0, OUT), from_x + tl.arange(0, OUT)
    known = (out_y >= 0)[:, None] & (out_y < out_height)[:, None]
    known = known & (out_x >= 0)[None, :] & (out_x < out_width)[None, :]
    place = plane * out_height * out_width + out_y[:, None].to(tl.int64) * out_width
    above = tl.load(grad + place + out_x[None, :], mask=known, other=0.0).to(tl.float32)
    back = tl.zeros((MID, MID), tl.float32)
    for term in range(rank):
        short = _band_down(down_y + term * count_down, out_y, mid_y, down, count_down)
        narrow = _band_down(down_x + term * count_down, out_x, mid_x, down, count_down)
        part = tl.dot(tl.trans(short), above, input_precision=PRECISION)
        back += tl.dot(part, narrow, input_precision=PRECISION)
    steep = tl.where(tile < 0, slope, 1.0) * gain
    steep = tl.where(tl.abs(tile * steep) < clamp, steep, 0.0)
    exists = (mid_y >= 0)[:, None] & (mid_y < mid_height)[:, None]
    exists = exists & (mid_x >= 0)[None, :] & (mid_x < mid_width)[None, :]
    back = tl.where(exists, back * steep, 0.0)
    rows, columns = top + tl.arange(0, IN), left + tl.arange(0, IN)
    tall = _band_up(up_y, mid_y, rows, before_y, up, count_up)
    wide = _band_up(up_x, mid_x, columns, before_x, up, count_up)
    back = tl.dot(tl.trans(tall), back, input_precision=PRECISION)
    back = tl.dot(back, wide, input_precision=PRECISION)
    mine = (rows < tl.minimum(top + step, height))[:, None]
    mine = mine & (columns < tl.minimum(left + step, width))[None, :]
    place = plane * height * width + rows[:, None].to(tl.int64) * width + columns[None, :]
    tl.store(result + place, back.to(result.dtype.element_ty), mask=mine)


@dataclass(frozen=True)
class Filters:
    """Taps ready for the kernels: flipped, since they are convolved, and separable."""

    up: Tensor  # count_up, with the upsampling's gain of `up`
    down_y: Tensor  # rank×count_down
    down_x: Tensor  # rank×count_down


def filters_of(
    up_filter: Tensor | None, down_filter: Tensor | None, up: int, device: torch.device
) -> Filters:
    """From one-dimensional taps (None: the identity); `down_filter` may be two-dimensional.

    What a filter is turned into is kept as long as the filter lives: a layer asks every time.
    """
    one = torch.ones(1, device=device)
    up_taps = one if up_filter is None else _kept(up_filter, _flipped)[0]
    down_y, down_x = (one[None], one[None]) if down_filter is None else _kept(down_filter, _terms)
    return Filters(up_taps * up, down_y, down_x)


_PREPARED = WeakTensorKeyDictionary()


def _kept(taps: Tensor, prepare: Callable[[Tensor], tuple[Tensor, ...]]) -> tuple[Tensor, ...]:
    version, prepared = _PREPARED.get(taps, (None, ()))
    if version != (taps._version, prepare):
        prepared = prepare(taps.detach())
        _PREPARED[taps] = ((taps._version, prepare), prepared)
    return prepared


def _flipped(taps: Tensor) -> tuple[Tensor, ...]:
    return (taps.float().flip(0).contiguous(),)


def _terms(taps: Tensor) -> tuple[Tensor, ...]:
    """Rows' and columns' factors, rank×count each, whose outer products add up to the filter."""
    if taps.ndim == 1:
        row = taps.float().flip(0)[None].contiguous()
        return row, row
    left, values, right = torch.linalg.svd(taps.double().flip(0, 1))
    rank = int((values > values[0] * 1e-7).sum())
    root = values[:rank].sqrt()[:, None]
    rows, columns = left.T[:rank] * root, right[:rank] * root
    return rows.float().contiguous(), columns.float().contiguous()


@dataclass(frozen=True)
class Setting:
    """What stays the same between the two directions."""

    up: int
    down: int
    padding: tuple[int, int, int, int]  # left, right, top, bottom at the raised rate
    gain: float
    slope: float
    clamp: float

    def sizes(self, x: Tensor, filters: Filters) -> tuple[int, int, int, int]:
        """Rows and columns at the raised rate, and of the result."""
        left, right, top, bottom = self.padding
        mid_h = x.shape[2] * self.up + top + bottom - len(filters.up) + 1
        mid_w = x.shape[3] * self.up + left + right - len(filters.up) + 1
        count = filters.down_y.shape[1]
        return mid_h, mid_w, (mid_h - count) // self.down + 1, (mid_w - count) // self.down + 1


# Most samples of any rate that a tile has a side. Tiles of 64 take at most 72 KB of shared memory,
# which an RTX card has, too; those of 128 take 160 KB, and spill what registers do not hold.
_SIDE = 64


def _met(positions: int, rate: int) -> int:
    """How many of every `rate`-th sample at most, from the last one before the positions on."""
    return -(-(positions - 1) // rate) + 1


@dataclass(frozen=True)
class _Tile:
    """Samples a side: `step` of the result, made of `seen` inputs by way of `_SIDE` raised ones."""

    step: int
    seen: int
    out: int

    @property
    def fits(self) -> bool:
        return self.step > 0 and max(self.seen, self.out) <= _SIDE


def _forward_tile(count_up: int, count_down: int, setting: Setting) -> _Tile:
    step = (_SIDE - count_down) // setting.down + 1
    return _Tile(step, _met(_SIDE + count_up - 1, setting.up), step)


def _backward_tile(count_up: int, count_down: int, setting: Setting) -> _Tile:
    step = (_SIDE - count_up + 1) // setting.up
    seen = _met(_SIDE + count_up - 1, setting.up)
    return _Tile(step, seen, _met(_SIDE + count_down - 1, setting.down))


def fits(up_filter: Tensor | None, down_filter: Tensor | None, setting: Setting) -> bool:
    """Whether filters are short enough for tiles that every card has memory for.

    Those of every published network are; others are the plain form's.
    """
    up, down = (1 if taps is None else len(taps) for taps in (up_filter, down_filter))
    return all(tile(up, down, setting).fits for tile in (_forward_tile, _backward_tile))


@on_its_device
def forward(x: Tensor, bias: Tensor, filters: Filters, setting: Setting) -> Tensor:
    """N×C×H×W contiguous, bias C → N×C×H'×W'."""
    count_up, count_down = len(filters.up), filters.down_y.shape[1]
    _, _, out_h, out_w = setting.sizes(x, filters)
    tile = _forward_tile(count_up, count_down, setting)
    step = tile.step
    out = x.new_empty(*x.shape[:2], out_h, out_w)
    grid = (-(-out_w // step), -(-out_h // step), x.shape[0] * x.shape[1])
    _forward[grid](
        x, bias, filters.up, filters.up, filters.down_y, filters.down_x, out,
        x.shape[1], x.shape[2], x.shape[3], out_h, out_w,
        setting.padding[2], setting.padding[0], count_up, count_down, len(filters.down_y),
        setting.gain, setting.slope, setting.clamp, step, up=setting.up, down=setting.down,
        IN=power_of_two(tile.seen), MID=_SIDE, OUT=power_of_two(tile.out),
        PRECISION=matrix_precision(x), num_warps=8,
    )  # fmt: skip
    return out


@on_its_device
def backward(x: Tensor, bias: Tensor, grad: Tensor, filters: Filters, setting: Setting) -> Tensor:
    """d/dx of `forward`, N×C×H×W; d/dbias is its sum over all but the channels."""
    count_up, count_down = len(filters.up), filters.down_y.shape[1]
    mid_h, mid_w, out_h, out_w = setting.sizes(x, filters)
    tile = _backward_tile(count_up, count_down, setting)
    step = tile.step
    result = torch.empty_like(x)
    grid = (-(-x.shape[3] // step), -(-x.shape[2] // step), x.shape[0] * x.shape[1])
    _backward[grid](
        x, bias, filters.up, filters.up, filters.down_y, filters.down_x, grad, result,
        x.shape[1], x.shape[2], x.shape[3], out_h, out_w, mid_h, mid_w,
        setting.padding[2], setting.padding[0], count_up, count_down, len(filters.down_y),
        setting.gain, setting.slope, setting.clamp, step, up=setting.up, down=setting.down,
        IN=power_of_two(tile.seen), MID=_SIDE, OUT=power_of_two(tile.out),
        PRECISION=matrix_precision(x), num_warps=8,
    )  # fmt: skip
    return result
