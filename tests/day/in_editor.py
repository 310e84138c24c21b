"""Runs the stand-alone editor on a display: a painter's day, step by step, with a real engine.

in_editor.py PICTURE FOLDER    (prints what was noted as JSON; FOLDER gets pictures of the window)

Every click on a button is a click of the mouse, and counted.
"""

import json
import os
import sys
import time
from pathlib import Path

from PyQt6 import QtCore, QtTest, QtWidgets

from plugin.engine import Engine
from plugin.hosts.editor.pictures import save_document
from plugin.hosts.editor.window import EditorWindow
from tests.day.reach import places_of

LEFT = QtCore.Qt.MouseButton.LeftButton
KEYS = QtCore.Qt.KeyboardModifier


class Day:
    """The editor, a hand, and what was noted."""

    def __init__(self, folder):
        self.application = QtWidgets.QApplication(["editor"])
        settings = QtCore.QSettings(str(folder / "editor.ini"), QtCore.QSettings.Format.IniFormat)
        engine = Engine(sys.executable, folder / "engine.log", "cpu")
        self.folder, self.steps, self.clicks = folder, [], 0
        self.window = EditorWindow(settings, engine=engine)
        self.it = self.window.panel
        self.window.show()
        self.spin(lambda: self.window.windowHandle().isExposed(), 20)

    def spin(self, until=lambda: False, seconds=0.3):
        """Let the editor live until something is so; whether it is."""
        end = time.monotonic() + seconds
        while not until():
            if time.monotonic() > end:
                return False
            self.application.processEvents()
            time.sleep(0.01)
        return True

    def click(self, widget):
        self.clicks += 1
        QtTest.QTest.mouseClick(widget, LEFT)

    def press(self, key, seconds=240):
        """Go to a tab, press its button and wait for the end; how many results there are."""
        page = self.it.pages[key]
        self.it.tabs.setCurrentWidget(page)
        self.spin(page.button.isEnabled, 30)
        self.click(page.button)
        self.spin(lambda: self.it.runner.busy, 30)
        self.spin(lambda: not self.it.runner.busy, seconds)
        return self.it.candidates.count()

    def note(self, step, **more):
        """Look at everything that must stay in its place."""
        self.spin(seconds=0.2)
        places, reached = places_of(self.it, self.application.primaryScreen().geometry())
        size = [self.window.width(), self.window.height()]
        noted = {"step": step, "size": size, "places": places, "reached": reached}
        said = self.it.message.text()
        self.steps.append({**noted, "said": said, "clicks": self.clicks, **more})
        name = f"{self.window.width()}-{len(self.steps):02}-{step}.png"
        self.window.grab().save(str(self.folder / name))

    def shows(self):
        """Whether a result lies over the document."""
        return self.window.view.overlay is not None

    def pixels(self):
        image = self.window.document.flattened(self.window.document.rect())
        return hash(bytes(image.constBits().asarray(image.sizeInBytes())))


def dragged(seen, tab):
    """A point is pulled on the canvas, and the picture there follows until its first frames."""
    view = seen.window.view
    seen.it.tabs.setCurrentWidget(tab)
    shown = seen.spin(lambda: view.marks is not None, 120)
    # the sky line of the first place, in pixels of the document: the picture fills the selection
    middle = QtCore.QRectF(seen.window.document.selected()).center()
    first, last = (
        (view.origin + (middle + QtCore.QPointF(0, up)) * view.zoom).toPoint() for up in (20, 5)
    )
    QtTest.QTest.mousePress(view, LEFT, KEYS.NoModifier, first)
    QtTest.QTest.mouseMove(view, last)
    QtTest.QTest.mouseRelease(view, LEFT, KEYS.NoModifier, last)
    ways = len(tab.points.ways)
    seen.click(tab.drag)
    came = seen.spin(lambda: bool(tab.settings()["latent"]), 240)
    seen.note("drag", shown=shown, ways=ways, came=came)
    if tab.stop.isEnabled():
        seen.click(tab.stop)


def day(seen, picture):
    it, window = seen.it, seen.window
    seen.spin(lambda: it.engine.state == "ready", 240)
    seen.spin(lambda: it.pages["fill"].model.box.count() > 1, 60)
    window.open(picture)
    document, fill = window.document, it.pages["fill"]
    it.tabs.setCurrentWidget(fill)
    seen.note("opened", dpi=document.dpi)

    started = time.monotonic()
    seen.click(fill.find_subject)
    seen.spin(lambda: not document.selection.isNull(), 120)
    seen.note("subject", selected=not document.selection.isNull())
    before, layers = seen.pixels(), len(document.layers)
    seen.click(fill.button)
    shown = seen.spin(lambda: seen.shows(), 120)
    seen.note("previewed", shown=shown, unchanged=seen.pixels() == before)
    seen.spin(lambda: not it.runner.busy, 240)
    seen.note("filled", results=it.candidates.count())
    seen.click(it.apply)
    seen.spin(lambda: len(document.layers) > layers, 10)
    seconds = round(time.monotonic() - started, 1)
    seen.note("removed", layers=len(document.layers) - layers, seconds=seconds)
    window.tabs.undo.undo()
    seen.note("undone", same=seen.pixels() == before, layers=len(document.layers) - layers)
    window.tabs.undo.redo()

    style = it.pages["style"]
    seen.spin(lambda: style.gallery.tiles.count() > 0, 30)
    style.gallery.set_value([style.gallery.tiles.item(0).data(0x0100)])
    seen.note("restyled", results=seen.press("style"))
    QtTest.QTest.keyClick(window.view, QtCore.Qt.Key.Key_Return, KEYS.ControlModifier)
    seen.note("confirmed", layers=len(document.layers) - layers)

    it.pages["generate"].count.set_value(2)
    seen.note("generated", results=seen.press("generate"))
    seen.click(it.apply_all)
    seen.note("grouped", layers=len(document.layers) - layers)

    edit = it.pages["edit"]
    it.tabs.setCurrentWidget(edit)
    seen.spin(lambda: edit.moves.names(), 120)
    edit.moves.rows[0].set_value(1.5)
    moved = seen.spin(lambda: seen.shows(), 60)
    seen.note("moved", shown=moved, directions=edit.moves.names())
    it.tabs.setCurrentWidget(it.pages["restore"])
    seen.note("restore")
    dragged(seen, it.pages["drag"])

    layered, flat = seen.folder / "day.ora", seen.folder / "day.tif"
    for path in (flat, layered):
        save_document(document, path, window.files, agreed=True)
    seen.note("saved", layers=len(document.layers), modified=document.modified)
    window.close()
    return seen.steps


if __name__ == "__main__":
    work = Path(sys.argv[2])
    print(json.dumps(day(Day(work), Path(sys.argv[1]))))
    sys.stdout.flush()
    os._exit(0)
