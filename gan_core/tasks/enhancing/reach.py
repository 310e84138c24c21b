"""How a restorer wants its pictures cut: how far it looks, and where its windows lie."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.networks.kinds import Restorer

_ALIGN = 16  # pixels: a multiple of most networks' strides and attention windows
_HALO = 32  # pixels around a tile for a network that does not say how far it looks


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
