"""How long an event loop stands still."""

from __future__ import annotations

import time

from plugin.qt import QtCore


class Heart:
    """The longest time between two beats, by the clock and in processor time of the loop's thread.

    On a machine that does other work too the processor's time is the one to go by: the clock also
    counts while the thread waits for its turn.
    """

    def __init__(self) -> None:
        self._timer = QtCore.QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)
        self.reset()

    def reset(self) -> None:
        self.wall = self.processor = 0.0
        self._last = time.perf_counter(), time.thread_time()

    def _beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self.wall = max(self.wall, now[0] - self._last[0])
        self.processor = max(self.processor, now[1] - self._last[1])
        self._last = now
