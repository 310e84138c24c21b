"""A region in pieces that Krita's tiles and the event loop like."""

from __future__ import annotations

from collections.abc import Iterator

from ...canvas import Region

TILE = 64  # Krita keeps its pixels in squares of this side


def pieces(region: Region, width: int, height: int) -> Iterator[Region]:
    """The parts of `region` in a grid of `width`×`height` cells, both multiples of a tile.

    >>> [(p.x, p.width) for p in pieces(Region(100, 0, 200, 1), 128, 64)]
    [(100, 28), (128, 128), (256, 44)]
    """
    for top in range(region.y - region.y % height, region.y + region.height, height):
        for left in range(region.x - region.x % width, region.x + region.width, width):
            yield Region(left, top, width, height).within(region)


def rows(region: Region, pixels: int) -> Iterator[Region]:
    """`region` in bands of its whole width and about `pixels` each, whole tiles high."""
    width = -(-(region.x + region.width) // TILE) * TILE
    height = max(1, pixels // max(1, region.width) // TILE) * TILE
    for band in pieces(region, width, height):
        if not band.empty:
            yield band
