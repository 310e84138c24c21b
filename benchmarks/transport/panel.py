"""The panel in the stand-alone editor: its overhead, and how long the editor stands still.

The real window, the panel's own buttons, a real engine process; nothing is left out but a screen.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.transport.heart import Heart
from plugin.canvas import Depth
from plugin.engine import Engine
from plugin.hosts.editor import commands
from plugin.hosts.editor.document import Document, Layer
from plugin.hosts.editor.images import FORMATS
from plugin.hosts.editor.window import EditorWindow
from plugin.qt import QtCore, QtGui, QtWidgets

_ENGINE = str(Path(__file__).with_name("engine.py"))
_DTYPES = {"u8": np.uint8, "u16": np.uint16}


class Person:
    """Somebody at the editor's window."""

    def __init__(self, folder: Path, device: str) -> None:
        self.application = QtWidgets.QApplication.instance() or QtWidgets.QApplication([])
        settings = QtCore.QSettings(str(folder / "editor.ini"), QtCore.QSettings.Format.IniFormat)
        engine = Engine(sys.executable, folder / "engine.log", device, arguments=[_ENGINE])
        self.window = EditorWindow(settings, engine=engine)
        assert self.window.panel is not None
        self.panel = self.window.panel
        self.window.show()
        self.heart = Heart()
        self.wait(lambda: engine.state in ("ready", "failed"))
        style = self.panel.pages["style"]
        self.wait(lambda: style.gallery.count() > 0)
        fill = self.panel.pages["fill"]
        fill.model.set_value("patches")
        fill.quality.set_value("fast")

    def wait(self, until: Callable[[], bool], seconds: float = 600.0) -> None:
        """Let the window live until something is so."""
        loop, timer = QtCore.QEventLoop(), QtCore.QTimer()
        timer.timeout.connect(lambda: loop.quit() if until() else None)
        timer.start(5)
        QtCore.QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()
        if not until():
            sys.exit(f"Waited {seconds:.0f} s in vain. The panel says: {self.panel.message.text()}")

    def rest(self, seconds: float = 0.5) -> None:
        """Look at it for a while."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end)

    def open(self, width: int, height: int, depth: Depth) -> Document:
        """A document of noise, which no compression makes easy."""
        top = np.iinfo(_DTYPES[depth]).max
        pixels = np.random.default_rng(0).integers(0, top, (height, width, 4), _DTYPES[depth])
        pixels[..., 3] = top
        image = QtGui.QImage(
            pixels.tobytes(), width, height, pixels.strides[0], FORMATS[depth]
        ).copy()
        document = Document(QtCore.QSize(width, height), depth)
        document.set_layers([Layer("noise", image)])
        document.mark_saved()
        self.window.add_document(document)
        self.rest()
        return document

    def select(self, document: Document, side: int) -> None:
        """A round selection in the middle, of `side` pixels across."""
        mask = QtGui.QImage(document.size, QtGui.QImage.Format.Format_Grayscale8)
        mask.fill(0)
        painter = QtGui.QPainter(mask)
        painter.setPen(QtCore.Qt.PenStyle.NoPen)
        painter.setBrush(QtCore.Qt.GlobalColor.white)
        painter.drawEllipse(QtCore.QRectF(document.rect()).center(), side / 2, side / 2)
        painter.end()
        commands.select(document, mask, "Select")
        self.rest()

    def job(self, key: str) -> dict[str, float]:
        """Press the tab's button and wait: seconds to the first preview, to the result, and of the
        bare task; processor seconds of window and engine, less those of the bare task."""
        self.panel.discard_all()
        times: dict[str, float] = {}
        pid = self.panel.engine.pid
        started, processor = time.perf_counter(), time.process_time() + processor_time(pid)

        def seen(canvas_shows: object) -> None:
            times.setdefault("preview", time.perf_counter() - started)

        self.window.view.overlay_changed.connect(seen)
        self.panel.candidates.itemSelectionChanged.connect(
            lambda: times.setdefault("result", time.perf_counter() - started)
        )
        self.panel.pages[key].button.click()
        self.wait(lambda: not self.panel.runner.busy)
        self.window.view.overlay_changed.disconnect(seen)
        if not self.panel.candidates.all():
            sys.exit(self.panel.message.text())
        recipe = self.panel.candidates.all()[0].result.recipe
        times["bare"] = float(recipe["bare_seconds"])
        times["processor"] = time.process_time() + processor_time(pid) - processor
        times["processor"] -= float(recipe["bare_processor"])
        return times

    def close(self) -> None:
        self.panel.shut_down()
        for document in self.window.documents:
            document.mark_saved()
        self.window.close()


def processor_time(pid: int) -> float:
    """Processor seconds of another process so far; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def overhead(person: Person, runs: int) -> None:
    """What a job of 1,000² costs over the bare task."""
    for depth in ("u8", "u16"):
        document = person.open(1000, 1000, depth)
        person.select(document, 333)
        person.job("fill")
        fills = [person.job("fill") for _ in range(runs)]
        commands.select(document, QtGui.QImage(), "Select nothing")
        nothing = [person.job("style") for _ in range(2 * runs)]
        bits = depth[1:]
        show(f"1,000², {bits} bit, nothing done: click to result", nothing, "result")
        show(
            f"1,000², {bits} bit, nothing done: processor time of window and engine",
            nothing,
            "processor",
        )
        show(f"1,000², {bits} bit, a fill: bare task", fills, "bare")
        show(f"1,000², {bits} bit, a fill: click to first preview", fills, "preview")
        over = [{"over": fill["result"] - fill["bare"]} for fill in fills]
        show(f"1,000², {bits} bit, a fill: click to result, less the bare task", over, "over")
        show(
            f"1,000², {bits} bit, a fill: processor time besides the bare task", fills, "processor"
        )


def stand_still(person: Person, width: int = 7680, height: int = 4320) -> None:
    """How long the window stands still while an 8K document is worked on."""
    for depth in ("u8", "u16"):
        document = person.open(width, height, depth)
        print(f"{width:,} × {height:,}, {depth[1:]} bit: longest stand-still of the event loop")
        for key, what in (
            ("style", "the whole layer restyled"),
            ("fill", "a hole of 1,000 filled"),
        ):
            if key == "fill":
                person.select(document, 1000)
            person.heart.reset()
            person.job(key)
            beat(person, f"{what}: click to result")
            person.panel.candidates.hovered.emit(None)
            person.panel.candidates.hovered.emit(person.panel.candidates.all()[0])
            person.rest(1.0)
            beat(person, "hovering over the result")
            person.panel.apply.click()
            person.rest(1.0)
            beat(person, "applying it")
            document.undo.undo()
            person.rest(1.0)
            beat(person, "undoing that")
        document.mark_saved()
        person.window.close_document()


def show(what: str, runs: list[dict[str, float]], key: str) -> None:
    """A line of the report."""
    values = [run[key] * 1000 for run in runs if key in run]
    best, middle = min(values), statistics.median(values)
    print(f"{what}: {middle:.0f} ms (best {best:.0f}, {len(values)} runs)", flush=True)


def beat(person: Person, what: str) -> None:
    """A line of the report, and begin anew."""
    heart = person.heart
    print(
        f"  {what}: {heart.processor * 1000:.0f} ms of processor time, "
        f"{heart.wall * 1000:.0f} ms by the clock",
        flush=True,
    )
    heart.reset()
