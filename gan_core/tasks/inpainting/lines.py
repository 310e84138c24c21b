"""Lines that run into a hole on one side and out of it on the other: a horizon, a wall, a wire.

They are joined before anything is filled, and patches along them are then asked to come from the
same side of the same line (structure first: Sun et al., 2005, "Image completion with structure
propagation"; straight lines as guides: Huang et al., 2014, "Image completion using planar
structure guidance").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch.nn import functional

from gan_core.ops.patches.level import as_array

_LONGEST = 640  # pixels of the longer side at which lines are looked for
_RING = 80  # pixels around the hole that lines have to be seen in
_WINDOW = 48  # pixels before and after the hole in which a line is tested
_LEAST_SEEN = 12  # of those pixels have to be known
_COVERED = 0.55  # of the pixels seen must lie on an edge, before and after
_DISTINCT = 1.2  # difference of the two sides in units of how much it varies along the line
_STRONG = 0.8  # quantile of the gradients in the ring that an edge exceeds
_LEAST_STRENGTH = 0.008  # change of a luminance of 0 to 1 from pixel to pixel
_CANDIDATES = 80
_MOST = 4  # lines
_APART = 6.0  # pixels, lines nearer to each other in the hole are one
_WIDTH = 10.0  # pixels of the picture: how far a line's surroundings reach
_LEAST_WIDTH = 2.0  # the same in pixels of a smaller size


@dataclass(frozen=True)
class Line:
    """The points x·across + y·down = offset of a picture of height 1; the normal has length 1."""

    across: float
    down: float
    offset: float

    def distance(self, height: int, width: int) -> np.ndarray:
        """Signed distance in pixels of each pixel of the picture at that size, H×W float32."""
        x = (np.arange(width, dtype=np.float32) + 0.5) * np.float32(self.across)
        y = (np.arange(height, dtype=np.float32) + 0.5) * np.float32(self.down)
        return y[:, None] + x[None, :] - np.float32(self.offset * height)


def through(
    picture: torch.Tensor,
    unknown: torch.Tensor,
    both: bool = True,
    stop_if_asked: Callable[[], None] = lambda: None,
) -> list[Line]:
    """The lines that go on behind a hole, in brightness or between warm and cold.

    Args:
        picture: 1×3×H×W; what it holds in the hole does not matter.
        unknown: 1×1×H×W bool.
        both: whether a line has to be seen on both sides of the hole, or may end in it.
        stop_if_asked: called all along; it may raise to stop.
    """
    height, width = unknown.shape[-2:]
    scale = min(1.0, _LONGEST / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    colours, hole = _at_hand(picture), _at_hand(unknown.float())
    inside = cv2.resize(hole, size, interpolation=cv2.INTER_AREA) > 1e-3
    unclear = cv2.dilate(inside.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    away = cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    ring = (away <= _RING) & ~unclear
    stop_if_asked()
    if min(size) < 2 * _LEAST_SEEN or not inside.any() or not ring.any():
        return []
    small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 1.0)
    kept: list[tuple[float, Line, np.ndarray]] = []
    for plane in (small.mean(axis=2), (small[..., 0] - small[..., 2]) / 2):
        across, down = (cv2.Scharr(plane, cv2.CV_32F, *axis) / 32 for axis in ((1, 0), (0, 1)))
        stop_if_asked()
        strength = np.hypot(across, down)
        least = max(_LEAST_STRENGTH, float(np.quantile(strength[ring], _STRONG)))
        edges = _thinned(strength, across, down) & ring & (strength > least)
        found = cv2.HoughLines(edges.astype(np.uint8) * 255, 1, np.pi / 360, 2 * _LEAST_SEEN)
        for rho, theta in [] if found is None else found.reshape(-1, 2)[:_CANDIDATES]:
            stop_if_asked()
            fitted = _fitted(rho, theta, plane, (across, down), ~unclear, inside, least, both)
            if fitted is not None:
                score, normal, offset = fitted
                x, y = float(normal[0]), float(normal[1])
                line = Line(x, y, (offset + (x + y) / 2) / size[1])
                kept.append((score, line, line.distance(size[1], size[0])[inside]))
    kept.sort(key=lambda entry: -entry[0])
    apart: list[tuple[Line, np.ndarray]] = []
    for _, line, near in kept:
        if len(apart) < _MOST and not any(_same(near, other) for _, other in apart):
            apart.append((line, near))
    return [line for line, _ in apart]


def _at_hand(picture: torch.Tensor) -> np.ndarray:
    """H×W×C for the processor; from a card not much more than is looked at."""
    height, width = picture.shape[-2:]
    times = max(height, width) // (2 * _LONGEST)
    if picture.device.type != "cpu" and times > 1:
        picture = functional.interpolate(picture, (height // times, width // times), mode="area")
    return as_array(picture.cpu())


def guides(
    lines: Sequence[Line], height: int, width: int, scale: float, device: torch.device
) -> torch.Tensor:
    """Two channels a line, 1×2n×H×W: on which side of it a pixel lies, and how near.

    Args:
        scale: pixels of this size in one of the picture.
    """
    reach = max(_WIDTH * scale, _LEAST_WIDTH)
    y, x = (torch.arange(n, device=device, dtype=torch.float32) + 0.5 for n in (height, width))
    result = torch.empty(1, 2 * len(lines), height, width, device=device)
    for number, line in enumerate(lines):
        down = (y * line.down - line.offset * height) / reach
        distance = down[:, None] + (x * line.across / reach)[None, :]
        result[0, 2 * number] = distance * (1 - distance.abs()).exp()
        result[0, 2 * number + 1] = (-distance.square()).exp()
    return result


def _thinned(strength: np.ndarray, across: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Where the gradient is largest along its own direction, to the nearest axis."""
    padded = np.pad(strength, 1)
    upright = np.abs(across) > np.abs(down)
    sides = (strength >= padded[1:-1, 2:]) & (strength >= padded[1:-1, :-2])
    ends = (strength >= padded[2:, 1:-1]) & (strength >= padded[:-2, 1:-1])
    return np.where(upright, sides, ends)


def _fitted(
    rho: np.float32,
    theta: np.float32,
    plane: np.ndarray,
    slopes: tuple[np.ndarray, np.ndarray],
    seen: np.ndarray,
    inside: np.ndarray,
    least: float,
    both: bool,
) -> tuple[float, np.ndarray, float] | None:
    """How well a line x·cos θ + y·sin θ = ρ is seen on both sides of the hole, with the normal and
    the offset that fit what is seen best; None where it is not."""
    height, width = seen.shape
    normal = np.array([np.cos(theta), np.sin(theta)])
    along = np.array([-normal[1], normal[0]])
    middle = rho * normal
    longest = height + width
    steps = np.arange(-longest, longest + 1, dtype=np.float64)
    points = middle + steps[:, None] * along
    columns, rows = np.rint(points[:, 0]).astype(int), np.rint(points[:, 1]).astype(int)
    within = (columns >= 2) & (columns < width - 2) & (rows >= 2) & (rows < height - 2)
    steps, points = steps[within], points[within]
    columns, rows = columns[within], rows[within]
    crossed = np.flatnonzero(inside[rows, columns])
    if len(crossed) < 4:
        return None
    known = np.flatnonzero(seen[rows, columns])
    if both:
        parts = [known[known < crossed[0]][-_WINDOW:], known[known > crossed[-1]][:_WINDOW]]
        parts = parts if min(map(len, parts)) >= _LEAST_SEEN else []
    else:  # next to where it is lost, on either end
        ends = [part for part in (known[:_WINDOW], known[-_WINDOW:]) if len(part) == _WINDOW]
        lost = crossed[0] < known[0], crossed[-1] > known[-1]
        parts = [part for part, needed in zip(ends, lost, strict=False) if needed]
    if not parts:
        return None
    shifts = np.arange(-6, 7)
    total: list[np.ndarray] = []
    sides: list[np.ndarray] = []
    for places in parts:
        at = points[places][:, None, :] + shifts[None, :, None] * normal
        x, y = np.rint(at[..., 0]).astype(int), np.rint(at[..., 1]).astype(int)
        x, y = x.clip(0, width - 1), y.clip(0, height - 1)
        along_normal = slopes[0][y, x] * normal[0] + slopes[1][y, x] * normal[1]
        total.append(along_normal[:, 4:9])
        sides.append(plane[y, x][:, 9:].mean(axis=1) - plane[y, x][:, :4].mean(axis=1))
    ratios = [float(np.median(side) / (_spread(side) + least)) for side in sides]
    if min(ratios) < 0 < max(ratios) or min(abs(ratio) for ratio in ratios) < _DISTINCT:
        return None
    shifts = shifts[4:9]
    sign = np.sign(sum(float(slope[:, 1:4].sum()) for slope in total))
    covered = [float((sign * slope[:, 1:4] > least).any(axis=1).mean()) for slope in total]
    if min(covered) < _COVERED:
        return None
    slope = np.maximum(sign * np.concatenate(total), 0) ** 2
    weight = slope.sum(axis=1) + 1e-12
    off = (slope * shifts).sum(axis=1) / weight
    t = steps[np.concatenate(parts)]
    tilt, shift = np.polyfit(t, off, 1, w=np.sqrt(np.minimum(weight, np.median(weight) * 4)))
    turned = normal - tilt * along
    length = float(np.hypot(*turned))
    return (
        min(covered) * min(abs(ratio) for ratio in ratios),
        turned / length,
        float(rho + shift) / length,
    )


def _spread(values: np.ndarray) -> float:
    """Standard deviation, but for what stands in front of the line here and there."""
    return 1.48 * float(np.median(np.abs(values - np.median(values))))


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two lines are the same where the hole is, by the distances of its pixels to them."""
    near = (np.abs(a) < 1) | (np.abs(b) < 1)
    if not near.any():
        return True
    return float(np.minimum(np.abs(a - b), np.abs(a + b))[near].mean()) < _APART
