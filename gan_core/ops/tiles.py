"""Work on pictures larger than a network or the memory takes, in overlapping tiles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from gan_core.ops.boxes import Box


def plan(height: int, width: int, tile: int, overlap: int) -> list[Box]:
    """Tiles of at most `tile` pixels a side that cover a canvas, neighbours sharing `overlap`.

    All tiles have the same size (the last ones are moved back inside, which makes their overlap
    larger), so that a network compiles or plans for one shape.

    >>> [(b.left, b.right) for b in plan(8, 20, tile=10, overlap=4)]
    [(0, 10), (6, 16), (10, 20)]
    """
    if not 0 <= overlap < tile:
        raise ValueError(f"overlap must lie in [0, tile), not {overlap} with tile {tile}")
    rows = _starts(height, tile, overlap)
    columns = _starts(width, tile, overlap)
    return [
        Box(top, left, min(top + tile, height), min(left + tile, width))
        for top in rows
        for left in columns
    ]


@dataclass(frozen=True)
class Window:
    """A part of a canvas, and what is looked at to make it."""

    inner: Box
    seen: Box

    def of(self, made: torch.Tensor, scale: int = 1) -> torch.Tensor:
        """The inner part of what was made of all that is seen, N×C×(h·scale)×(w·scale)."""
        box = self.inner.moved(-self.seen.top, -self.seen.left)
        return Box(box.top * scale, box.left * scale, box.bottom * scale, box.right * scale).crop(
            made
        )


def windows(
    height: int, width: int, tile: int, halo: int, fade: int, align: int = 1
) -> list[Window]:
    """Windows of one size, at most `tile` pixels a side, whose inner parts cover a canvas.

    As small as their number allows: the least is looked at twice.

    Args:
        halo: pixels that are seen around an inner part, but at the canvas' border.
        fade: pixels that neighbouring inner parts share at least.
        align: divides all sides and places, where it divides those of the canvas, halo and fade.

    >>> [(w.seen.left, w.seen.right) for w in windows(8, 20, tile=12, halo=2, fade=2)]
    [(0, 11), (5, 16), (9, 20)]
    """
    overlap = 2 * halo + fade
    sides = []
    for length in (height, width):
        most = max(tile // align * align, overlap + align)
        count = 1 if length <= most else -(-(length - overlap) // (most - overlap))
        even = -(-(length + (count - 1) * overlap) // count)
        sides.append(min(-(-even // align) * align, length))

    def inner(box: Box) -> Box:
        return Box(
            box.top + halo * (box.top > 0),
            box.left + halo * (box.left > 0),
            box.bottom - halo * (box.bottom < height),
            box.right - halo * (box.right < width),
        )

    rows, columns = (
        _starts(length, side, overlap) for length, side in zip((height, width), sides, strict=True)
    )
    seen = [Box(y, x, y + sides[0], x + sides[1]) for y in rows for x in columns]
    return [Window(inner(box), box) for box in seen]


def _starts(size: int, tile: int, overlap: int) -> list[int]:
    if size <= tile:
        return [0]
    starts = list(range(0, size - tile, tile - overlap))
    return [*starts, size - tile]


def weights(
    box: Box, canvas: tuple[int, int], overlap: int, device: torch.device | str | None = None
) -> torch.Tensor:
    """Blending weights of a tile, 1×1×h×w in (0, 1]: raised cosines where it meets others.

    Sides on the canvas' border stay at 1. Weights of neighbours are to be normalised by their sum
    (`blend` does), since tiles moved back inside overlap by more than `overlap`.
    """

    def side(start: int, stop: int, size: int) -> torch.Tensor:
        length = stop - start
        position = torch.arange(length, device=device) + 0.5
        ramp = torch.ones(length, device=device)
        if overlap and start > 0:
            ramp = torch.minimum(ramp, position / overlap)
        if overlap and stop < size:
            ramp = torch.minimum(ramp, (length - position) / overlap)
        return 0.5 - 0.5 * torch.cos(torch.pi * ramp)

    rows = side(box.top, box.bottom, canvas[0])
    columns = side(box.left, box.right, canvas[1])
    return (rows[:, None] * columns[None, :])[None, None]


def blend(
    parts: Iterator[tuple[Box, torch.Tensor]], canvas: tuple[int, int], overlap: int, scale: int = 1
) -> torch.Tensor:
    """Join tiles into one picture, cross-fading where they overlap.

    Args:
        parts: pairs of a tile's box on the canvas and its picture N×C×(h·scale)×(w·scale).
        canvas: (height, width) before scaling.
        overlap: pixels, before scaling, over which neighbours fade.
        scale: how much larger the parts are than their boxes (super-resolution).

    Returns:
        N×C×(height·scale)×(width·scale).
    """
    size = (canvas[0] * scale, canvas[1] * scale)
    total: torch.Tensor | None = None
    norm: torch.Tensor | None = None
    for box, part in parts:
        if total is None or norm is None:
            total = part.new_zeros(*part.shape[:2], *size)
            norm = part.new_zeros(1, 1, *size)
        scaled = Box(box.top * scale, box.left * scale, box.bottom * scale, box.right * scale)
        weight = weights(scaled, size, overlap * scale, part.device)
        scaled.crop(total).add_(part * weight)
        scaled.crop(norm).add_(weight)
    if total is None or norm is None:
        raise ValueError("no tiles to blend")
    return total.div_(norm)


def apply(
    function: Callable[[torch.Tensor], torch.Tensor],
    image: torch.Tensor,
    tile: int,
    overlap: int,
    scale: int = 1,
    on_tile: Callable[[int, int], None] | None = None,
) -> torch.Tensor:
    """`function(image)` computed tile by tile, without visible seams.

    Args:
        function: takes N×C×h×w and gives N×D×(h·scale)×(w·scale). It should not depend on
            statistics of its whole input, or be given those of the whole picture beforehand.
        image: N×C×H×W.
        tile: side of a tile in pixels; what the function sees at once.
        overlap: pixels that neighbours share; at least the function's receptive field for results
            that agree with an untiled run.
        on_tile: called with (done, total) after each tile; it may raise to stop.

    >>> x = torch.rand(1, 3, 40, 50)
    >>> y = apply(lambda t: t * 2, x, tile=16, overlap=4)
    >>> bool(torch.allclose(y, x * 2, atol=1e-6))
    True
    """
    canvas = (image.shape[-2], image.shape[-1])
    boxes = plan(*canvas, tile, overlap)

    def parts() -> Iterator[tuple[Box, torch.Tensor]]:
        for done, box in enumerate(boxes, start=1):
            yield box, function(box.crop(image))
            if on_tile is not None:
                on_tile(done, len(boxes))

    return blend(parts(), canvas, overlap, scale)
