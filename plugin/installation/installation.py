"""Installs the engine, step by step, without blocking the host."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from .. import saving
from ..log import RotatingLog
from ..qt import QtCore, Signal
from . import pip_output
from .process import Process, leading
from .pythons import OLDEST, PROBE, Python, candidates, in_environment, read_probe

ABSENT, INSTALLING, FAILED, READY = "absent", "installing", "failed", "ready"

# Measured on an environment with CUDA's libraries; elsewhere there are none, and it is a third.
NEEDED = (9 if sys.platform == "linux" else 3) << 30
MARK = "ganvas.json"  # in the environment's folder, once it is complete
CHECK = ("-c", "import torch, gan_core.cli")
_CLEAN = "import shutil, sys; shutil.rmtree(sys.argv[1], ignore_errors=True)"


class Installation(QtCore.QObject):
    """The engine's environment in `folder`.

    Args:
        requirements: what pip is to install: a wheel, a folder, or a name with a version; and
            options of pip's.
        log: file for what pip says.
        interpreter: an engine's Python that is known already; "" if none is.
        needed: free bytes that it takes.
        check: arguments with which the new Python must end well.
    """

    changed = Signal(str)  # its state: "absent", "installing", "failed", "ready"
    step = Signal(str, object)  # what it does, a sentence; how much of that is done: 0 to 1 or None
    line = Signal(str)  # what pip says
    installed = Signal(str)  # the new interpreter

    def __init__(
        self,
        folder: Path,
        requirements: Sequence[str],
        log: Path,
        interpreter: str = "",
        needed: int = NEEDED,
        check: Sequence[str] = CHECK,
        parent: QtCore.QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.folder = folder
        self.log = RotatingLog(log)
        self.reason = ""  # why it failed, a sentence
        self.interpreter = interpreter or self._finished_before()
        self.state = READY if self.interpreter and Path(self.interpreter).is_file() else ABSENT
        self.doing = ""  # the last step's sentence
        self._requirements = list(requirements)
        self._needed = needed
        self._check = tuple(check)
        self._waiting: list[tuple[str, ...]] = []  # Pythons that have not been tried
        self._python: Python | None = None
        self._getting = ""
        self._environment = False  # whether there is one to install into
        self._lock: QtCore.QLockFile | None = None
        self._then: Callable[[int, str], None] = lambda _status, _output: None
        self._process = Process(folder.parent, self)
        self._process.line.connect(self._on_line)
        self._process.ended.connect(lambda status, output: self._then(status, output))
        application = QtCore.QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self._process.kill)

    def use(self, interpreter: str) -> None:
        """An engine that is there already takes the place of one to be installed."""
        if self.state == INSTALLING:
            self.cancel()
        self.interpreter = interpreter
        self._set(READY)

    def start(self) -> None:
        """Install it, or try again."""
        if self.state == INSTALLING:
            return
        self._python = None
        self._environment = False
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.folder.parent).free
        except OSError:
            self._fail(self.tr("The folder {0} cannot be written.").format(self.folder.parent))
            return
        if free < self._needed:
            sentence = self.tr("The engine needs {0} GB of space in {1}; {2} GB are free.")
            gigabytes = (f"{self._needed / (1 << 30):.0f}", self.folder.parent, f"{free / 1e9:.1f}")
            self._fail(sentence.format(*gigabytes))
            return
        self._lock = QtCore.QLockFile(str(self.folder.with_name(self.folder.name + ".lock")))
        if not self._lock.tryLock(0):
            self._lock = None
            self._fail(self.tr("The engine is being installed by another program; wait for it."))
            return
        self._set(INSTALLING)
        self._waiting = candidates()
        self._look_for_python()

    def cancel(self) -> None:
        """Stop, and take away what is incomplete."""
        if self.state != INSTALLING:
            return
        self._process.kill()
        self._take_away(lambda: self._set(ABSENT))

    # the steps

    def _look_for_python(self) -> None:
        self._say(self.tr("Looking for Python"))
        if not self._waiting:
            oldest = ".".join(map(str, OLDEST))
            sentence = self.tr(
                "No Python {0} or newer with venv was found; install one (python.org, or "
                "python3-venv on Debian and Ubuntu) and try again."
            )
            self._fail(sentence.format(oldest))
            return
        command = self._waiting.pop(0)

        def answered(status: int, output: str) -> None:
            python = read_probe(command, output) if status == 0 else None
            if python is not None and python.usable:
                self._python = python
                self._make_environment()
            else:
                self._look_for_python()

        self._run([*command, *PROBE], answered, seconds=20)

    def _make_environment(self) -> None:
        assert self._python is not None
        self._say(self.tr("Making an environment"))
        self._environment = True

        def made(status: int, output: str) -> None:
            if status:
                self._fail_with(output, self.tr("Python could not make an environment."))
            else:
                self._update_pip()

        self._run([*self._python.command, "-m", "venv", "--clear", str(self.folder)], made)

    def _update_pip(self) -> None:
        """An old pip cannot say how far a download is. Without a newer one it works as well."""
        assert self._python is not None
        if pip_output.version(self._python.pip) >= pip_output.RAW_PROGRESS:
            self._install("raw")
            return
        self._say(self.tr("Updating pip"))
        wanted = "pip>=" + ".".join(map(str, pip_output.RAW_PROGRESS))
        self._pip(
            ["--quiet", "--retries", "1", "--upgrade", wanted, *self._options()],
            lambda status, _output: self._install("off" if status else "raw"),
        )

    def _options(self) -> list[str]:
        """The options among the requirements, such as those that name an index."""
        return [text for text in self._requirements if text.startswith("--")]

    def _install(self, progress_bar: str) -> None:
        self._say(self.tr("Asking the package index"))

        def done(status: int, output: str) -> None:
            if status:
                self._fail_with(output, self.tr("The packages could not be installed."))
            else:
                self._try_engine()

        self._pip(["--progress-bar", progress_bar, *self._requirements], done)

    def _try_engine(self) -> None:
        self._say(self.tr("Trying the engine"))

        def tried(status: int, output: str) -> None:
            if status:
                self._fail_with(output, self.tr("The engine was installed but does not start."))
                return
            self.interpreter = str(in_environment(self.folder))
            mark = json.dumps({"requirements": self._requirements})
            saving.write_bytes(self.folder / MARK, mark.encode("utf-8"))
            self._unlock()
            self._set(READY)
            self.installed.emit(self.interpreter)

        self._run([str(in_environment(self.folder)), *self._check], tried)

    # what the steps are made of

    def _pip(self, arguments: Sequence[str], then: Callable[[int, str], None]) -> None:
        quiet = ("--no-input", "--disable-pip-version-check")
        command = [str(in_environment(self.folder)), "-m", "pip", "install", *quiet, *arguments]
        self._run(command, then)

    def _run(
        self,
        command: Sequence[str],
        then: Callable[[int, str], None],
        seconds: float | None = None,
    ) -> None:
        self._then = then
        self.log.write(f"$ {' '.join(command)}\n".encode())
        if self._python is not None and Path(command[0]).is_absolute():
            command = leading(self._python.command, command)
        self._process.start(command, seconds)

    def _on_line(self, line: str) -> None:
        share = pip_output.fraction(line)
        if share is not None:
            self._say(self._getting or self.doing, share)
            return
        self.log.write(line.encode() + b"\n")
        if not self._environment:  # what the Pythons answer is for us
            return
        self.line.emit(line.strip())
        what = pip_output.doing(line)
        if what is None:
            return
        kind, name = what
        sentences = {
            "get": self.tr("Downloading {0}"),
            "unpack": self.tr("Unpacking what was downloaded"),
            "look": self.tr("Asking for {0}"),
        }
        self._getting = sentences[kind].format(name)
        self._say(self._getting)

    def _say(self, sentence: str, share: float | None = None) -> None:
        self.doing = sentence
        self.step.emit(sentence, share)

    def _fail_with(self, output: str, sentence: str) -> None:
        why = pip_output.reason(output)
        self._take_away(lambda: self._fail(f"{sentence} {why}".strip()))

    def _take_away(self, then: Callable[[], None]) -> None:
        """Remove the incomplete environment: gigabytes, so in a process of its own."""
        self._say(self.tr("Cleaning up"))
        command = self._python.command if self._python is not None else None
        if command is None or not self.folder.exists():
            self._unlock()
            then()
            return

        def gone(_status: int, _output: str) -> None:
            self._unlock()
            then()

        self._run([*command, "-c", _CLEAN, str(self.folder)], gone)

    def _finished_before(self) -> str:
        interpreter = in_environment(self.folder)
        return str(interpreter) if (self.folder / MARK).is_file() else ""

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
        self._lock = None

    def _fail(self, sentence: str) -> None:
        self.reason = sentence
        self._set(FAILED)

    def _set(self, state: str) -> None:
        self.state = state
        self.changed.emit(state)
