"""Begin a fill in several ways where that costs little, and go on with the one that fits best."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import torch

from gan_core.tasks.inpainting.lines import Line
from gan_core.tasks.inpainting.pyramid import Size
from gan_core.tasks.inpainting.quality import Effort
from gan_core.tasks.inpainting.synthesis import Fill

_FIXED = 1.5  # rounds of search that a size costs besides
_EVEN_IF_SMALL = 3000.0  # patches searched once that a size costs, however small its hole
_JUDGED = 2  # sizes above the coarsest at which drafts are compared


def best_draft(
    sizes: list[Size],
    guess: torch.Tensor | None,
    effort: Effort,
    generator: torch.Generator,
    stop_if_asked: Callable[[], None],
    on_draft: Callable[[], None],
    lines: Sequence[Line] = (),
) -> Fill:
    """The fill, a few sizes above the coarsest, whose patches look most like the picture's own.

    Arguments as for `Fill`; `on_draft` is called after each draft. As many drafts are made as the
    effort says, where the hole leaves a choice.
    """
    judged = max(0, len(sizes) - 1 - _JUDGED)
    best: Fill | None = None
    least = torch.inf
    for level, own_guess, patchwise in _beginnings(len(sizes), guess, effort.drafts):
        fill = Fill(sizes, level, own_guess, patchwise, effort, generator, stop_if_asked, lines)
        while fill.index > judged:
            fill.descend()
        residual = fill.residual() if effort.drafts > 1 else 0.0
        if best is None or residual < least:
            best, least = fill, residual
        on_draft()
    assert best is not None
    return best


def work(sizes: Sequence[Size], effort: Effort) -> list[float]:
    """How long each step lasts against the others: drafts, finer sizes, and the finish."""
    costs = []
    for level, size in enumerate(sizes):
        rounds = effort.rounds[min(level, len(effort.rounds) - 1)]
        searched = size.pixels <= effort.limit
        costs.append(size.pixels * (_FIXED + rounds * searched) + _EVEN_IF_SMALL)
    judged = max(0, len(sizes) - 1 - _JUDGED)
    count = len(list(_beginnings(len(sizes), None, effort.drafts)))
    finish = _FIXED * costs[0] / (_FIXED + effort.rounds[0])
    return [sum(costs[judged:])] * count + costs[:judged][::-1] + [finish]


def _beginnings(
    sizes: int, guess: torch.Tensor | None, drafts: int
) -> Iterator[tuple[int, torch.Tensor | None, bool]]:
    """(level to begin at, guess, patch by patch?) of each draft, the most promising first."""
    coarsest = sizes - 1
    yield coarsest, guess, False
    if coarsest == 0:
        return  # a hole as thin as a patch leaves no choice
    for extra in range(drafts - 1):
        yield max(0, coarsest - extra % 2), None, True
