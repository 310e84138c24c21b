"""What restoring and enlarging share: a restorer over a picture of any size, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch

from gan_core.device import pick_device
from gan_core.networks.kinds import Restorer
from gan_core.networks.membrane import membrane
from gan_core.networks.padding import pad_to_multiple
from gan_core.ops import tiles
from gan_core.ops.boxes import Box
from gan_core.ops.known import sane, strange, unknown
from gan_core.ops.resample import fit, resize
from gan_core.sentences import Sentence
from gan_core.tasks import models
from gan_core.tasks.checks import check_picture, check_strength, check_tile
from gan_core.tasks.inference import infer
from gan_core.tasks.parts import Runner, fitting
from gan_core.tasks.watch import OnPreview, OnProgress, Previews, Watch

_ALIGN = 16  # pixels: a multiple of most networks' strides and attention windows
_HALO = 32  # pixels around a tile for a network that does not say how far it looks
_FADE = 16  # pixels over which neighbours fade into each other
_SHOWN = 512  # longest side of a preview


def opaque(image: torch.Tensor) -> torch.Tensor:
    """1×3|4×H×W to RGB in [0, 1]; what shows nothing takes on the colours around it.

    Otherwise the arbitrary colours of transparent pixels, and numbers that are none, would bleed
    into the visible ones.
    """
    hidden = unknown(image)
    colours = sane(image)[:, :3].clamp(0, 1)
    if not bool(hidden.any()):
        return colours
    return membrane(colours, hidden.to(image.dtype))


def filled(image: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
    """A copy in which numbers that are none are a smooth surface, where the mask marks them."""
    result = image.clone()
    if mask is None or not bool(strange(image).any()):
        return result
    for n, picture in enumerate(image.split(1)):
        marked = strange(picture) & (mask[min(n, len(mask) - 1)] > 0)
        result[n] = torch.where(marked, torch.ones_like(picture), picture)[0]
        result[n, :3] = torch.where(marked, opaque(picture), picture[:, :3])[0]
    return result


def excess(image: torch.Tensor) -> torch.Tensor:
    """What of 1×3|4×H×W lies beyond [0, 1]: HDR, or a wider gamut than sRGB; 1×3×H×W."""
    colours = sane(image)[:, :3]
    return colours - colours.clamp(0, 1)


@dataclass(frozen=True)
class Reach:
    """Pixels of context around a tile, and whether the network may be given tiles at all."""

    halo: int
    tiles: bool = True
    align: int = _ALIGN


def reach_of(network: Restorer) -> Reach:
    """The `Reach` of a network."""
    halo = _HALO if network.reach is None else -(-network.reach // _ALIGN) * _ALIGN
    return Reach(halo, network.tiles)


_SMALLEST_TILE = 128
_TILE = 512  # pixels a side that the network sees at once on a CPU


@dataclass(frozen=True)
class Tools:
    """A restorer on its device, and who watches.

    `tile`: pixels a side that the network sees at once; None for what the device has memory for.
    """

    network: Restorer
    device: torch.device
    tile: int | None
    watch: Watch

    def runner(self, size: tuple[int, int]) -> Runner:
        """For pictures of that size (height, width)."""
        return runner(self.network, self.device, self.tile, size)


def check(image: torch.Tensor, strength: float, tile: int | None) -> None:
    """InputError unless these fit what the tasks promise."""
    check_picture(image)
    check_strength(strength)
    if tile is not None:
        check_tile(tile, _SMALLEST_TILE)


def begin(
    model: str | Path | Restorer,
    tile: int | None,
    device: str | torch.device | None,
    on_progress: OnProgress | None,
    cancelled: Callable[[], bool] | None,
    on_preview: OnPreview | None,
) -> Tools:
    """Load the restorer and say that it starts; arguments and errors are those of the tasks."""
    target = pick_device(device)
    network = models.resolve(model, "", target, Restorer)
    watch = Watch(on_progress, cancelled, on_preview)
    watch.step(0, 1, "starting")
    return Tools(network, target, tile, watch)


class Steps:
    """Counts the tiles of all passes over all pictures, for one bar of progress."""

    def __init__(self, watch: Watch, total: int) -> None:
        self.watch, self.total, self.done = watch, total, 0

    def finish_one(self) -> None:
        self.done += 1
        self.watch.step(
            self.done,
            self.total,
            Sentence("tile {done} of {total}", done=self.done, total=self.total),
        )


def runner(
    network: Restorer, device: torch.device, tile: int | None, size: tuple[int, int]
) -> Runner:
    """Runs a restorer over pictures of a size (height, width).

    Each tile is seen with as much around it as the network looks at, which is cut off again, so
    that tiles agree with a single pass wherever the network says how far that is.

    Args:
        tile: side in input pixels of what the network sees at once; larger for one that has to
            see everything. None for what the device has memory for.
    """
    reach = reach_of(network)
    canvas = _padded(size[0], reach), _padded(size[1], reach)
    once = partial(infer, network, again=False)  # a graph holds more than a pass takes
    cut = fitting(once, canvas, device, tile, _TILE, measured_for=network)
    return Runner(
        partial(infer, network),
        device,
        cut,
        scale=network.scale,
        halo=reach.halo,
        fade=max(_FADE, reach.align),
        align=reach.align,
        divisible=reach.tiles,
    )


def count_tiles(size: tuple[int, int], runner: Runner) -> int:
    """How many tiles `run` takes for a picture of a size (height, width)."""
    canvas = [-(-side // runner.align) * runner.align for side in size]
    return len(runner.windows((canvas[0], canvas[1])))


def run(image: torch.Tensor, runner: Runner, steps: Steps) -> torch.Tensor:
    """1×3×H×W in [0, 1] to 1×3×scale·H×scale·W in [0, 1], on the device where `image` is."""
    height, width = image.shape[-2:]
    scale = runner.scale
    image = pad_to_multiple(image, runner.align)
    canvas = image.shape[-2], image.shape[-1]
    shown = _Shown(canvas, image.device, steps.watch) if steps.watch.on_preview else None

    def parts() -> Iterator[tuple[Box, torch.Tensor]]:
        for box, made in runner.parts(image, runner.windows(canvas)):
            part = made.clamp(0, 1)
            if shown is not None:
                shown.add(box, part)
            steps.finish_one()
            yield box, part

    made = tiles.blend(parts(), canvas, runner.fade, scale)
    return made[..., : scale * height, : scale * width].clamp_(0, 1)


def _padded(length: int, reach: Reach) -> int:
    return -(-length // reach.align) * reach.align


class _Shown:
    """A small copy of the canvas on which finished tiles appear."""

    def __init__(self, canvas: tuple[int, int], device: torch.device, watch: Watch) -> None:
        self.previews = Previews(watch)
        size = fit(*canvas, _SHOWN) if max(canvas) > _SHOWN else canvas
        self.factors = size[0] / canvas[0], size[1] / canvas[1]
        self.picture = torch.full((1, 3, *size), 0.5, device=device)

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
            self.previews.show(self.picture)
