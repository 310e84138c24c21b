"""How a restorer wants its pictures cut: how far it looks, and where its windows lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import nn

from gan_core.networks.enhancer import Enhancer

_ALIGN = 16  # pixels: a multiple of most networks' strides and attention windows
_HALO = 32  # pixels around a tile for a network that does not say how far it looks


@dataclass(frozen=True)
class Reach:
    """Pixels of context around a tile, and whether the network may be given tiles at all."""

    halo: int
    tiles: bool = True
    align: int = _ALIGN


def reach_of(network: nn.Module) -> Reach:
    """`Reach` of a network of the kind "restorer"."""
    if isinstance(network, Enhancer):
        return Reach(-(-network.reach // _ALIGN) * _ALIGN)
    config: Any = getattr(network, "config", {})
    # spandrel's word for networks that cut their input themselves or need to see all of it
    return Reach(_HALO, tiles=config.get("tiling") != "internal")
