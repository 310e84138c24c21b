"""Sentences for the person, each for as long as its cause lasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..qt import QtCore, Signal

LOOK = 500  # milliseconds between two looks at whether a cause is gone


@dataclass(frozen=True)
class Notice:
    """A sentence about something, in one document (by its key) or in all ("")."""

    cause: str
    sentence: str
    is_error: bool = False
    document: str = ""
    gone: Callable[[], bool] | None = None  # whether the cause has gone meanwhile


class Notices(QtCore.QObject):
    """The latest one that concerns a document is shown; a cause has one at a time."""

    changed = Signal()

    def __init__(self, parent: QtCore.QObject | None = None) -> None:
        super().__init__(parent)
        self._notices: list[Notice] = []
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self.look)

    def say(
        self,
        cause: str,
        sentence: str,
        is_error: bool = False,
        document: str = "",
        gone: Callable[[], bool] | None = None,
    ) -> None:
        """Say something about `cause`; an empty sentence takes back what was said about it."""
        self._notices = [n for n in self._notices if (n.cause, n.document) != (cause, document)]
        if sentence:
            self._notices.append(Notice(cause, sentence, is_error, document, gone))
        self._settle()

    def clear(self, cause: str | None = None, document: str | None = None) -> None:
        """Take back all that was said about a cause, or in a document that was closed."""
        self._notices = [
            n
            for n in self._notices
            if cause not in (None, n.cause) or document not in (None, n.document)
        ]
        self._settle()

    def latest(self, document: str = "") -> Notice | None:
        """What to show while this document is in front."""
        return next((n for n in reversed(self._notices) if n.document in ("", document)), None)

    def look(self) -> None:
        """Take back what is no longer so."""
        rest = [n for n in self._notices if n.gone is None or not n.gone()]
        if len(rest) != len(self._notices):
            self._notices = rest
            self._settle()

    def _settle(self) -> None:
        if any(n.gone is not None for n in self._notices):
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()
