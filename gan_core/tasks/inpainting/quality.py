"""How much work the quality settings put into a fill."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from gan_core.choices import Quality

_GPU_LIMIT = 4_000_000  # patches that a GPU compares in well under a second a round


@dataclass(frozen=True)
class Effort:
    """Settings of `synthesis.Fill`; prices are in units of the median patch distance
    unless they say otherwise."""

    rounds: tuple[int, ...]  # search and repaint, from the finest rung to the coarsest
    drafts: int  # beginnings tried at the coarse end, of which the best is finished
    limit: int  # patches above which a rung takes over the coarser one's matches unsearched
    dims: int = 24  # principal components of a patch that are compared
    exact: int = 40_000_000  # target × source pairs up to which the search is exhaustive
    guide: float = 1.0  # weight of the network's prediction against the patch's own distance
    coherence: float = 1.0  # price of a neighbour whose match lies elsewhere
    spread: float = 0.05  # price of using a source as often as an even spread would
    belonging: float = 0.15  # price of looking unlike what surrounds the hole, times how unlike
    height: float = 0.5  # price of coming from another height in the picture
    variety: float = 0.3  # largest price put on parts of the picture at random, by seed
    sharpness: float = 4.0  # how much better patches count more when patches are averaged
    texture: float = 3.0  # weight of how strongly the picture varies against its colours
    narrow: float = 14.0  # thickness in pixels of the hole at the coarsest rung
    grain: bool = True  # copy the finest detail instead of averaging it, and level joints
    practice: int = 0  # steps in which the network is fitted to the picture first

    def allowed(self, device: torch.device) -> int:
        """`limit` on this device."""
        return self.limit if device.type == "cpu" else max(self.limit, _GPU_LIMIT)


EFFORTS: dict[Quality, Effort] = {
    "fast": Effort(rounds=(1, 1, 2, 2, 5), drafts=1, limit=60_000, dims=16, exact=15_000_000),
    "good": Effort(rounds=(1, 2, 4, 6, 10), drafts=3, limit=600_000),
    "best": Effort(rounds=(2, 4, 6, 8, 12), drafts=6, limit=1_500_000, dims=32, practice=30),
}
