"""Progress of a fill in percent of each hole, and pictures of it on the way."""

from __future__ import annotations

from collections.abc import Callable

import torch

from gan_core.errors import Cancelled
from gan_core.sentences import Sentence
from gan_core.tasks.watch import Watch

_UNITS = 100  # a hole's share of the reported total


class Steps:
    """Counts the steps of one hole after the other.

    Args:
        watch: the caller's callbacks.
        holes: how many times `begin` will be called.
    """

    def __init__(self, watch: Watch, holes: int) -> None:
        self._watch, self._holes = watch, holes
        self._begun = self._finished = 0
        self._expected = 1
        self._show: Callable[[torch.Tensor], torch.Tensor] | None = None

    def begin(self, show: Callable[[torch.Tensor], torch.Tensor] | None = None) -> None:
        """The next hole; `show` makes the whole picture from that hole's region, for previews."""
        self._begun += 1
        self._finished, self._expected, self._show = 0, 1, show
        self._report()

    def expect(self, steps: int) -> None:
        """How many steps this hole takes."""
        self._expected = max(steps, 1)

    def done(self) -> None:
        """One step is finished."""
        self._finished = min(self._finished + 1, self._expected)
        self._report()

    def end(self) -> None:
        """Everything is finished."""
        self._finished = self._expected
        self._report()

    def stop_if_asked(self) -> None:
        """Stop here if asked to."""
        if self._watch.cancelled is not None and self._watch.cancelled():
            raise Cancelled

    def preview(self, region: torch.Tensor) -> None:
        """Show a region 1×C×h×w of any size as far as it is filled."""
        if self._watch.on_preview is not None and self._show is not None:
            self._watch.preview(self._show(region))

    def _report(self) -> None:
        units = (self._begun - 1) * _UNITS + self._finished * _UNITS // self._expected
        several = Sentence("hole {done} of {total}", done=self._begun, total=self._holes)
        note = several if self._holes > 1 else "filling"
        self._watch.step(units, self._holes * _UNITS, note)
