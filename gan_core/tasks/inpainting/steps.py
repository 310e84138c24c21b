"""Progress of a fill in percent of each hole, and pictures of it on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import torch

from gan_core.errors import Cancelled
from gan_core.sentences import Sentence, joined
from gan_core.tasks.watch import Watch

_UNITS = 100  # a hole's share of the reported total
_SURE = 0.08  # share of the work after which what is left can be told from the time it took
_LONG = 90.0  # seconds from which they are told in minutes
_WORTH = 5.0  # seconds left from which they are worth telling


class Steps:
    """Counts the steps of one hole after the other, says what is done and how long it may take.

    Args:
        watch: the caller's callbacks.
        holes: how many times `begin` will be called.
        clock: seconds since any time.
    """

    def __init__(
        self, watch: Watch, holes: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._watch, self._holes, self._clock = watch, holes, clock
        self._begun = 0
        self._finished, self._weights = 0, [1.0]
        self._doing = Sentence("filling")
        self._started = self._since = clock()
        self._show: Callable[[torch.Tensor], torch.Tensor] | None = None

    def begin(self, show: Callable[[torch.Tensor], torch.Tensor] | None = None) -> None:
        """The next hole; `show` makes the whole picture from that hole's region, for previews."""
        self._begun += 1
        self._finished, self._weights, self._show = 0, [1.0], show
        self.say(Sentence("filling"))

    def expect(self, weights: Sequence[float]) -> None:
        """The steps that this hole takes, by how long each lasts against the others."""
        self._weights = list(weights)
        self._since = self._clock()

    def say(self, doing: Sentence) -> None:
        """What is being done now."""
        self._doing = doing
        self._report()

    def done(self) -> None:
        """One step is finished."""
        self._finished = min(self._finished + 1, len(self._weights))
        self._report()

    def end(self) -> None:
        """Everything is finished."""
        self._finished = len(self._weights)
        self._report()

    def stop_if_asked(self) -> None:
        """Stop here if asked to."""
        if self._watch.cancelled is not None and self._watch.cancelled():
            raise Cancelled

    @property
    def shown(self) -> bool:
        """Whether anyone looks at previews."""
        return self._watch.on_preview is not None and self._show is not None

    def preview(self, region: torch.Tensor) -> None:
        """Show a region 1×C×h×w of any size as far as it is filled."""
        if self._show is not None and self._watch.on_preview is not None:
            self.stop_if_asked()
            self._watch.preview(self._show(region))
            self.stop_if_asked()

    def _share(self) -> float:
        """Of this hole's work that is done."""
        return sum(self._weights[: self._finished]) / max(sum(self._weights), 1e-9)

    def _report(self) -> None:
        share = self._share()
        said = [self._doing, *self._left(share)]
        if self._holes > 1:
            said.insert(0, Sentence("hole {done} of {total}", done=self._begun, total=self._holes))
        units = (self._begun - 1) * _UNITS + int(share * _UNITS)
        self._watch.step(units, self._holes * _UNITS, joined(said, ", "))

    def _left(self, share: float) -> list[Sentence]:
        """For people: how long all holes may still take, where that can be told."""
        now = self._clock()
        before = self._begun - 1
        if before:  # the holes that are filled say more than the first steps of the next
            left = (now - self._started) * (self._holes - before - share) / (before + share)
        elif share >= _SURE:
            left = (now - self._since) * (1 - share) / share
            left += (now - self._started + left) * (self._holes - 1)
        else:
            return []
        if left < _WORTH:
            return []
        if left < _LONG:
            return [Sentence("about {seconds} s more", seconds=round(left / 5) * 5)]
        return [Sentence("about {minutes} min more", minutes=round(left / 60))]
