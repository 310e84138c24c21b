"""Smooth moves of a picture's parts: where each pixel of a view looks."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F

_WHOLE = (slice(None), slice(None))


class Wave(NamedTuple):
    """One way of bending: half waves of a cosine down and to the right, along one axis."""

    axis: int  # 0 sideways, 1 down and up
    sign: int
    down: int
    right: int
    reach: float  # deviation of the move, in half widths or half heights


# Long waves reach far, short ones little, so that no part is stretched beyond recognition.
WAVES = {
    "pan": Wave(0, -1, 0, 0, 0.15),  # to the right
    "raise": Wave(1, 1, 0, 0, 0.12),
    "widen": Wave(0, 1, 0, 1, 0.12),
    "heighten": Wave(1, 1, 1, 0, 0.10),
    "slope": Wave(1, -1, 0, 1, 0.09),  # the right side higher
    "hill": Wave(1, -1, 0, 2, 0.08),  # the middle higher
    "drift": Wave(0, 1, 0, 2, 0.08),  # the middle to the right
    "gather": Wave(0, -1, 0, 3, 0.05),
    "ridge": Wave(1, -1, 0, 3, 0.05),
    "lean": Wave(0, -1, 1, 0, 0.04),  # the top to the right
    "fan": Wave(0, 1, 1, 1, 0.04),
    "twist": Wave(1, -1, 1, 1, 0.04),
    "arch": Wave(1, -1, 1, 2, 0.04),
    "ripple": Wave(1, -1, 0, 4, 0.03),
}
# What mirroring the result does to a wave: it is its own mirror image, or that of its opposite.
MIRRORED = [(-1) ** (wave.right + (wave.axis == 0)) for wave in WAVES.values()]
_PROBES = 33  # places along each axis at which it is seen how far a view reaches
_LEVEL = 1.3  # how soon a picture of level layers is no longer bent up and down in part


def places(
    z: torch.Tensor,
    picture: torch.Tensor,
    size: tuple[int, int],
    room: float = 1.0,
    window: tuple[slice, slice] = _WHOLE,
) -> torch.Tensor:
    """Where the pixels of a view look, for `grid_sample`.

    A view that would look beyond the picture's edge is moved, and enlarged if need be, until it
    does not.

    Args:
        z: N×len(WAVES), how far each wave bends in its deviations.
        picture: 1×3×H×W, which tells how level it is.
        size: height and width of the view.
        room: how much larger the picture is than the view.
        window: rows and columns of the view that are wanted.

    Returns:
        N×h×w×2, x and y in half sides of the picture from its middle.
    """
    rows, columns = (
        ((torch.arange(side, device=z.device) + 0.5) / side)[part]
        for side, part in zip(size, window, strict=True)
    )
    flat = level(picture)
    grid = _bent(z, flat, rows, columns) / room
    ends = (torch.linspace(0, 1, _PROBES, device=z.device),) * 2
    probes = _bent(z, flat, *ends).flatten(1, 2) / room
    low, high = probes.amin(1), probes.amax(1)
    middle, half = (low + high) / 2, (high - low) / 2
    fitting = half.clamp(max=1)
    moved = torch.minimum(torch.maximum(middle, fitting - 1), 1 - fitting)
    factor = fitting / half.clamp(min=1e-6)
    return (grid - middle[:, None, None]) * factor[:, None, None] + moved[:, None, None]


def _bent(
    z: torch.Tensor, flat: torch.Tensor, rows: torch.Tensor, columns: torch.Tensor
) -> torch.Tensor:
    """The same, wherever it may look; rows and columns of the view are in [0, 1]."""
    still = torch.stack(torch.meshgrid(columns, rows, indexing="xy"), dim=-1) * 2 - 1
    grid = still.expand(len(z), -1, -1, -1).clone()
    for share, wave in zip(z.T, WAVES.values(), strict=True):
        down = torch.cos(torch.pi * wave.down * rows)
        right = torch.cos(torch.pi * wave.right * columns)
        amount = wave.sign * wave.reach * share
        if wave.axis == 1 and wave.right > 0:
            amount = amount * (1 - _LEVEL * flat).clamp(min=0)
        grid[..., wave.axis] += amount[:, None, None] * torch.outer(down, right)
    return grid


def level(picture: torch.Tensor) -> torch.Tensor:
    """How much of a picture's change from top to bottom is the same all across: 1 for stripes.

    Where that is most of it, as at a lake, a horizon that is bent sideways would look wrong.

    >>> float(level(torch.linspace(0, 1, 8)[:, None].expand(1, 3, 8, 8)))
    1.0
    """
    grey = F.adaptive_avg_pool2d(picture.mean(1, keepdim=True), (60, 80))[0, 0]
    change = grey.diff(dim=0)
    return change.mean(1).square().sum() / change.square().mean(1).sum().clamp(min=1e-12)
