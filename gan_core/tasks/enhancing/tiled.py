"""Run a restorer over a picture of any size, in memory that the tile's size bounds."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from gan_core.networks.kinds import Restorer
from gan_core.networks.padding import pad_to_multiple
from gan_core.ops import tiles
from gan_core.ops.boxes import Box
from gan_core.ops.resample import fit, resize
from gan_core.tasks.enhancing.reach import Reach, reach_of
from gan_core.tasks.watch import Watch

_FADE = 16  # pixels over which neighbours fade into each other
_SHOWN = 512  # longest side of a preview


class Steps:
    """Counts the tiles of all passes over all pictures, for one bar of progress."""

    def __init__(self, watch: Watch, total: int) -> None:
        self.watch, self.total, self.done = watch, total, 0

    def finish_one(self) -> None:
        self.done += 1
        self.watch.step(self.done, self.total, f"tile {self.done} of {self.total}")


def count_tiles(height: int, width: int, network: Restorer, tile: int) -> int:
    """How many tiles `run` takes."""
    reach = reach_of(network)
    return len(_plan(_padded(height, reach), _padded(width, reach), tile, reach))


def run(
    image: torch.Tensor, network: Restorer, tile: int, device: torch.device, steps: Steps
) -> torch.Tensor:
    """1×3×H×W in [0, 1] to 1×3×scale·H×scale·W in [0, 1], on the device where `image` is.

    Each tile is seen with as much around it as the network looks at, which is cut off again, so
    that tiles agree with a single pass wherever the network says how far that is.

    Args:
        tile: side in input pixels of what the network sees at once; larger for one that has to
            see everything.
    """
    height, width = image.shape[-2:]
    scale, reach = network.scale, reach_of(network)
    image = pad_to_multiple(image, reach.align)
    canvas = image.shape[-2], image.shape[-1]
    shown = _Shown(canvas, steps.watch) if steps.watch.on_preview is not None else None

    def parts() -> Iterator[tuple[Box, torch.Tensor]]:
        for box in _plan(*canvas, tile, reach):
            around = box.grown(reach.halo, within=canvas)
            made = network(around.crop(image).to(device)).clamp(0, 1).to(image.device)
            inner = box.moved(-around.top, -around.left)
            part = Box(*(scale * side for side in _sides(inner))).crop(made)
            if shown is not None:
                shown.add(box, part)
            steps.finish_one()
            yield box, part

    made = tiles.blend(parts(), canvas, _FADE, scale)
    return made[..., : scale * height, : scale * width].clamp_(0, 1)


def _plan(height: int, width: int, tile: int, reach: Reach) -> list[Box]:
    """Boxes whose sides and places `reach.align` divides, as it does those of the canvas."""
    if not reach.tiles:
        return [Box(0, 0, height, width)]
    core = (tile - 2 * reach.halo) // reach.align * reach.align
    return tiles.plan(height, width, max(core, 2 * reach.align), reach.align)


def _padded(length: int, reach: Reach) -> int:
    return -(-length // reach.align) * reach.align


def _sides(box: Box) -> tuple[int, int, int, int]:
    return box.top, box.left, box.bottom, box.right


class _Shown:
    """A small copy of the canvas on which finished tiles appear."""

    def __init__(self, canvas: tuple[int, int], watch: Watch) -> None:
        self.watch = watch
        size = fit(*canvas, _SHOWN) if max(canvas) > _SHOWN else canvas
        self.factors = size[0] / canvas[0], size[1] / canvas[1]
        self.picture = torch.full((1, 3, *size), 0.5)

    def add(self, box: Box, part: torch.Tensor) -> None:
        rows, columns = self.factors
        place = Box(
            round(box.top * rows),
            round(box.left * columns),
            round(box.bottom * rows),
            round(box.right * columns),
        )
        target = place.crop(self.picture)
        if target.numel():
            target.copy_(resize(part, (target.shape[-2], target.shape[-1])).clamp(0, 1))
            self.watch.preview(self.picture.clone())
