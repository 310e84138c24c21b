"""What a run does by the clock: end, and write down where it stands."""

from __future__ import annotations

import time
from collections.abc import Callable


class Clock:
    """Of one call of `train`.

    Args:
        minutes: after which it ends; None for never.
        save_minutes: between two checkpoints, at most; None to leave them to the steps.
        now: seconds from anywhere, for tests.
    """

    def __init__(
        self,
        minutes: float | None,
        save_minutes: float | None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._now = now
        self._began = self._saved = now()
        self._limit = 60 * minutes if minutes else None
        self._pause = None if save_minutes is None else 60 * save_minutes

    @property
    def seconds(self) -> float:
        """Since it began."""
        return self._now() - self._began

    @property
    def over(self) -> bool:
        """Whether the run shall end."""
        return self._limit is not None and self.seconds > self._limit

    @property
    def due(self) -> bool:
        """Whether it is time for a checkpoint."""
        return self._pause is not None and self._now() - self._saved > self._pause

    def saved(self) -> None:
        """One was written just now."""
        self._saved = self._now()
