"""Which network does what in a fill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from gan_core.networks.kinds import Inpainter
from gan_core.tasks.models import resolve

PATCHES_ONLY = "patches"  # the name under which no network is used
DEFAULT = "mender"


@dataclass(frozen=True)
class Networks:
    """Both `net(image, mask) → picture`, and both may be missing."""

    guide: Inpainter | None = None  # what belongs into a hole, seen from afar
    mender: Inpainter | None = None  # closes what is thin, pixel by pixel

    @property
    def asked_for(self) -> Inpainter | str:
        """What a recipe names: the guide, or the mender, or the word for neither."""
        if self.guide is not None:
            return self.guide
        return PATCHES_ONLY if self.mender is None else self.mender


def networks_for(
    model: str | Path | Inpainter | None, load: Callable[[str], Inpainter]
) -> Networks:
    """The networks that a task's argument `model` stands for.

    A network that is made for holes up to some width mends; any other guides, and what is thin is
    left to the mender that ships.

    Args:
        load: gives an inpainter by its name.
    """
    if model == PATCHES_ONLY:
        return Networks()
    network = model if isinstance(model, Inpainter) else load(str(model or DEFAULT))
    if network.widest is not None:
        return Networks(mender=network)
    return Networks(guide=network, mender=load(DEFAULT))


def loader(device: torch.device) -> Callable[[str], Inpainter]:
    """Loads inpainters anew each time, for callers without a cache."""
    return lambda name: resolve(name, DEFAULT, device, Inpainter)
