"""Runs inside Krita: a painter's day, step by step, on a screen of one size.

in_krita.py OUT_FOLDER PICTURES_PREFIX

After each step it notes the window's size, where the panel's buttons are, and whether they can be
reached, and takes a picture of the window.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "krita"))
from person import (
    act,
    app,
    close,
    krita,
    names,
    open_photo,
    panel,
    pixels,
    press,
    ready,
    select_rectangle,
    shot,
    spin,
)
from reach import places_of

WIDTH = 480
PLACE = (150, 60, 60, 40)


class Day:
    """What was noted, and where pictures go."""

    def __init__(self, it, folder):
        self.it, self.folder, self.steps = it, Path(folder), []
        self.window = krita.activeWindow().qwindow()
        self.window.showNormal()  # there is no window manager to make it as large as the screen
        self.window.setGeometry(app.primaryScreen().geometry())

    def note(self, step, **more):
        """Look at everything that must stay in its place."""
        yield from spin(seconds=0.2)
        places, reached = places_of(self.it, app.primaryScreen().geometry())
        size = [self.window.width(), self.window.height()]
        self.steps.append(
            {"step": step, "size": size, "places": places, "reached": reached, **more}
        )
        yield from shot(self.folder / f"{self.window.width()}-{len(self.steps):02}-{step}.png")


def day(it, folder):
    seen = Day(it, folder)
    yield from seen.note("started")
    document = yield from open_photo("camels.jpg", WIDTH)
    it.tabs.setCurrentWidget(it.pages["fill"])
    yield from seen.note("opened")

    it.pages["fill"].button.click()
    yield from seen.note("nothing-selected", said=it.message.text())
    select_rectangle(document, *PLACE)
    yield from spin(lambda: not it.message.text(), 240)  # a busy machine may still start the engine
    yield from seen.note("selected", said=it.message.text(), modified=document.modified())

    it.pages["fill"].quality.set_value("fast")
    it.pages["fill"].model.set_value("patches")
    it.pages["fill"].candidates.set_value(3)
    before = pixels(document)
    it.pages["fill"].button.click()
    shown = yield from spin(lambda: not it.results.preview.empty, 300)
    yield from seen.note("previewed", shown=shown, unchanged=pixels(document) == before)
    yield from spin(lambda: not it.runner.busy, 240)
    yield from seen.note("filled", results=it.candidates.count(), said=it.message.text())
    it.candidates.setCurrentRow(1)
    yield from seen.note("chosen", shown=not it.results.preview.empty)
    listed = names(document)
    it.apply.click()
    yield from spin(lambda: len(names(document)) > len(listed), 10)
    yield from seen.note(
        "applied", layers=len(names(document)) - len(listed), left=it.candidates.count()
    )
    yield from act("edit_undo", lambda: names(document) == listed)
    yield from seen.note("undone", same=pixels(document) == before)

    style = it.pages["style"]
    first = style.gallery.tiles.item(0).data(0x0100)
    style.gallery.set_value([first])
    found = yield from press(it, "style")
    yield from seen.note("restyled", results=found, said=it.message.text())
    second = yield from open_photo("penguin.jpg", 300, title="second")
    yield from spin(lambda: it.candidates.count() == 0, 5)
    yield from seen.note("another-picture", results=it.candidates.count())
    yield from close(second)
    krita.setActiveDocument(document)
    yield from spin(lambda: it.candidates.count() > 0, 5)
    yield from seen.note("back", results=it.candidates.count())
    it.discard.click()

    it.pages["generate"].count.set_value(2)
    found = yield from press(it, "generate")
    yield from seen.note("generated", results=found, said=it.message.text())
    it.apply_all.click()
    yield from spin(lambda: len(names(document)) > len(listed), 10)
    yield from seen.note("grouped", layers=len(names(document)) - len(listed))

    edit = it.pages["edit"]
    it.tabs.setCurrentWidget(edit)
    yield from spin(lambda: edit.moves.names(), 120)
    numbered = [name for name in edit.moves.names() if name.isdigit()]
    yield from seen.note("edit", directions=edit.moves.names(), numbered=numbered)
    edit.moves.rows[0].set_value(1.5)
    shown = yield from spin(lambda: not it.results.preview.empty, 60)
    yield from seen.note("moved", shown=shown, said=it.message.text())
    it.tabs.setCurrentWidget(it.pages["restore"])
    yield from seen.note("restore")
    yield from close(document)
    return seen.steps


def main(folder):
    it = panel()
    yield from ready(it)
    print(json.dumps((yield from day(it, folder))))


steps = main(*sys.argv[1:])
