"""Begin a fill in several ways where that costs little, and go on with the one that fits best."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch

from gan_core.tasks.inpainting.pyramid import Rung
from gan_core.tasks.inpainting.quality import Effort
from gan_core.tasks.inpainting.synthesis import Fill

_JUDGED = 2  # rungs above the coarsest at which drafts are compared


def best_draft(
    rungs: list[Rung],
    guess: torch.Tensor | None,
    effort: Effort,
    generator: torch.Generator,
    pulse: Callable[[], None],
    on_draft: Callable[[], None],
) -> Fill:
    """The fill, a few rungs above the coarsest, whose patches look most like the picture's own.

    Arguments as for `Fill`; `on_draft` is called after each draft. As many drafts are made as the
    effort says, where the hole leaves a choice.
    """
    judged = max(0, len(rungs) - 1 - _JUDGED)
    best: Fill | None = None
    least = torch.inf
    for level, own_guess, patchwise in _beginnings(len(rungs), guess, effort.drafts):
        fill = Fill(rungs, level, own_guess, patchwise, effort, generator, pulse)
        while fill.level > judged:
            fill.descend()
        strain = fill.strain() if effort.drafts > 1 else 0.0
        if best is None or strain < least:
            best, least = fill, strain
        on_draft()
    assert best is not None
    return best


def count(rungs: int, effort: Effort) -> int:
    """How many drafts `best_draft` makes."""
    return len(list(_beginnings(rungs, None, effort.drafts)))


def _beginnings(
    rungs: int, guess: torch.Tensor | None, drafts: int
) -> Iterator[tuple[int, torch.Tensor | None, bool]]:
    """(level to begin at, guess, patch by patch?) of each draft, the most promising first."""
    coarsest = rungs - 1
    yield coarsest, guess, False
    if coarsest == 0:
        return  # a hole as thin as a patch leaves no choice
    for extra in range(drafts - 1):
        yield max(0, coarsest - extra % 2), None, True
