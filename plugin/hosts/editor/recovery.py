"""What was not saved when the editor ended unexpectedly, kept so that it can be had back.

Each run of the editor has a folder with a lock in it. A folder whose lock can be taken belongs to a
run that ended without clearing it.
"""

from __future__ import annotations

import json
import secrets
import shutil
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from ... import saving
from ...canvas import CanvasError
from ...qt import QtCore
from . import openraster
from .document import Document

EVERY = 60_000  # milliseconds between two looks at what has changed
LOCK = "lock"


class Recovery(QtCore.QObject):
    """Writes every modified document into a file of its own, by another thread."""

    def __init__(self, folder: Path, documents: Callable[[], Sequence[Document]]) -> None:
        super().__init__()
        self._all, self._documents = folder, documents
        self._mine = folder / secrets.token_hex(8)
        self._lock: QtCore.QLockFile | None = None
        self._written: dict[str, list] = {}  # the layers that a document's file holds
        self._writing: Sequence[Document] = ()
        self._thread: threading.Thread | None = None
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.keep)
        self._timer.start()

    def keep(self) -> None:
        """Write what has changed since the last time; what is saved or closed needs no file."""
        if self._thread is not None and self._thread.is_alive():
            return
        modified = {document.key: document for document in self._documents() if document.modified}
        for key in [key for key in self._written if key not in modified]:
            del self._written[key]
            (self._mine / f"{key}.ora").unlink(missing_ok=True)
        changed = [
            document.copy()
            for key, document in modified.items()
            if [id(x) for x in document.layers] != [id(x) for x in self._written.get(key, [])]
        ]
        if not changed:
            return
        self._begin()
        self._writing = changed  # held here: another thread must not take them apart
        self._written.update({document.key: document.layers for document in changed})
        self._thread = threading.Thread(target=self._write, args=(changed,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until what is being written is on the disk."""
        if self._thread is not None:
            self._thread.join()

    def found(self) -> list[tuple[Path, Path | None]]:
        """Files of runs that ended unexpectedly, each with the file that it was opened from."""
        left: list[tuple[Path, Path | None]] = []
        for folder in sorted(self._all.glob("*/")):
            if folder == self._mine:
                continue
            lock = _lock(folder)
            if not lock.tryLock(0):
                continue  # that run is alive
            for file in sorted(folder.glob("*.ora")):
                path = None
                with suppress(OSError, ValueError, TypeError):
                    path = Path(json.loads(file.with_suffix(".json").read_text("utf-8")))
                left.append((file, path))
            lock.unlock()
        return left

    def discard_found(self) -> None:
        """Nobody wants those any more."""
        for folder in {file.parent for file, _ in self.found()}:
            shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """The editor ends as it should: nothing is to be had back."""
        self._timer.stop()
        self.wait()
        if self._lock is not None:
            self._lock.unlock()
            shutil.rmtree(self._mine, ignore_errors=True)

    def _begin(self) -> None:
        if self._lock is None:
            self._mine.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(self._mine)
            self._lock.tryLock(0)

    def _write(self, documents: Sequence[Document]) -> None:
        for document in documents:
            with suppress(CanvasError, OSError):  # a full disk must not stop anybody's work
                file = self._mine / f"{document.key}.ora"
                if document.path is not None:
                    named = json.dumps(str(document.path.resolve()))
                    saving.write_bytes(file.with_suffix(".json"), named.encode("utf-8"))
                openraster.write(document, file)


def _lock(folder: Path) -> QtCore.QLockFile:
    lock = QtCore.QLockFile(str(folder / LOCK))
    lock.setStaleLockTime(0)  # a lock is stale only where its process is gone
    return lock
