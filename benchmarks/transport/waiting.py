"""Seconds from a click to the first preview, also on a machine that has other work.

    python -m benchmarks.transport.waiting --busy 2

The editor's window, its buttons, and the product's own engine with its usual settings, on a
photograph of 1,000 pixels. Loops that do nothing keep processors busy meanwhile.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gan_core.resources import resource
from plugin.engine import Engine
from plugin.hosts.editor import commands, selecting
from plugin.hosts.editor.document import Document, Layer
from plugin.hosts.editor.images import FORMATS
from plugin.hosts.editor.window import EditorWindow
from plugin.qt import QtCore, QtGui, QtWidgets

WIDTH = 1000
HOLE = (0.42, 0.3, 0.16, 0.4)  # left, top, width and height, in shares of the picture


def _spin() -> None:
    while True:
        pass


@contextmanager
def others(count: int) -> Iterator[None]:
    """Other work on the machine."""
    loops = [multiprocessing.Process(target=_spin, daemon=True) for _ in range(count)]
    for loop in loops:
        loop.start()
    try:
        yield
    finally:
        for loop in loops:
            loop.terminate()


class Person:
    """Somebody at the editor's window with a photograph open."""

    def __init__(self, folder: Path, device: str) -> None:
        settings = QtCore.QSettings(str(folder / "editor.ini"), QtCore.QSettings.Format.IniFormat)
        engine = Engine(sys.executable, folder / "engine.log", device)
        self.window = EditorWindow(settings, engine=engine)
        assert self.window.panel is not None
        self.panel = self.window.panel
        self.window.show()
        pages = self.panel.pages
        self.wait(lambda: engine.state == "ready", 300)
        self.wait(lambda: pages["generate"].model.box.count() > 0, 60)
        image = QtGui.QImage(str(resource("pictures/camels.jpg"))).scaledToWidth(WIDTH)
        self.document = Document(image.size())
        self.document.set_layers([Layer("photograph", image.convertToFormat(FORMATS["u8"]))])
        self.window.add_document(self.document)

    def wait(self, until: Callable[[], bool], seconds: float) -> float:
        """Let the window live until something is so; the seconds that it took."""
        started = time.monotonic()
        while not until():
            if time.monotonic() > started + seconds:
                sys.exit(f"It never happened. The panel says: {self.panel.message.text()}")
            QtWidgets.QApplication.processEvents()
            time.sleep(0.002)
        return time.monotonic() - started

    def first_preview(self, key: str) -> float:
        """Press a tab's button, and stop the job as soon as something of it is seen."""
        mask, path = QtGui.QImage(), QtGui.QPainterPath()
        if key == "fill":
            width, height = self.document.size.width(), self.document.size.height()
            left, top, across, down = HOLE
            path.addRect(left * width, top * height, across * width, down * height)
            mask = selecting.with_path(mask, self.document.size, path, "replace")
        commands.select(self.document, mask, "Select")
        page = self.panel.pages[key]
        self.panel.tabs.setCurrentWidget(page)
        self.panel.discard_all()
        self.rest()
        page.button.click()
        seconds = self.wait(lambda: self.window.view.overlay is not None, 300)
        self.panel.runner.cancel()
        self.rest()
        return seconds

    def slider(self) -> list[float]:
        """Seconds from a slider's move in Edit to its picture, the first of the session first."""
        page = self.panel.pages["edit"]
        self.panel.tabs.setCurrentWidget(page)
        self.wait(lambda: page.moves.rows[0].isVisible(), 300)
        self.rest()
        taken = []
        for step in range(8):
            before = self.window.view.overlay
            page.moves.rows[step % 2].set_value(1.0 + 0.3 * step)
            taken.append(self.wait(lambda before=before: self._shows_other_than(before), 300))
        return taken

    def _shows_other_than(self, before: object) -> bool:
        overlay = self.window.view.overlay
        return overlay is not None and overlay is not before

    def rest(self) -> None:
        end = time.monotonic() + 0.7
        self.wait(lambda: time.monotonic() > end, 5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--busy", type=int, default=2, help="loops beside it")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--only", nargs="*", default=["fill", "style", "generate"])
    arguments = parser.parse_args()
    application = QtWidgets.QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        person = Person(Path(folder), arguments.device)
        with others(arguments.busy):
            print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
            for key in arguments.only:
                first = person.first_preview(key)  # has networks to load
                runs = [person.first_preview(key) for _ in range(arguments.runs)]
                middle, longest = statistics.median(runs), max(runs)
                print(f"{key:9} first {first:.2f} s, then {middle:.2f} s (longest {longest:.2f})")
            first, *runs = person.slider()
            middle, longest = statistics.median(runs), max(runs)
            print(f"a slider  first {first:.2f} s, then {middle:.2f} s (longest {longest:.2f})")
        person.panel.shut_down()
        person.document.mark_saved()
        person.window.close()
    del application


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main()
