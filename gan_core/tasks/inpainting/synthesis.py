"""Fill a hole with what the rest of the picture is made of, from coarse to fine.

Each size of a pyramid repeats two steps: find for every patch that touches the hole the known patch
that fits best, and repaint the hole from what was found (Wexler et al., 2007; with PatchMatch,
Barnes et al., 2009). The matches are carried to the next finer size, so the picture at full size is
made of full-size patches and as sharp as its known part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch

from gan_core.ops import masks, poisson
from gan_core.ops.frequency import gaussian_blur
from gan_core.ops.patches import greedy
from gan_core.ops.patches.level import RADIUS, Layers, Level, source_at, source_place
from gan_core.ops.patches.loops import loops_for
from gan_core.ops.patches.search import Matches, Search
from gan_core.ops.patches.vote import vote
from gan_core.ops.resample import resize
from gan_core.tasks.inpainting.lines import Line, guides
from gan_core.tasks.inpainting.prices import Pricing
from gan_core.tasks.inpainting.pyramid import Size, as_array, as_tensor
from gan_core.tasks.inpainting.quality import Effort

_GREEDY_JITTER = 0.05
_GREEDY_LIMIT = 30_000_000  # hole pixels × sources that the one-by-one fill can take
_GUIDE_BLUR = 2.0  # pixels of a size: details of a guess are not to be trusted
_LEAST_UNIT = 1e-5  # a picture of few colours has distances of nothing
_FIRST_ROUNDS = 4  # of a search that begins anywhere
_SAMPLE = 20_000  # patches from which it is estimated how much they differ
_COLOURS = 3  # that may be shifted; opacity and texture may not
PROCESSOR = torch.device("cpu")
_REACH = 16  # pixels around a match carried from a coarser size


class Fill:
    """A fill in progress at one size; `descend` goes on at the next finer one.

    Args:
        sizes: from `pyramid.build`, at least one.
        index: of the size to begin at.
        guess: 1×3×h×w at any size, what a network thinks belongs into the hole, or None.
        patchwise: begin patch by patch from the edge; otherwise from the guess, or from a smooth
            surface where there is none.
        effort: how much work.
        generator: decides among equals; another seed, another fill.
        stop_if_asked: called all along; it may raise to stop.
        lines: that go on behind the hole.
        device: where matches are refined.
    """

    def __init__(
        self,
        sizes: list[Size],
        index: int,
        guess: torch.Tensor | None,
        patchwise: bool,
        effort: Effort,
        generator: torch.Generator,
        stop_if_asked: Callable[[], None],
        lines: Sequence[Line] = (),
        device: torch.device = PROCESSOR,
    ) -> None:
        self.sizes, self.index, self.guess, self.lines = sizes, index, guess, lines
        self.device = device
        self.effort, self.generator, self.stop_if_asked = effort, generator, stop_if_asked
        self.pricing = Pricing(effort, generator)
        self.unit = _LEAST_UNIT
        self._enter(_first_guess(self.size, guess))
        room = int(self.level.hole.sum()) * int(self.level.valid[0].sum())
        if patchwise and room <= _GREEDY_LIMIT:
            greedy.fill(self.level, _GREEDY_JITTER, self._seed(), stop_if_asked)
        search = self._search()
        self.matches = search.random()
        search.improve(self.matches, 2, max(self.size.shape), drawn=8)
        self._measure_unit(search)
        self.level.price(self.pricing.of_sources(self.level, self.unit, self.index == 0))
        search = self._search()
        search.improve(self.matches, _FIRST_ROUNDS, max(self.size.shape), drawn=8)
        self._repaint()
        self._refine(self._rounds() - 1)

    @property
    def size(self) -> Size:
        """Where the fill has got to."""
        return self.sizes[self.index]

    def descend(self) -> None:
        """Go on at the next finer size."""
        coarser, matches = self.level, self.matches
        self.index -= 1
        self._enter(self.size.picture)
        self.stop_if_asked()
        self.matches = _carried(coarser, matches, self.level)
        self.level.price(self.pricing.of_sources(self.level, self.unit, self.index == 0))
        searched = int(self.level.targets.where.sum()) <= self.effort.limit
        self._refine(self._rounds() if searched else 0, carried=True)

    def picture(self) -> torch.Tensor:
        """The size's picture as it is filled now, 1×C×h×w."""
        return as_tensor(self.level.pixels)

    def residual(self) -> float:
        """Mean distance of the patches from their matches: how little the fill looks like the
        rest of the picture. Comparable between fills at the same size only."""
        return float(self._search().measure(self.matches).mean())

    def _enter(self, picture: torch.Tensor) -> None:
        size = self.size
        layers = Layers(
            as_array(picture),
            as_array(size.hole),
            as_array(size.usable),
            as_array(size.void),
            self._make_guide(),
        )
        depth = as_array(masks.depth(size.hole.float()))[..., 0]
        effort = self.effort
        self.level = Level(
            layers, _COLOURS, depth, effort.decay, effort.doubt, effort.turns, self.stop_if_asked
        )

    def _rounds(self) -> int:
        return self.effort.rounds[min(self.index, len(self.effort.rounds) - 1)]

    def _scale(self) -> float:
        return self.size.shape[0] / self.sizes[0].shape[0]

    def _seed(self) -> int:
        return int(torch.randint(2**62, (1,), generator=self.generator))

    def _search(self) -> Search:
        prices = self.pricing.of_matches(self.unit, self._scale())
        return Search(self.level, prices, self._seed(), self.stop_if_asked)

    def _measure_unit(self, search: Search) -> None:
        distance = search.measure(self.matches, _SAMPLE)
        if len(distance):
            self.unit = max(float(np.median(distance)), _LEAST_UNIT)

    def _refine(self, rounds: int, carried: bool = False) -> None:
        """Search and repaint; matches that were carried here are painted once as they are."""
        loops = loops_for(self.level, self.matches, self.device, self.stop_if_asked)
        unit: float | torch.Tensor = self.unit
        if carried:
            prices = self.pricing.of_matches(unit, self._scale())
            loops.paint(prices._replace(bias=0.0, gain=1.0), 0)
        for _ in range(rounds):
            loops.improve(self.pricing.of_matches(unit, self._scale()), self._seed(), _REACH)
            unit = loops.distance(_SAMPLE, _LEAST_UNIT)
            loops.paint(self.pricing.of_matches(unit, self._scale()), self.effort.sharpness)
        loops.finish()
        self.unit = float(unit)

    def _repaint(self) -> None:
        prices = self.pricing.of_matches(self.unit, self._scale())
        vote(self.level, self.matches, prices, self.effort.sharpness, self.stop_if_asked)

    def _make_guide(self) -> np.ndarray:
        """The height in the picture, where lines run, and what the network predicted, H×W×G."""
        effort, size = self.effort, self.size
        height, width = size.shape
        known = size.picture[0][:, size.usable[0, 0]]
        unit = float(known.var(dim=1).sum()) if known.shape[1] > 1 else 0.0
        rows = np.linspace(0, (effort.height * unit) ** 0.5, height, dtype=np.float32)
        found = [np.repeat(rows[:, None], width, axis=1)[..., None]]
        found.append(
            (effort.lines * unit) ** 0.5 * guides(self.lines, height, width, self._scale())
        )
        if self.guess is not None:
            seen = torch.where(size.hole, resize(self.guess, size.shape), size.picture[:, :3])
            found.append(effort.guide**0.5 * as_array(gaussian_blur(seen, _GUIDE_BLUR)))
        return np.concatenate(found, axis=2)


def _first_guess(size: Size, guess: torch.Tensor | None) -> torch.Tensor:
    smooth = poisson.smooth_fill(size.picture, size.hole | size.void)
    if guess is None:
        return smooth
    colours = torch.where(size.hole, resize(guess, size.shape), size.picture[:, :3])
    return torch.cat([colours, smooth[:, 3:]], dim=1)


def _carried(coarser: Level, matches: Matches, level: Level) -> Matches:
    """The coarser size's matches at this one's size; −1 becomes a source drawn at random."""
    where = level.targets.where
    rows, columns = np.nonzero(where)
    own = (
        np.clip(rows // 2, RADIUS, coarser.height - 1 - RADIUS),
        np.clip(columns // 2, RADIUS, coarser.width - 1 - RADIUS),
    )
    source = matches.source[own]
    page, y, x = source_place(np.maximum(source, 0))
    y, x = 2 * y + rows - 2 * own[0], 2 * x + columns - 2 * own[1]
    ok = (source >= 0) & (y >= 0) & (y < level.height) & (x >= 0) & (x < level.width)
    y, x, page = np.where(ok, y, 0), np.where(ok, x, 0), np.where(ok, page, 0)
    ok &= level.valid[page, y, x]
    carried = source_at(page, y, x)
    # at a border of odd length a match may end up half outside
    spare = level.choices[(rows * 7919 + columns * 104729) % len(level.choices)]
    result = np.full(where.shape, -1, np.int64)
    result[where] = np.where(ok, carried, spare)
    cost = np.zeros(where.shape, np.float32)
    cost[where] = matches.cost[own]
    return Matches(result, cost)
