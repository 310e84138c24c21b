"""Starts the engine as a child process, watches it, restarts it after a crash, and ends it.

Or speaks with a studio's engine, which somebody else starts and ends.

The engine ends with its parent: it watches the pipe on its stdin, which closes even when the host
is killed. Nothing here blocks the host's event loop.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Sequence
from pathlib import Path

from .call import Address, Call
from .environment import clean_environment
from .log import RotatingLog
from .qt import QtCore, Signal
from .wire import VERSION

STOPPED, STARTING, READY, FAILED = "stopped", "starting", "ready", "failed"

_SERVE = ("-m", "gan_core", "serve")
_START = 120.0  # seconds: a cold disk reads torch for longer than a minute
_PATIENCE = 2.5  # seconds to end by itself before it is killed
_CRASHES = 3  # within _WINDOW seconds: then it does not start again by itself
_WINDOW = 60.0
_GREETING = 15.0  # seconds that a studio's engine may take to say that it is there
_TAIL = 8192  # bytes of its stderr that are looked through for a reason


class Engine(QtCore.QObject):
    """One engine for all documents of a host.

    Args:
        interpreter: the Python of the engine's environment, as the installer recorded it; None
            while there is none.
        log: file for what the engine says; rotates at a megabyte.
        device: "auto", "cpu", "cuda", "cuda:N" or "mps".
        arguments: what the interpreter runs; for tests and studios with an engine of their own.
        start_seconds: how long a start may take.
    """

    changed = Signal(str)  # its state: "stopped", "starting", "ready", "failed"
    ready = Signal()  # `address` is there
    failed = Signal(str)  # a sentence; `start` tries again
    crashed = Signal(str)  # a sentence; it is starting again already

    def __init__(
        self,
        interpreter: str | Path | None,
        log: str | Path,
        device: str = "auto",
        arguments: Sequence[str] = _SERVE,
        start_seconds: float = _START,
        parent: QtCore.QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.interpreter = None if interpreter is None else _absolute(interpreter)
        self.log = RotatingLog(Path(log))
        self.device = device
        self.state = STOPPED
        self.address: Address | None = None
        self.devices: list[str] = []  # what it works on, once it is ready
        self._arguments = list(arguments)
        self._token = ""
        self._tail = b""
        self._said = b""  # stdout up to the first whole line
        self._crashes: list[float] = []
        self.studio: Address | None = None  # an engine that is not ours
        self.distance = 0.0  # seconds that a studio's took to answer a short question
        self._reason = ""  # why we killed it, if we did
        self._asking: Call | None = None
        self._process: QtCore.QProcess | None = None
        self._deadline = QtCore.QTimer(self)
        self._deadline.setSingleShot(True)
        self._deadline.setInterval(round(start_seconds * 1000))
        self._deadline.timeout.connect(self._on_deadline)
        application = QtCore.QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.kill)

    @property
    def missing(self) -> bool:
        """Whether there is none: neither installed here nor a studio's."""
        return self.studio is None and self.interpreter is None

    def start(self) -> None:
        """Start it unless it runs; `ready` or `failed` follows."""
        if self.state in (STARTING, READY):
            return
        if self.studio is not None:
            self._greet(self.studio)
            return
        if self.interpreter is None:
            self._fail(self.tr("The engine is not installed yet."))
            return
        self._token = secrets.token_urlsafe(32)
        self._tail = self._said = b""
        self._reason = ""
        process = self._process = QtCore.QProcess(self)
        process.setProcessEnvironment(clean_environment())
        # not the host's folder: `python -m` would find modules there
        process.setWorkingDirectory(str(self.log.path.parent))
        process.readyReadStandardOutput.connect(self._on_stdout)
        process.readyReadStandardError.connect(self._on_stderr)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        self._set(STARTING)
        self._deadline.start()
        # A host without a console gets none for its children either: QProcess sees to it.
        process.start(str(self.interpreter), [*self._arguments, "--child", "--device", self.device])
        process.write(self._token.encode("ascii") + b"\n")

    def use(self, interpreter: str | Path) -> None:
        """Work with another Python, on this machine, from now on."""
        self.stop()
        self.studio = None
        self.interpreter = _absolute(interpreter)
        self._crashes = []
        self.start()

    def use_studio(self, address: Address | None) -> None:
        """Work with a studio's engine from now on; None: with this machine's again."""
        self.stop()
        self.studio = address
        if not self.missing:
            self.start()

    def stop(self) -> None:
        """Let it end; it is killed where it does not within seconds."""
        process = self._let_go()
        if process is not None:
            process.closeWriteChannel()
            QtCore.QTimer.singleShot(round(_PATIENCE * 1000), process.kill)
        self._set(STOPPED)

    def kill(self) -> None:
        """End it at once, as when the host quits."""
        process = self._let_go()
        if process is not None:
            process.kill()
            process.waitForFinished(1000)
        self._set(STOPPED)

    def hung(self) -> None:
        """It does not answer: kill it, so that the next job has a fresh one.

        A studio's is left alone; whoever asks next hears whether it is there.
        """
        if self.studio is not None:
            self.address = None
            self._set(STOPPED)
            return
        self._end(self.tr("The engine did not answer and was stopped; try again."))

    @property
    def pid(self) -> int:
        """The process, 0 if there is none."""
        return int(self._process.processId()) if self._process is not None else 0

    def _greet(self, studio: Address) -> None:
        """Ask a studio's engine how it is: so one hears of a wrong token or address at once."""
        self._set(STARTING)
        call = self._asking = Call(studio, "GET", "/v1/health", idle=_GREETING, parent=self)
        began, answer = time.monotonic(), bytearray()

        def said() -> None:
            self._asking = None
            call.deleteLater()
            if call.status == 401:
                self._fail(self.tr("The studio's engine does not know your token."))
                return
            try:
                health = json.loads(answer)
                self.devices = [str(device) for device in health["devices"]]
            except (ValueError, KeyError, TypeError):
                self._fail(self.tr("What answers at {0} is no engine.").format(studio.host))
                return
            self.distance = time.monotonic() - began
            self.address = studio
            self._set(READY)
            self.ready.emit()

        call.received.connect(lambda piece: answer.extend(piece[: _TAIL - len(answer)]))
        call.finished.connect(said)
        for wrong in (call.unanswered, call.failed, call.hung):
            wrong.connect(self._fail)
        call.start()

    def _end(self, reason: str) -> None:
        self.address = None  # who asks from now on waits for the next one
        if self._process is not None:
            self._reason = reason
            self._process.kill()  # `finished` follows

    def _let_go(self) -> QtCore.QProcess | None:
        """Forget the process: what it does from now on is no news."""
        process, self._process = self._process, None
        self.address = None
        self._deadline.stop()
        self._forget_greeting()
        if process is None or process.state() == QtCore.QProcess.ProcessState.NotRunning:
            return None
        for signal in (
            process.readyReadStandardOutput,
            process.readyReadStandardError,
            process.errorOccurred,
            process.finished,
        ):
            signal.disconnect()
        process.finished.connect(process.deleteLater)
        return process

    def _set(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)

    def _on_stdout(self) -> None:
        if self._process is None:
            return
        self._said += self._process.readAllStandardOutput().data()
        while self.state == STARTING and b"\n" in self._said:
            line, self._said = self._said.split(b"\n", 1)
            self._on_line(line)
        self._said = self._said[-_TAIL:]

    def _on_line(self, line: bytes) -> None:
        try:
            hello = json.loads(line)
            version, wire, port = str(hello["ganvas"]), int(hello["wire"]), int(hello["port"])
        except (ValueError, KeyError, TypeError):
            return  # a library that prints
        if wire != VERSION:
            sentence = self.tr("The engine is version {0} and does not fit this panel; update it.")
            self._end(sentence.format(version))
            return
        self._deadline.stop()
        self.devices = [str(device) for device in hello.get("devices", [])]
        self.address = Address(port, self._token)
        self._set(READY)
        self.ready.emit()

    def _on_stderr(self) -> None:
        if self._process is None:
            return
        said = self._process.readAllStandardError().data()
        self.log.write(said)
        self._tail = (self._tail + said)[-_TAIL:]

    def _on_deadline(self) -> None:
        self._end(
            self.tr("The engine did not start in time; the log says more: {0}").format(
                self.log.path
            )
        )

    def _on_error(self, error: QtCore.QProcess.ProcessError) -> None:
        if error == QtCore.QProcess.ProcessError.FailedToStart:
            sentence = self.tr("There is no Python at '{0}'; install the engine or choose another.")
            self._fail(sentence.format(self.interpreter))

    def _on_finished(self, status: int, how: QtCore.QProcess.ExitStatus) -> None:
        self._on_stderr()
        was_ready = self.state == READY
        sentence = self._reason or self._why(status, was_ready)
        now = time.monotonic()
        self._crashes = [when for when in self._crashes if now - when < _WINDOW] + [now]
        if not was_ready or len(self._crashes) > _CRASHES:
            self._fail(sentence)
            return
        self._drop()
        self._set(STOPPED)
        self.start()
        self.crashed.emit(sentence)

    def _fail(self, sentence: str) -> None:
        self._drop()
        self._set(FAILED)
        self.failed.emit(sentence)

    def _forget_greeting(self) -> None:
        call, self._asking = self._asking, None
        if call is not None:
            call.abort()
            call.deleteLater()

    def _drop(self) -> None:
        self._deadline.stop()
        self._forget_greeting()
        self.address = None
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()

    def _why(self, status: int, was_ready: bool) -> str:
        lines = self._tail.decode("utf-8", "replace").splitlines()
        for line in reversed(lines):
            if line.startswith("ganvas: "):
                return line[len("ganvas: ") :]
        if any("No module named" in line for line in lines):
            sentence = self.tr("The Python at '{0}' has no Ganvas engine; install it again.")
            return sentence.format(self.interpreter)
        if was_ready:
            sentence = self.tr("The engine ended unexpectedly; try again. Its log: {0}")
        else:
            sentence = self.tr("The engine could not start; the log says why: {0}")
        return sentence.format(self.log.path)


def _absolute(program: str | Path) -> Path:
    """A path that stays right in another folder; a name alone is looked up by the system.

    Not resolved: the link of a virtual environment is what makes it one.
    """
    path = Path(program)
    return path if path.name == str(program) else Path(os.path.abspath(path))
