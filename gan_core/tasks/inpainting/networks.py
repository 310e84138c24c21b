"""Which network does what in a fill."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from gan_core.tasks.models import resolve

PATCHES_ONLY = "patches"  # the name under which no network is used
DEFAULT = "mender"


@dataclass(frozen=True)
class Networks:
    """Both `net(image, mask) → picture`, and both may be missing."""

    guide: nn.Module | None = None  # what belongs into a hole, seen from afar
    mender: nn.Module | None = None  # closes what is thin, pixel by pixel


def networks_for(model: str | Path | nn.Module | None, device: torch.device) -> Networks:
    """The networks that a task's argument `model` stands for.

    A network that has a `widest` – the width in pixels of the holes that it is made for – mends;
    any other guides, and what is thin is left to the mender that ships.
    """
    if model == PATCHES_ONLY:
        return Networks()
    network = resolve(model, DEFAULT, device, "inpainter")
    if hasattr(network, "widest"):
        return Networks(mender=network)
    return Networks(guide=network, mender=resolve(None, DEFAULT, device, "inpainter"))
