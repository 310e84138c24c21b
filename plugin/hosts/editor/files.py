"""The engine's reader and writer, as a process that opens and saves for the editor.

It is the one that the command line uses, so that a file loses nothing by being opened here: the
editor knows sRGB and layers, the process knows the rest. It starts in half a second, for it does
without torch, and starts again should it ever end.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from ...canvas import CanvasError
from ...environment import cleaned
from ...qt import QtCore, QtWidgets, Signal
from ...sentences import worded
from ...wire import Buffer, allocate, encode_header

_ARGUMENTS = ("-m", "gan_core.files.process")
_LENGTH = struct.Struct(">I")
_PATIENCE = 700  # milliseconds before a dialog says what is being waited for


class FileProcess(QtCore.QObject):
    """Asks the process; the window stays alive meanwhile.

    Args:
        interpreter: the Python of the engine's environment.
        folder: for copies of the files that are open; None for one that goes with this object.
    """

    _answered = Signal()

    def __init__(
        self, interpreter: str | Path = sys.executable, folder: Path | None = None
    ) -> None:
        super().__init__()
        self._interpreter = str(interpreter)
        self._own = None if folder else tempfile.TemporaryDirectory(prefix="ganvas-")
        self.folder = folder or Path(self._own.name if self._own else "")
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._stopped = False

    def start(self) -> None:
        """Let it be there when it is needed."""
        threading.Thread(target=self._warm, daemon=True).start()

    def close(self) -> None:
        """End it; the next request starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in filter(None, (process.stdin, process.stdout)):
                with suppress(OSError):
                    pipe.close()

    def ask(
        self, what: str, kind: str, said: Mapping[str, Any], frames: Sequence[Buffer] = ()
    ) -> tuple[dict[str, Any], list[memoryview]]:
        """`exchange` while the window goes on painting; `what` is told to who waits long."""
        answer: list[Any] = []

        def work() -> None:
            try:
                answer.append(self.exchange(kind, said, frames))
            except CanvasError as error:
                answer.append(error)
            self._answered.emit()

        loop = QtCore.QEventLoop()
        self._answered.connect(loop.quit)
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        QtCore.QTimer.singleShot(_PATIENCE, loop.quit)
        loop.exec(QtCore.QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        if not answer:
            self._wait_seen(what, loop)
        thread.join()
        self._answered.disconnect(loop.quit)
        if isinstance(answer[0], CanvasError):
            raise answer[0]
        return answer[0]

    def _wait_seen(self, what: str, loop: QtCore.QEventLoop) -> None:
        window = QtWidgets.QApplication.activeWindow()
        dialog = QtWidgets.QProgressDialog(what, self.tr("Cancel"), 0, 0, window)
        dialog.setWindowTitle("Ganvas")
        dialog.setWindowModality(QtCore.Qt.WindowModality.ApplicationModal)
        dialog.canceled.connect(self._cancel)
        dialog.show()
        loop.exec()
        dialog.canceled.disconnect(self._cancel)
        dialog.close()
        dialog.deleteLater()

    def _cancel(self) -> None:
        self._stopped = True
        if self._process is not None:
            self._process.kill()

    def exchange(
        self, kind: str, said: Mapping[str, Any], frames: Sequence[Buffer] = ()
    ) -> tuple[dict[str, Any], list[memoryview]]:
        """Ask and wait, in any thread. Raises CanvasError with what is wrong."""
        with self._lock:
            self._stopped = False
            for again in (True, False):
                try:
                    return self._exchange(kind, said, frames)
                except (OSError, EOFError, ValueError) as error:
                    self.close()
                    if self._stopped:
                        raise CanvasError(self.tr("Cancelled.")) from None
                    if not again:
                        raise CanvasError(
                            self.tr(
                                "The part of Ganvas that reads and writes files ended ({})."
                            ).format(type(error).__name__)
                        ) from None
        raise AssertionError

    def _exchange(
        self, kind: str, said: Mapping[str, Any], frames: Sequence[Buffer]
    ) -> tuple[dict[str, Any], list[memoryview]]:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        body = json.dumps(said).encode()
        _write(process.stdin, {"type": kind, "frames": len(frames)}, body)
        for frame in frames:
            _write(process.stdin, {"type": "pixels"}, frame)
        process.stdin.flush()
        header, payload = _read(process.stdout)
        answer = json.loads(bytes(payload))
        pixels = [_read(process.stdout)[1] for _ in range(header["frames"])]
        if header["type"] == "error":
            raise CanvasError(worded(answer["error"]))
        return {**answer, "type": header["type"]}, pixels

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                self._process = subprocess.Popen(
                    [self._interpreter, *_ARGUMENTS],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    cwd=self.folder,  # not the host's folder: `python -m` would find modules there
                    env=cleaned(os.environ),
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            except OSError:
                raise CanvasError(
                    self.tr(
                        "Pictures are opened and saved by the engine, and there is none at {}."
                    ).format(self._interpreter)
                ) from None
        return self._process

    def _warm(self) -> None:
        with self._lock, suppress(CanvasError, OSError):
            self._running()


def _write(pipe: IO[bytes], header: Mapping[str, Any], payload: Buffer) -> None:
    data = memoryview(payload).cast("B")
    pipe.write(encode_header({**header, "bytes": len(data)}))
    pipe.write(data)


def _read(pipe: IO[bytes]) -> tuple[dict[str, Any], memoryview]:
    length = pipe.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        raise EOFError
    header = json.loads(pipe.read(_LENGTH.unpack(length)[0]))
    payload, filled = allocate(header["bytes"]), 0
    while filled < len(payload):
        read = pipe.readinto(payload[filled:])  # type: ignore[attr-defined]
        if not read:
            raise EOFError
        filled += read
    return header, payload
