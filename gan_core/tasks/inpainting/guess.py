"""What a network thinks belongs into the hole, seen from afar."""

from __future__ import annotations

import torch
from torch import nn

from gan_core.ops import poisson, resample
from gan_core.ops.boxes import Box, context_box

_NATIVE = 256  # side that a network without a `resolution` is given
_MARGIN = 0.5  # context around the hole that a network sees, in units of the hole's longer side


def predict(network: nn.Module, image: torch.Tensor, hole: torch.Tensor) -> torch.Tensor:
    """The picture with a network's prediction in the hole.

    The network sees a square around the hole at its native size; where the picture is narrower
    than that square, its mirror image continues it.

    Args:
        network: `net(image, mask) → picture`; its `resolution`, if any, is its native side.
        image: 1×3×H×W, [0, 1].
        hole: 1×1×H×W bool.

    Returns:
        1×3×H×W: the known pixels as they are, the hole only as fine as the network's size.
    """
    side = int(getattr(network, "resolution", _NATIVE))
    square = _square(_bounds(hole), (image.shape[-2], image.shape[-1]), side)
    part, mask = square.crop(image), square.crop(hole).float()
    part, mask = _mirrored(part, max(square.shape)), _mirrored(mask, max(square.shape))
    # what the hole held must not bleed into its surroundings when the picture is made smaller
    part = poisson.smooth_fill(part, mask > 0, iterations=4)
    small = resample.resize(part, (side, side)).clamp(0, 1)
    small_mask = (resample.resize(mask, (side, side)) > 1e-3).float()
    with torch.inference_mode():
        painted = network(small * (1 - small_mask), small_mask).float().clamp(0, 1)
    # a network's colours drift: keep its shapes, and let its edge meet the known pixels
    painted = poisson.seamless_clone(painted.clone(), small, small_mask)
    large = resample.resize(painted, (max(square.shape),) * 2)[..., : square.height, : square.width]
    result = image.clone()
    inside = square.crop(hole)
    square.crop(result).copy_(torch.where(inside, large, square.crop(image)))
    return result


def _bounds(hole: torch.Tensor) -> Box:
    rows = hole[0, 0].any(dim=1).nonzero()[:, 0]
    columns = hole[0, 0].any(dim=0).nonzero()[:, 0]
    return Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)


def _square(hole: Box, canvas: tuple[int, int], side: int) -> Box:
    """A box around the hole, square unless the canvas is too narrow, at least `side` if it can."""
    longest = max(hole.shape)
    wanted = max(round(longest * (1 + 2 * _MARGIN)), side)
    down, across = (wanted - hole.height + 1) // 2, (wanted - hole.width + 1) // 2
    rows = context_box(Box(hole.top, 0, hole.bottom, 1), canvas, 0, down, down)
    columns = context_box(Box(0, hole.left, 1, hole.right), canvas, 0, across, across)
    return Box(rows.top, columns.left, rows.bottom, columns.right)


def _mirrored(image: torch.Tensor, side: int) -> torch.Tensor:
    """N×C×h×w continued downwards and to the right to side×side by reflection."""
    height, width = image.shape[-2:]
    rows = _reflection(height, side, image.device)
    columns = _reflection(width, side, image.device)
    return image[..., rows, :][..., columns]


def _reflection(length: int, wanted: int, device: torch.device) -> torch.Tensor:
    period = max(2 * length - 2, 1)
    index = torch.arange(wanted, device=device) % period
    return torch.where(index < length, index, period - index)
