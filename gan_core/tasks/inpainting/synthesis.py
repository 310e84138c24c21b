"""Fill a hole with what the rest of the picture is made of, from coarse to fine.

Each rung of a pyramid repeats two steps: find for every patch that touches the hole the most
similar known patch, and repaint the hole from what was found (Wexler et al., 2007; with PatchMatch
Barnes et al., 2009). The matches are carried to the next finer rung, so the picture at full size is
made of full-size patches and as sharp as its known part.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from gan_core.ops import masks, poisson
from gan_core.ops.frequency import gaussian_blur
from gan_core.ops.patches import greedy
from gan_core.ops.patches.scale import Scale
from gan_core.ops.patches.search import Field, Guide, Search
from gan_core.ops.patches.vote import vote
from gan_core.ops.resample import resize
from gan_core.tasks.inpainting.prices import Prices
from gan_core.tasks.inpainting.pyramid import Rung
from gan_core.tasks.inpainting.quality import Effort

_TRUST = 1.3  # factor by which a patch counts less a pixel further into the hole
_DEEPEST = 60  # pixels beyond which that no longer changes
_GREEDY_JITTER = 0.05
_GREEDY_LIMIT = 30_000_000  # hole pixels × sources that the one-by-one fill can take
_SAMPLE = 10_000  # patches from which it is estimated how much they differ
_GUIDE_BLUR = 2.0  # pixels of a rung: details of a guess are not to be trusted


class Fill:
    """A fill in progress at one rung; `descend` goes on at the next finer one.

    Args:
        rungs: from `pyramid.build`, at least one.
        level: index of the rung to begin at.
        guess: 1×3×h×w at any size, what a network thinks belongs into the hole, or None.
        patchwise: begin patch by patch from the edge; otherwise from the guess, or from a smooth
            surface where there is none.
        effort: how much work.
        generator: decides among equals; another seed, another fill.
        pulse: called all along; it may raise to stop.
    """

    def __init__(
        self,
        rungs: list[Rung],
        level: int,
        guess: torch.Tensor | None,
        patchwise: bool,
        effort: Effort,
        generator: torch.Generator,
        pulse: Callable[[], None],
    ) -> None:
        self.rungs, self.level, self.guess = rungs, level, guess
        self.effort, self.generator, self.pulse = effort, generator, pulse
        self.prices = Prices(effort, generator)
        self._enter(_first_guess(self.rung, guess))
        if patchwise and len(self.scale.hole) * len(self.scale.sources) <= _GREEDY_LIMIT:
            greedy.fill(self.scale, _GREEDY_JITTER, generator)
        self.field = self._search(None)
        self._repaint()
        self._refine(self._rounds() - 1)

    @property
    def rung(self) -> Rung:
        """Where the fill has got to."""
        return self.rungs[self.level]

    def descend(self) -> None:
        """Go on at the next finer rung."""
        coarser, field = self.scale, self.field
        self.level -= 1
        self._enter(self.rung.picture)
        self.field = _carried(coarser, field, self.scale, self.generator)
        self.scale.paint(vote(self.scale, self.field, self.scale.pixels, self.trust, 0))
        if len(self.scale.targets) <= self.effort.allowed(self.scale.device):
            self._refine(self._rounds())

    def picture(self) -> torch.Tensor:
        """The rung's picture as it is filled now, 1×C×h×w."""
        return self.scale.picture()

    def strain(self) -> float:
        """Mean distance of the patches from their matches: how little the fill looks like the
        rest of the picture. Comparable between fills at the same rung only."""
        return float(Search(self.scale).measure(self.field.match).cost.mean())

    def _enter(self, picture: torch.Tensor) -> None:
        rung = self.rung
        self.scale = Scale(picture, rung.hole, rung.usable, self.effort.dims, self.generator)
        self.trust = _trust(self.scale, rung)
        self.guide: Guide | None = None  # made when this rung is searched; not every one is

    def _rounds(self) -> int:
        return self.effort.rounds[min(self.level, len(self.effort.rounds) - 1)]

    def _refine(self, rounds: int) -> None:
        for _ in range(rounds):
            self.field = self._search(self.field)
            self._repaint()

    def _repaint(self) -> None:
        pixels = self.scale.pixels
        self.scale.paint(vote(self.scale, self.field, pixels, self.trust, self.effort.sharpness))
        self.pulse()

    def _search(self, field: Field | None) -> Field:
        """Better matches, given those of the last round or none."""
        scale, effort = self.scale, self.effort
        price = self.prices.of(scale, self.rung.hole, field, finest=self.level == 0)
        self.guide = self.guide or self._make_guide()
        search = Search(scale, self.guide, price, self.pulse)
        if len(scale.targets) * len(scale.sources) <= effort.exact:
            found = search.exact()
        else:
            found = search.random(self.generator) if field is None else search.measure(field.match)
            for step in (8, 4, 2, 1) if field is None else (1,):
                search.propagate(found, step)
            for radius in (256, 64, 16, 4) if field is None else (32, 8, 2):
                search.wander(found, radius, self.generator)
            search.propagate(found, 1)
        if effort.coherence > 0:
            search.cohere(found, effort.coherence * found.typical(), rounds=3)
        return found

    def _make_guide(self) -> Guide:
        """The height in the picture, and what the network predicted."""
        scale, effort, rung = self.scale, self.effort, self.rung
        some = scale.sources[:: max(1, len(scale.sources) // _SAMPLE)]
        unit = scale.described[some].var(dim=0).sum()
        row, _ = scale.split(torch.arange(len(scale.valid), device=scale.device))
        found = [(effort.height * unit).sqrt() * row[:, None] / scale.height]
        if self.guess is not None:
            seen = torch.where(rung.hole, resize(self.guess, rung.size), rung.picture[:, :3])
            found.append(effort.guide**0.5 * scale.rows(gaussian_blur(seen, _GUIDE_BLUR)))
        rows = torch.cat(found, dim=1)
        return Guide(rows[scale.targets], rows)


def _first_guess(rung: Rung, guess: torch.Tensor | None) -> torch.Tensor:
    smooth = poisson.smooth_fill(rung.picture, rung.hole)
    if guess is None:
        return smooth
    colours = torch.where(rung.hole, resize(guess, rung.size), rung.picture[:, :3])
    return torch.cat([colours, smooth[:, 3:]], dim=1)


def _trust(scale: Scale, rung: Rung) -> torch.Tensor:
    """Weight of each target: falls with the distance from what is known."""
    depth = scale.rows(masks.depth(rung.hole.float()))[scale.targets, 0]
    return torch.pow(_TRUST, -depth.clamp(max=_DEEPEST))


def _carried(coarser: Scale, field: Field, scale: Scale, generator: torch.Generator) -> Field:
    """The coarser rung's matches at this rung's size."""
    row, column = scale.split(scale.targets)
    at = coarser.place[coarser.join(row // 2, column // 2)]
    match_row, match_column = coarser.split(field.match[at])
    match = scale.join(2 * match_row + row % 2, 2 * match_column + column % 2)
    # at a border of odd length a match may end up half outside
    pick = torch.randint(len(scale.sources), (len(match),), generator=generator)
    match = torch.where(scale.valid[match], match, scale.sources[pick.to(scale.device)])
    return Field(match, field.cost[at])
