"""The file that keeps what the engine says."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_SIZE = 1 << 20
_KEPT = 3


class RotatingLog:
    """Appends bytes to a file; at a megabyte it becomes `.1`, and the oldest of three goes.

    A log that cannot be written (full disk, no permission) must not stop anybody's work: what
    cannot be kept is dropped.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handler = _Quiet(
            path, maxBytes=_SIZE, backupCount=_KEPT, delay=True, encoding="utf-8"
        )
        self._handler.terminator = ""
        self._partial = b""

    def write(self, data: bytes) -> None:
        """Append whole lines; the rest waits for its end."""
        text = self._partial + data
        end = text.rfind(b"\n") + 1
        self._partial = text[end:] if len(text) - end < _SIZE else b""
        if end:
            line = text[:end].decode("utf-8", "replace")
            self._handler.emit(logging.makeLogRecord({"msg": line}))

    def close(self) -> None:
        """Close the file; `write` opens it again."""
        self._handler.close()


class _Quiet(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Drop it: there is nowhere to complain to."""
