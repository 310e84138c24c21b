"""Paint a whole canvas tile by tile, in memory that the tile's size bounds."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch.nn import functional

from gan_core.networks.padding import SMALLEST_SIDE, pad_to_multiple
from gan_core.ops import tiles
from gan_core.ops.boxes import Box
from gan_core.sentences import Sentence
from gan_core.tasks.stylizing.painters import Painter
from gan_core.tasks.stylizing.statistics import WHOLE, windows
from gan_core.tasks.watch import Watch

_HALO = 64  # pixels around a tile that are painted with it and cut off again
_FADE = 32  # pixels over which neighbours fade into each other


def paint_canvas(
    image: torch.Tensor, painter: Painter, tile: int, device: torch.device, watch: Watch
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
    if max(canvas) <= tile + 2 * margin and canvas[0] * canvas[1] <= WHOLE:
        painted = painter.at_once(padded.to(device)).clamp(0, 1).to(image.device)
        watch.step(1, 1, "painted")
        return painted[inner]
    paint = painter.prepare(windows(padded).to(device))
    halo, fade = _up(_HALO, align), _up(_FADE, align)
    # Both sides of the canvas and of a tile and the overlap are multiples of `align`: so is where
    # a tile begins, also of those moved back inside.
    core = max(_up(tile - 2 * halo, align), 2 * fade)
    boxes = tiles.plan(*canvas, tile=core, overlap=fade)

    def parts() -> Iterator[tuple[Box, torch.Tensor]]:
        for done, box in enumerate(boxes, start=1):
            around = box.grown(halo, within=canvas)
            part = paint(around.crop(padded).to(device)).clamp(0, 1).to(image.device)
            yield box, box.moved(-around.top, -around.left).crop(part)
            watch.step(
                done, len(boxes), Sentence("tile {done} of {total}", done=done, total=len(boxes))
            )

    return tiles.blend(parts(), canvas, fade)[inner]


def _up(length: int, multiple: int) -> int:
    return -(-length // multiple) * multiple
