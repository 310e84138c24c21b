"""One program at a time, with its lines as they come, and no trace of it after `kill`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ..environment import clean_environment
from ..qt import QtCore, Signal

_TAIL = 1 << 16  # characters of output that are kept to look for a reason
# Makes itself the leader of a group, so that what it starts can be ended with it.
_LEAD = "import os, sys; os.setsid(); os.execv(sys.argv[1], sys.argv[1:])"


class Process(QtCore.QObject):
    """Runs a command; `ended` gives its exit status and the end of what it wrote."""

    line = Signal(str)
    ended = Signal(int, str)  # -1: it could not be started, or was killed

    def __init__(self, folder: Path, parent: QtCore.QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._process: QtCore.QProcess | None = None
        self._partial = ""
        self._tail = ""

    def start(self, command: Sequence[str], seconds: float | None = None) -> None:
        """Begin; after `seconds` it is killed."""
        process = self._process = QtCore.QProcess(self)
        self._partial = self._tail = ""
        process.setProcessEnvironment(clean_environment())
        process.setWorkingDirectory(str(self._folder))  # not the host's: it may hold modules
        process.setProcessChannelMode(QtCore.QProcess.ProcessChannelMode.MergedChannels)
        process.readyReadStandardOutput.connect(self._on_output)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        process.start(command[0], list(command[1:]))
        process.closeWriteChannel()  # nobody is there to answer questions
        if seconds is not None:
            QtCore.QTimer.singleShot(round(seconds * 1000), process.kill)

    def kill(self) -> None:
        """End it and all that it has started; no signal follows."""
        process, self._process = self._process, None
        if process is None or process.state() == QtCore.QProcess.ProcessState.NotRunning:
            return
        process.finished.disconnect()
        process.errorOccurred.disconnect()
        pid = int(process.processId())
        if sys.platform == "win32":
            command = ["taskkill", "/F", "/T", "/PID", str(pid)]
            subprocess.run(command, capture_output=True, creationflags=0x08000000)  # no window
        elif pid:
            try:
                if os.getpgid(pid) == pid:
                    os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        process.kill()
        process.waitForFinished(1000)
        process.deleteLater()

    def _on_output(self) -> None:
        if self._process is None:
            return
        said = self._process.readAllStandardOutput().data().decode("utf-8", "replace")
        self._tail = (self._tail + said)[-_TAIL:]
        *lines, self._partial = (self._partial + said).replace("\r", "\n").split("\n")
        for line in lines:
            if line.strip():
                self.line.emit(line)

    def _on_error(self, error: QtCore.QProcess.ProcessError) -> None:
        if error == QtCore.QProcess.ProcessError.FailedToStart:
            self._end(-1)

    def _on_finished(self, status: int, how: QtCore.QProcess.ExitStatus) -> None:
        self._on_output()
        self._end(status if how == QtCore.QProcess.ExitStatus.NormalExit else -1)

    def _end(self, status: int) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
            self.ended.emit(status, self._tail)


def leading(python: Sequence[str], command: Sequence[str]) -> list[str]:
    """`command` (whose program is a whole path) as the leader of its own group of processes."""
    return list(command) if sys.platform == "win32" else [*python, "-c", _LEAD, *command]
