"""Masks: what is to be filled, 1 inside and 0 outside, with anything between at soft edges."""

from __future__ import annotations

import math

import cv2
import numpy as np
import torch
from torch.nn import functional

from gan_core.ops.boxes import Box
from gan_core.ops.frequency import gaussian_blur


def clean(mask: torch.Tensor, radius: int) -> torch.Tensor:
    """Drop specks and close pinholes up to about `radius` pixels; N×1×H×W.

    >>> mask = torch.zeros(1, 1, 20, 20); mask[..., 5:15, 5:15] = 1
    >>> mask[..., 9, 9] = 0; mask[..., 1, 1] = 1
    >>> cleaned = clean(mask, 1)
    >>> cleaned[0, 0, 9, 9].item(), cleaned[0, 0, 1, 1].item(), int(cleaned.sum())
    (1.0, 0.0, 100)
    """
    margin = 2 * radius  # else what grows up to the border stays there
    padded = functional.pad(mask, (margin,) * 4, mode="replicate")
    closed = shrink(grow(padded, radius), radius)
    opened = grow(shrink(closed, radius), radius)
    return opened[..., margin : margin + mask.shape[-2], margin : margin + mask.shape[-1]]


def bounds(mask: torch.Tensor) -> Box | None:
    """The smallest box with all that a mask 1×1×H×W selects; None if that is nothing.

    >>> mask = torch.zeros(1, 1, 20, 20); mask[..., 5:15, 4:6] = 0.1
    >>> bounds(mask)
    Box(top=5, left=4, bottom=15, right=6)
    """
    inside = (mask > 0)[0, 0]
    found, *sides = torch.cat([inside.any()[None], edges(inside)]).tolist()
    if not found:
        return None
    top, bottom, left, right = sides
    return Box(top, left, bottom, right)


def edges(inside: torch.Tensor) -> torch.Tensor:
    """Top, bottom, left and right of what is set in H×W bool, as four numbers where it is."""
    found = []
    for side in (inside.any(dim=1), inside.any(dim=0)):
        found += [side.int().argmax(), len(side) - side.flip(0).int().argmax()]
    return torch.stack(found)


def grow(mask: torch.Tensor, radius: int) -> torch.Tensor:
    """The mask made larger by `radius` pixels (a square neighbourhood), soft values kept.

    >>> mask = torch.zeros(1, 1, 5, 5); mask[..., 2, 2] = 1
    >>> int(grow(mask, 1).sum())
    9
    """
    if radius <= 0:
        return mask
    # two passes of one axis each: a square's maximum is separable
    return _widest(_widest(mask, -1, radius), -2, radius)


def _widest(mask: torch.Tensor, dim: int, radius: int) -> torch.Tensor:
    """The largest of the neighbours up to `radius` away along a dimension.

    Of 2, 4, 8 … of them, then of all: a pooling would look at each anew.
    """
    sides = (radius, radius, 0, 0) if dim == -1 else (0, 0, radius, radius)
    largest = functional.pad(mask, sides, value=float("-inf"))
    seen, wanted = 1, 2 * radius + 1
    while seen < wanted:
        step = min(seen, wanted - seen)
        length = largest.shape[dim] - step
        a, b = largest.narrow(dim, 0, length), largest.narrow(dim, step, length)
        largest, seen = torch.maximum(a, b), seen + step
    return largest


def shrink(mask: torch.Tensor, radius: int) -> torch.Tensor:
    """The mask made smaller by `radius` pixels; the picture's border does not eat into it."""
    return 1 - grow(1 - mask, radius)


def feather(mask: torch.Tensor, radius: float) -> torch.Tensor:
    """A soft edge of about `radius` pixels outwards: 1 where the mask was, falling to 0 around.

    >>> mask = torch.zeros(1, 1, 9, 9); mask[..., 4, 4] = 1
    >>> soft = feather(mask, 2)
    >>> soft[0, 0, 4, 4].item(), bool(0 < soft[0, 0, 4, 6] < 1), soft[0, 0, 4, 0].item()
    (1.0, True, 0.0)
    """
    if radius <= 0:
        return mask
    reach = max(1, round(radius))
    # blurring the grown mask by a third of the reach ends where the growth ended
    soft = gaussian_blur(grow(mask, (reach + 1) // 2), reach / 3)
    return torch.maximum(mask, soft * (grow(mask, reach) > 0))


def components(mask: torch.Tensor) -> tuple[torch.Tensor, list[Box]]:
    """Connected parts (touching corners connect) of a mask 1×1×H×W.

    Returns:
        Labels H×W int32, 0 outside and 1, 2 … inside the parts; the parts' boxes in that order.

    >>> mask = torch.zeros(1, 1, 6, 6); mask[..., 0, :2] = 1; mask[..., 4:, 4:] = 1
    >>> labels, boxes = components(mask)
    >>> boxes
    [Box(top=0, left=0, bottom=1, right=2), Box(top=4, left=4, bottom=6, right=6)]
    """
    inside = (mask[0, 0] > 0).cpu().numpy().astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=8)
    boxes = [
        Box(int(top), int(left), int(top + height), int(left + width))
        for left, top, width, height, _ in stats[1:]
    ]
    return torch.from_numpy(labels).to(mask.device), boxes


def depth(mask: torch.Tensor, most: float = math.inf) -> torch.Tensor:
    """Distance in pixels from each place inside the mask to the nearest outside, 1×1×H×W.

    Beyond the picture counts as inside, so a hole at the border is as deep as what is known is far.
    Zero outside the mask. A mask without an outside is infinitely deep.

    Args:
        most: larger distances are given as this; without it a card has to wait for the processor.
    """
    if mask.device.type != "cpu" and math.isfinite(most):
        return depth_up_to(mask, math.ceil(most)).clamp(max=most)
    inside = (mask[0, 0] > 0).cpu().numpy().astype(np.uint8)
    if inside.all():
        return torch.full_like(mask, most, dtype=torch.float32)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_5)
    return torch.from_numpy(distance)[None, None].clamp(max=most).to(mask.device)


def depth_up_to(mask: torch.Tensor, most: int) -> torch.Tensor:
    """`depth` as tensor operations, exact up to `most` pixels and no larger than that.

    Distances along the rows, and of those the least by Pythagoras along the columns (Felzenszwalb
    and Huttenlocher, 2012, "Distance transforms of sampled functions", whose second pass here tries
    all rows that are near enough).

    >>> mask = torch.zeros(1, 1, 9, 9); mask[..., 1:8, 1:8] = 1
    >>> depth_up_to(mask, 3)[0, 0, 4].tolist()
    [0.0, 1.0, 2.0, 3.0, 3.0, 3.0, 2.0, 1.0, 0.0]
    """
    height, width = mask.shape[-2:]
    inside = mask[0, 0] > 0
    beyond = most + 1
    x = torch.arange(width, device=mask.device, dtype=torch.float32).expand(height, width)
    left = torch.where(inside, -float(beyond), x).cummax(dim=1).values
    right = torch.where(inside, float(width + beyond), x).flip(1).cummin(dim=1).values.flip(1)
    square = torch.minimum(x - left, right - x).clamp(max=beyond).square()
    rows = functional.pad(square, (0, 0, most, most), value=float(beyond**2))
    for step in range(1, most + 1):
        above, below = rows[most - step :][:height], rows[most + step :][:height]
        square = torch.minimum(square, torch.minimum(above, below) + step**2)
    return square.sqrt().clamp(max=most)[None, None]
