"""Paint a whole canvas tile by tile, in memory that the tile's size bounds."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import torch
from torch.nn import functional

from gan_core.device import empty, memory_of, out_of_memory
from gan_core.networks.padding import SMALLEST_SIDE, pad_to_multiple
from gan_core.ops import tiles
from gan_core.ops.boxes import Box
from gan_core.sentences import Sentence
from gan_core.tasks.parts import Runner, fitting
from gan_core.tasks.replay import forget
from gan_core.tasks.stylizing.painters import Painter
from gan_core.tasks.stylizing.statistics import WHOLE, windows
from gan_core.tasks.watch import Watch

_TILE = 1024  # pixels a side that are painted at once on a CPU
_HALO = 64  # pixels around a tile that are painted with it and cut off again
_FADE = 32  # pixels over which neighbours fade into each other


def paint_canvas(
    image: torch.Tensor, painter: Painter, tile: int | None, device: torch.device, watch: Watch
) -> torch.Tensor:
    """1×3×H×W painted, in [0, 1], on the device where `image` is.

    Norms see statistics of the whole picture, whatever the tile, and tiles lie where the
    network's strides fall alike: a tiled result is that of a single pass but for rounding and for
    networks that look further than the halo.
    """
    height, width = image.shape[-2:]
    align = painter.align
    margin = painter.margin if min(height, width) > painter.margin else 0
    inner = (..., slice(margin, margin + height), slice(margin, margin + width))
    framed = functional.pad(image, [margin] * 4, mode="reflect") if margin else image
    padded = pad_to_multiple(framed, align, _up(SMALLEST_SIDE, align))
    canvas = padded.shape[-2], padded.shape[-1]
    most = _TILE if tile is None else tile
    whole = max(canvas) <= most + 2 * margin or (tile is None and memory_of(device) is not None)
    if whole and canvas[0] * canvas[1] <= WHOLE:
        painted = _at_once(painter, padded, device)
        if painted is not None:
            watch.step(1, 1, "painted")
            return painted[inner]
        tile = max(canvas) // 2
    paint = painter.prepare(windows(padded).to(device))
    halo, fade = _up(_HALO, align), _up(_FADE, align)
    cut = fitting(paint, canvas, device, tile, _TILE)
    runner = Runner(paint, device, cut, halo=halo, fade=fade, align=align)
    # Both sides of the canvas and of a tile and the overlap are multiples of `align`: so is where
    # a tile begins, also of those moved back inside.
    parts = runner.windows(canvas)

    def painted_parts() -> Iterator[tuple[Box, torch.Tensor]]:
        for done, (box, part) in enumerate(runner.parts(padded, parts), start=1):
            yield box, part.clamp(0, 1)
            watch.step(
                done, len(parts), Sentence("tile {done} of {total}", done=done, total=len(parts))
            )

    return tiles.blend(painted_parts(), canvas, fade)[inner]


def _at_once(painter: Painter, image: torch.Tensor, device: torch.device) -> torch.Tensor | None:
    """None where the device has no memory for that."""
    try:
        return painter.at_once(image.to(device)).clamp(0, 1).to(image.device)
    except (RuntimeError, MemoryError) as error:
        if not out_of_memory(error):
            raise
    gc.collect()
    forget(device)
    empty(device)
    return None


def _up(length: int, multiple: int) -> int:
    return -(-length // multiple) * multiple
