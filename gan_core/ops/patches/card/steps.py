"""Grain and joints of a fill as tensors: see `grain` and `joints`."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from gan_core.ops.patches.card.layout import Layout
from gan_core.ops.patches.grain import GRAIN
from gan_core.ops.patches.level import RADIUS, source_place

_REACH = 4  # pixels of the Gaussian


def grained(layout: Layout, source: Tensor, channels: int) -> Tensor:
    """1×C×H×W, the first channels of the picture with the grain of what it was copied from."""
    picture = layout.values[0, ..., :channels]
    hole, size = layout.hole.long(), layout.height * layout.width
    own = _origins(layout, source).flatten()[hole]
    step: Tensor | float = 0.0
    for page, values in enumerate(layout.values):  # one at a time: they may be large
        detail = _detail(values[..., :channels]).reshape(-1, channels)
        if page == 0:
            step = -detail[hole]
        step += detail[own % size] * (own // size == page)[:, None]
    result = picture.reshape(-1, channels).clone()
    result[hole] += step
    return result.view(picture.shape).permute(2, 0, 1)[None].contiguous()


def joints(layout: Layout, source: Tensor, picture: Tensor, largest: tuple[float, float]) -> Tensor:
    """See `joints.joints`; 1×C×H×W of the picture, or of its first channels."""
    top, bottom, left, right = layout.counts.box  # reaches beyond the hole, but not at a border
    area = (
        slice(max(top - RADIUS, 0), bottom + RADIUS),
        slice(max(left - RADIUS, 0), right + RADIUS),
    )
    inside = torch.zeros(layout.height * layout.width, dtype=torch.bool, device=source.device)
    inside[layout.hole.long()] = True
    inside = inside.view(layout.height, layout.width)[area]
    origin = _origins(layout, source)[area]
    channels = picture.shape[1]
    values = layout.values[..., :channels].reshape(-1, channels)
    pixels = picture[0].permute(1, 2, 0)[area]
    change = torch.zeros_like(pixels)
    for dim, stride in ((0, layout.width), (1, 1)):
        length = pixels.shape[dim] - 1
        first, second = (origin.narrow(dim, start, length) for start in (0, 1))
        here, there = (inside.narrow(dim, start, length)[..., None] for start in (0, 1))
        ahead = values[_next(layout, first, dim, stride)] - values[first]
        behind = values[second] - values[_next(layout, second, dim, -stride)]
        # beyond the outline the picture itself goes on, unknown: the inner side alone knows
        both = here & there
        wanted = torch.where(both, (ahead + behind) / 2, torch.where(here, ahead, behind))
        step = wanted - (pixels.narrow(dim, 1, length) - pixels.narrow(dim, 0, length))
        size = step.abs().amax(dim=2, keepdim=True) / torch.where(both, *largest)
        step = torch.where(here | there, step * (-size.square()).exp(), 0.0)
        change.narrow(dim, 0, length).sub_(step)
        change.narrow(dim, 1, length).add_(step)
    result = torch.zeros_like(picture)
    result[0][:, area[0], area[1]] = change.permute(2, 0, 1)
    return result


def _origins(layout: Layout, source: Tensor) -> Tensor:
    """H×W: where in the pages, one behind the other, each pixel was copied from."""
    height, width = layout.height, layout.width
    result = torch.arange(height * width, device=source.device)
    hole = layout.hole.long()
    y, x = hole // width, hole % width
    own_y, own_x = y.clamp(RADIUS, height - 1 - RADIUS), x.clamp(RADIUS, width - 1 - RADIUS)
    page, sy, sx = source_place(source[own_y, own_x])
    result[hole] = (page * height + sy + y - own_y) * width + sx + x - own_x
    return result.view(height, width)


def _next(layout: Layout, origin: Tensor, dim: int, stride: int) -> Tensor:
    """One pixel on, or where it is if that is the last of its page."""
    place, size = (
        (origin // layout.width % layout.height, layout.height)
        if dim == 0
        else (origin % layout.width, layout.width)
    )
    last = place == (size - 1 if stride > 0 else 0)
    return torch.where(last, origin, origin + stride)


def _detail(picture: Tensor) -> Tensor:
    """What is finer than the grain, H×W×C.

    A sum of moved pictures: a card rounds what goes through its convolutions.
    """
    steps = torch.arange(-_REACH, _REACH + 1, dtype=torch.float64)
    weights = (-(steps**2) / (2 * GRAIN**2)).exp()
    shares = (weights / weights.sum()).tolist()
    planes = picture.permute(2, 0, 1)[None]
    for dim, sides in ((2, (0, 0, _REACH, _REACH)), (3, (_REACH, _REACH, 0, 0))):
        size = planes.shape[dim]
        padded = functional.pad(planes, sides, mode="reflect")
        planes = torch.zeros_like(planes)
        for start, share in enumerate(shares):
            planes.add_(padded.narrow(dim, start, size), alpha=share)
    return picture - planes[0].permute(1, 2, 0)
