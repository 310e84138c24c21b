"""Lets the host's event loop run during work that only its own thread can do."""

from __future__ import annotations

import time

from .qt import QtCore

_SECONDS = 0.015  # of work between two runs; a host counts as frozen from about 50 ms on


class EventPump:
    """Made where the work begins; `pump` belongs between its pieces.

    What the person does in between happens in between: whoever works in pieces must expect the
    document to have changed or to be gone, and must not be started a second time meanwhile.
    """

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def pump(self) -> None:
        """Handle the events that wait, if the last time is long enough ago."""
        if time.perf_counter() - self._since < _SECONDS:
            return
        QtCore.QCoreApplication.processEvents()
        self._since = time.perf_counter()
