"""Which network does what in a fill."""

from __future__ import annotations

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


def networks_for(model: str | Path | Inpainter | None, device: torch.device) -> Networks:
    """The networks that a task's argument `model` stands for.

    A network that is made for holes up to some width mends; any other guides, and what is thin is
    left to the mender that ships.
    """
    if model == PATCHES_ONLY:
        return Networks()
    network = resolve(model, DEFAULT, device, Inpainter)
    if network.widest is not None:
        return Networks(mender=network)
    return Networks(guide=network, mender=resolve(None, DEFAULT, device, Inpainter))
