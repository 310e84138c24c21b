"""How restoring and upscaling begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from gan_core.device import pick_device
from gan_core.networks.kinds import Restorer
from gan_core.tasks import models
from gan_core.tasks.checks import check_picture, check_strength, check_tile
from gan_core.tasks.enhancing import tiled
from gan_core.tasks.watch import OnPreview, OnProgress, Watch

_SMALLEST_TILE = 128


@dataclass(frozen=True)
class Tools:
    """A restorer on its device, and who watches."""

    network: Restorer
    device: torch.device
    tile: int  # pixels a side that the network sees at once
    watch: Watch

    def steps(self, sizes: list[tuple[int, int]]) -> tiled.Steps:
        """For one bar of progress over pictures of these sizes (height, width)."""
        return tiled.Steps(self.watch, sum(map(self.tiles, sizes)))

    def tiles(self, size: tuple[int, int]) -> int:
        """How many parts a picture of this size is cut into."""
        return tiled.count_tiles(*size, self.network, self.tile)

    def run(self, image: torch.Tensor, steps: tiled.Steps) -> torch.Tensor:
        """See `tiled.run`."""
        return tiled.run(image, self.network, self.tile, self.device, steps)


def check(image: torch.Tensor, strength: float, tile: int) -> None:
    """InputError unless these fit what the tasks promise."""
    check_picture(image)
    check_strength(strength)
    check_tile(tile, _SMALLEST_TILE)


def begin(
    model: str | Path | Restorer,
    tile: int,
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
