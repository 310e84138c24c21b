"""How much work the quality settings put into a fill."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.choices import Quality
from gan_core.ops.patches.level import MIRRORED, Turn


@dataclass(frozen=True)
class Effort:
    """Settings of `synthesis.Fill`; prices are in units of the median patch distance
    unless they say otherwise."""

    rounds: tuple[int, ...]  # search and repaint, from the finest size to the coarsest
    drafts: int  # beginnings tried at the coarse end, of which the best is finished
    limit: int  # patches above which a size takes over the coarser one's matches unsearched
    guide: float = 1.0  # weight of the network's prediction against the patch's own distance
    coherence: float = 0.2  # price of each neighbour whose match lies elsewhere
    reuse: float = 0.8  # price of a source seen again right here, times its own variance
    sight: float = 700.0  # pixels of the picture beyond which two places are not seen together
    shift: float = 1.0  # price of a change of a source's colours, times its square
    bias: float = 0.04  # by how much the colours of a source may be shifted
    gain: float = 1.1  # by which factor its contrast may change
    belonging: float = 0.15  # price of looking unlike what surrounds the hole, times how unlike
    height: float = 3.0  # price of coming from another height in the picture
    lines: float = 1.0  # price of another place beside a line that goes on behind the hole
    variety: float = 0.3  # largest price put on parts of the picture at random, by seed
    sharpness: float = 4.0  # how much better patches count more when patches are averaged
    texture: float = 3.0  # weight of how strongly the picture varies against its colours
    narrow: float = 14.0  # thickness in pixels of the hole at the coarsest size
    decay: float = 1.3  # factor by which a pixel counts less a pixel further into the hole
    doubt: float = 0.1  # how much an unknown pixel counts in a distance against a known one
    turns: tuple[Turn, ...] = (MIRRORED,)  # of sources: Level
    grain: bool = True  # copy the finest detail instead of averaging it, and level joints
    practice: int = 0  # steps in which the network is fitted to the picture first


_SCALED = ((0.8, 0.0, 0.0, 0.8), (1.25, 0.0, 0.0, 1.25))  # nearer and further away

EFFORTS: dict[Quality, Effort] = {
    "fast": Effort(rounds=(1, 1, 2, 2, 6), drafts=1, limit=300_000),
    "good": Effort(rounds=(2, 3, 4, 6, 10), drafts=3, limit=4_000_000, turns=(MIRRORED, *_SCALED)),
    "best": Effort(
        rounds=(4, 6, 8, 10, 14),
        drafts=6,
        limit=16_000_000,
        practice=30,
        turns=(MIRRORED, *_SCALED),
    ),
}
