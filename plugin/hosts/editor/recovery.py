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
from dataclasses import dataclass
from pathlib import Path

from ... import saving
from ...canvas import CanvasError
from ...qt import QtCore
from . import pictures
from .document import Document
from .files import FileProcess

EVERY = 60_000  # milliseconds between two looks at what has changed
LOCK = "lock"


@dataclass(frozen=True)
class Kept:
    """A document that a run left behind.

    Attributes:
        file: its layers, as .ora.
        path: the file that it was opened from.
        source: the copy of that file, as it was then.
        numbers: which of that file's layers its own are, from the topmost down.
    """

    file: Path
    path: Path | None = None
    source: Path | None = None
    numbers: tuple[int | None, ...] = ()


class Recovery(QtCore.QObject):
    """Writes every modified document into a file of its own, by another thread.

    From then on `files` keeps its copies in the same folder, so that they outlive the run too.
    """

    def __init__(
        self, folder: Path, documents: Callable[[], Sequence[Document]], files: FileProcess
    ) -> None:
        super().__init__()
        self._all, self._documents, self._files = folder, documents, files
        self._mine = folder / secrets.token_hex(8)
        self._mine.mkdir(parents=True, exist_ok=True)
        self._lock = _lock(self._mine)
        self._lock.tryLock(0)
        files.folder = self._mine / "opened"
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
        self._writing = changed  # held here: another thread must not take them apart
        self._written.update({document.key: document.layers for document in changed})
        self._thread = threading.Thread(target=self._write, args=(changed,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until what is being written is on the disk."""
        if self._thread is not None:
            self._thread.join()

    def found(self) -> list[Kept]:
        """Documents of runs that ended unexpectedly."""
        left: list[Kept] = []
        for folder in sorted(self._all.glob("*/")):
            if folder == self._mine:
                continue
            lock = _lock(folder)
            if not lock.tryLock(0):
                continue  # that run is alive
            left += [_kept(file) for file in sorted(folder.glob("*.ora"))]
            lock.unlock()
            if not left or left[-1].file.parent != folder:
                shutil.rmtree(folder, ignore_errors=True)  # it left nothing but copies
        return left

    def discard_found(self) -> None:
        """Nobody wants those any more."""
        for folder in {kept.file.parent for kept in self.found()}:
            shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """The editor ends as it should: nothing is to be had back."""
        self._timer.stop()
        self.wait()
        self._lock.unlock()
        shutil.rmtree(self._mine, ignore_errors=True)

    def _write(self, documents: Sequence[Document]) -> None:
        for document in documents:
            with suppress(CanvasError, OSError):  # a full disk must not stop anybody's work
                file = self._mine / f"{document.key}.ora"
                known = [
                    layer.number if layer.image is layer.opened else None
                    for layer in reversed(document.layers)
                ]
                told = {
                    "path": str(document.path.resolve()) if document.path else None,
                    "source": str(document.source) if document.source else None,
                    "numbers": known,
                }
                saving.write_bytes(file.with_suffix(".json"), json.dumps(told).encode("utf-8"))
                said, frames = pictures.work_of(document, file, agreed=True)
                self._files.exchange("save", said, frames)


def _kept(file: Path) -> Kept:
    with suppress(OSError, ValueError, TypeError, KeyError):
        told = json.loads(file.with_suffix(".json").read_text("utf-8"))
        path, source = (Path(told[key]) if told[key] else None for key in ("path", "source"))
        return Kept(file, path, source, tuple(told["numbers"]))
    return Kept(file)


def _lock(folder: Path) -> QtCore.QLockFile:
    lock = QtCore.QLockFile(str(folder / LOCK))
    lock.setStaleLockTime(0)  # a lock is stale only where its process is gone
    return lock
