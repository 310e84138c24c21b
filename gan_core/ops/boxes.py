"""Rectangles of pixels: context around a hole, and holes that share one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Box:
    """Pixels top ≤ y < bottom, left ≤ x < right.

    >>> Box(1, 2, 4, 8).shape
    (3, 6)
    """

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width)."""
        return self.height, self.width

    @property
    def area(self) -> int:
        return self.height * self.width

    @property
    def slices(self) -> tuple[slice, slice]:
        """Row and column slices, for a numpy array H×W×C: `array[box.slices]`."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def crop(self, tensor: Any) -> Any:
        """The part of a tensor …×H×W inside the box (a view)."""
        return tensor[..., self.top : self.bottom, self.left : self.right]

    def grown(self, pixels: int, within: tuple[int, int] | None = None) -> Box:
        """The box moved outwards by `pixels` on every side, cut to a canvas (height, width).

        >>> Box(1, 2, 4, 8).grown(2, within=(5, 20))
        Box(top=0, left=0, bottom=5, right=10)
        """
        box = Box(self.top - pixels, self.left - pixels, self.bottom + pixels, self.right + pixels)
        return box if within is None else box & Box(0, 0, *within)

    def moved(self, down: int, right: int) -> Box:
        """The same box elsewhere."""
        return Box(self.top + down, self.left + right, self.bottom + down, self.right + right)

    def __and__(self, other: Box) -> Box:
        """What both boxes share; its area is zero or its sides are negative when nothing."""
        return Box(
            max(self.top, other.top),
            max(self.left, other.left),
            min(self.bottom, other.bottom),
            min(self.right, other.right),
        )

    def __or__(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def overlaps(self, other: Box) -> bool:
        """Whether the two share a pixel."""
        shared = self & other
        return shared.height > 0 and shared.width > 0


def context_box(
    hole: Box,
    canvas: tuple[int, int],
    ratio: float = 1.0,
    minimum: int = 64,
    maximum: int = 1 << 20,
) -> Box:
    """A hole's surroundings: `ratio` times its longer side on each side, cut to the canvas.

    Where the canvas ends on one side, the box reaches further on the other, so that a hole in a
    corner sees as much picture as one in the middle.

    Args:
        hole: bounding box of the hole.
        canvas: (height, width).
        ratio: margin in units of the hole's longer side.
        minimum, maximum: limits of that margin in pixels.

    >>> context_box(Box(0, 0, 100, 100), (1000, 1000))
    Box(top=0, left=0, bottom=300, right=300)
    """
    margin = round(max(hole.shape) * ratio)
    margin = min(max(margin, minimum), maximum)
    top, bottom = _window(hole.top, hole.bottom, margin, canvas[0])
    left, right = _window(hole.left, hole.right, margin, canvas[1])
    return Box(top, left, bottom, right)


def _window(start: int, stop: int, margin: int, size: int) -> tuple[int, int]:
    length = min(stop - start + 2 * margin, size)
    first = min(max(start - margin, 0), size - length)
    return first, first + length


def group(boxes: Sequence[Box], reach: int) -> list[list[int]]:
    """Indices of boxes that lie within `reach` pixels of each other, directly or through others.

    >>> group([Box(0, 0, 10, 10), Box(500, 0, 510, 10), Box(0, 15, 10, 20)], reach=8)
    [[0, 2], [1]]
    """
    grown = [box.grown((reach + 1) // 2) for box in boxes]
    parent = list(range(len(boxes)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    # sweep from top to bottom: only boxes whose rows still meet are compared
    order = sorted(range(len(boxes)), key=lambda i: grown[i].top)
    active: list[int] = []
    for i in order:
        active = [j for j in active if grown[j].bottom > grown[i].top]
        for j in active:
            if grown[i].overlaps(grown[j]):
                parent[root(i)] = root(j)
        active.append(i)
    groups: dict[int, list[int]] = {}
    for i in range(len(boxes)):
        groups.setdefault(root(i), []).append(i)
    return list(groups.values())


def bounding(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of them."""
    first, *rest = boxes
    for box in rest:
        first = first | box
    return first
