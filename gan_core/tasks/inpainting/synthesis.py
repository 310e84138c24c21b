"""Fill a hole with what the rest of the picture is made of, from coarse to fine.

Each size of a pyramid repeats two steps: find for every patch that touches the hole the known patch
that fits best, and repaint the hole from what was found (Wexler et al., 2007; with PatchMatch,
Barnes et al., 2009). The matches are carried to the next finer size, so the picture at full size is
made of full-size patches and as sharp as its known part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from gan_core.ops import masks, poisson
from gan_core.ops.frequency import gaussian_blur
from gan_core.ops.patches.field import field_of
from gan_core.ops.patches.level import DEEPEST, Layers, Rules
from gan_core.ops.patches.search import Prices
from gan_core.ops.resample import resize
from gan_core.tasks.inpainting.lines import Line, guides
from gan_core.tasks.inpainting.prices import Pricing
from gan_core.tasks.inpainting.pyramid import Size
from gan_core.tasks.inpainting.quality import Effort

_GREEDY_JITTER = 0.05
_GREEDY_LIMIT = 30_000_000  # hole pixels × sources that the one-by-one fill can take
_GUIDE_BLUR = 2.0  # pixels of a size: details of a guess are not to be trusted
_LEAST_UNIT = 1e-5  # a picture of few colours has distances of nothing
_FIRST_ROUNDS = 4  # of a search that begins anywhere
_FIRST_DRAWN = 8  # places drawn from all sources in each of them
_SAMPLE = 20_000  # patches from which it is estimated how much they differ
_REACH = 16  # pixels around a match carried from a coarser size


class Fill:
    """A fill in progress at one size; `descend` goes on at the next finer one.

    It works where the sizes' tensors are.

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
    ) -> None:
        self.sizes, self.index, self.guess, self.lines = sizes, index, guess, lines
        self.effort, self.generator, self.stop_if_asked = effort, generator, stop_if_asked
        self.pricing = Pricing(effort, generator)
        self.unit: float | torch.Tensor = _LEAST_UNIT
        self._enter(_first_guess(self.size, guess))
        if patchwise and self.size.pixels * self.field.sources <= _GREEDY_LIMIT:
            self.field.begin_patchwise(_GREEDY_JITTER, self._seed())
        seed = self._seed()
        self.field.draw(seed)
        self._search(seed, rounds=2)
        self.unit = self.field.distance(_SAMPLE, _LEAST_UNIT)
        self._price_sources()
        self._search(self._seed(), _FIRST_ROUNDS)
        self.field.paint(self._prices(), effort.sharpness)
        self._refine(self._rounds() - 1)

    @property
    def size(self) -> Size:
        """Where the fill has got to."""
        return self.sizes[self.index]

    def descend(self) -> None:
        """Go on at the next finer size."""
        coarser = self.field
        self.index -= 1
        self._enter(self.size.picture)
        self.stop_if_asked()
        self.field.carry(coarser)
        self._price_sources()
        self.field.paint(self._prices()._replace(bias=0.0, gain=1.0), 0)  # as they are
        self._refine(self._rounds() if self.field.targets <= self.effort.limit else 0)

    def picture(self) -> torch.Tensor:
        """The size's picture as it is filled now, 1×C×h×w."""
        return self.field.picture()

    def residual(self) -> float:
        """Mean distance of the patches from their matches: how little the fill looks like the
        rest of the picture. Comparable between fills at the same size only."""
        return self.field.residual()

    def _enter(self, picture: torch.Tensor) -> None:
        size, effort = self.size, self.effort
        # halving rounds up
        deepest = min(DEEPEST, size.thickness / 2 + 2)
        depth = masks.depth(size.hole.float(), deepest)
        layers = Layers(picture, size.hole, size.usable, size.void, self._make_guide(), depth)
        rules = Rules(effort.decay, effort.doubt, effort.turns)
        self.field = field_of(layers, rules, self.stop_if_asked)

    def _rounds(self) -> int:
        return self.effort.rounds[min(self.index, len(self.effort.rounds) - 1)]

    def _scale(self) -> float:
        return self.size.shape[0] / self.sizes[0].shape[0]

    def _seed(self) -> int:
        return int(torch.randint(2**62, (1,), generator=self.generator))

    def _prices(self) -> Prices:
        return self.pricing.of_matches(self.unit, self._scale())

    def _price_sources(self) -> None:
        if self.index > 0:  # at full size all are as good
            price = self.pricing.of_sources(self.field, self.size.hole, self.unit)
            self.field.price(price)

    def _search(self, seed: int, rounds: int) -> None:
        """From anywhere."""
        self.field.improve(self._prices(), seed, max(self.size.shape), _FIRST_DRAWN, rounds)

    def _refine(self, rounds: int) -> None:
        """Search near what there is, and repaint."""
        for _ in range(rounds):
            self.field.improve(self._prices(), self._seed(), _REACH)
            self.unit = self.field.distance(_SAMPLE, _LEAST_UNIT)
            self.field.paint(self._prices(), self.effort.sharpness)

    def _make_guide(self) -> torch.Tensor:
        """The height in the picture, where lines run, and what the network predicted, 1×G×H×W."""
        effort, size = self.effort, self.size
        height, width = size.shape
        unit = _variance(size.picture, size.usable)
        rows = torch.linspace(0, 1, height, device=unit.device)[:, None].expand(height, width)
        found = [(effort.height * unit).sqrt() * rows[None, None]]
        along = guides(self.lines, height, width, self._scale(), unit.device)
        found.append((effort.lines * unit).sqrt() * along)
        if self.guess is not None:
            seen = torch.where(size.hole, resize(self.guess, size.shape), size.picture[:, :3])
            found.append(effort.guide**0.5 * gaussian_blur(seen, _GUIDE_BLUR))
        return torch.cat(found, dim=1)


def _variance(picture: torch.Tensor, usable: torch.Tensor) -> torch.Tensor:
    """Of the usable pixels, of all channels together."""
    count = usable.sum()
    mean = (picture * usable).sum(dim=(-2, -1), keepdim=True) / count.clamp(min=1)
    square = ((picture - mean) * usable).square().sum(dim=(-2, -1))
    return (square / (count - 1).clamp(min=1)).sum()


def _first_guess(size: Size, guess: torch.Tensor | None) -> torch.Tensor:
    smooth = poisson.smooth_fill(size.picture, size.hole | size.void)
    if guess is None:
        return smooth
    colours = torch.where(size.hole, resize(guess, size.shape), size.picture[:, :3])
    return torch.cat([colours, smooth[:, 3:]], dim=1)
