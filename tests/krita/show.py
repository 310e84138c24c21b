"""Runs inside Krita: the three jobs as docs/krita.md shows them.

    tests/krita/runner/run-in-krita --profile PROFILE tests/krita/show.py OUT_FOLDER

PROFILE is one in which `ganvas krita install` has put the panel.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from person import (
    close,
    krita,
    mask_of,
    names,
    open_photo,
    panel,
    press,
    ready,
    select,
    select_rectangle,
    shot,
    spin,
)

OTHERS = ("ColorSelectorNg", "PresetDocker", "sharedtooldocker")  # than layers and panel


def arrange():
    """A window of a usual size, with the layers and the panel at its right."""
    window = krita.activeWindow().qwindow()
    window.showNormal()
    window.resize(1440, 900)
    for docker in krita.dockers():
        if docker.objectName() in OTHERS:
            docker.hide()
    yield from spin(seconds=1)


def made(it, key, document):
    """Do the job, apply what came first, and show the history, which has all candidates."""
    listed = names(document)
    yield from press(it, key, 600)
    it.candidates.setCurrentRow(0)
    it.apply.click()
    yield from spin(lambda: len(names(document)) > len(listed), 20)
    krita.action("deselect").trigger()
    it.results.pages.setCurrentIndex(1)
    yield from spin(seconds=0.5)


def main(folder):
    it = panel()
    yield from arrange()
    yield from ready(it)
    width = 640
    document = yield from open_photo("penguin.jpg", width)
    select(document, mask_of("penguin.mask.png", width))
    yield from made(it, "fill", document)
    yield from shot(Path(folder) / "krita-fill.png")
    yield from close(document)

    document = yield from open_photo("neuschwanstein.jpg", width)
    it.pages["style"].gallery.set_value(["starry-night"])
    yield from made(it, "style", document)
    yield from shot(Path(folder) / "krita-style.png")
    yield from close(document)

    document = yield from open_photo("penguin.jpg", width)
    select_rectangle(document, 380, 30, 240, 180)
    it.pages["generate"].count.set_value(2)
    yield from made(it, "generate", document)
    yield from shot(Path(folder) / "krita-generate.png")
    yield from close(document)


steps = main(*sys.argv[1:])
