"""Runs inside Krita: the tabs Edit, with sliders that show at once, and Drag; prints what happened.

use_edit.py OUT_FOLDER
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from person import (
    SRGB,
    QtCore,
    act,
    close,
    layers,
    mouse,
    names,
    open_photo,
    panel,
    pixels,
    press,
    ready,
    same_outside,
    select_rectangle,
    shot,
    spin,
)

WIDTH = 480
DOCUMENTS = (("RGBA", "U8", SRGB), ("RGBA", "U16", "sRGB-elle-V2-g10.icc"))
PLACE = (100, 60, 160, 120)


def glance(it, page, change):
    """Change a control; whether a look at it appears in the panel."""
    it.results.preview.show_picture(None)
    change()
    shown = yield from spin(lambda: not it.results.preview.empty, 120)
    return shown and not it.candidates.all()


def selected(document):
    """The mask of what is selected, a byte a pixel of the whole document."""
    x, y, width, height = PLACE
    row = bytes(x) + b"\xff" * width + bytes(document.width() - x - width)
    above, below = y, document.height() - y - height
    return bytes(document.width() * above) + row * height + bytes(document.width() * below)


def edited(it, page, document, shot_path):
    """Choose a class, move a direction, press the button, apply, take the settings back, undo."""
    before, listed, seen = pixels(document), names(document), {}
    seen["glance"] = yield from glance(it, page, lambda: page.classes.set_value(2))
    yield from spin(lambda: "raise" in page.moves.names(), 120)
    seen["directions"] = page.moves.names()
    raised = page.moves.rows[page.moves.names().index("raise")]
    seen["moved"] = yield from glance(it, page, lambda: raised.set_value(1.5))
    seen["unchanged"] = pixels(document) == before and names(document) == listed
    seen["candidates"] = yield from press(it, "edit")
    seen["said"] = it.message.text()
    made = it.candidates.all()[-1].result.recipe
    seen["settings"] = [made["settings"]["moves"], made["settings"]["class_index"]]
    it.apply.click()
    yield from spin(lambda: len(names(document)) > len(listed), 30)
    after = pixels(document)
    seen["added"] = [node.name() for node in layers(document) if node.name() not in listed]
    seen["changed"] = after != before
    seen["outside_unchanged"] = same_outside(before, after, selected(document))
    yield from shot(shot_path)
    page.classes.set_value(0)
    document.setActiveNode(layers(document)[-1])
    yield from spin(lambda: document.activeNode().name() == "Edited", 10)
    it.results.from_layer.click()
    seen["again"] = [page.moves.value(), page.classes.value()]
    yield from act("edit_undo", lambda: names(document) == listed)
    seen["undone"] = pixels(document) == before
    return seen


def dragged(it, document, shot_path):
    """Pull a point on the pad, drag, stop at the first frame, apply, undo."""
    page, seen = it.pages["drag"], {}
    before, listed = pixels(document), names(document)
    it.tabs.setCurrentWidget(page)
    seen["picture"] = yield from spin(lambda: not page.points.empty, 120)
    transform = page.pad.transform()
    for kind, point in (("Press", (300, 326)), ("Move", (300, 290)), ("Release", (300, 290))):
        mouse(page.pad, kind, transform.map(QtCore.QPointF(*point)))
    (way,) = page.points.ways
    seen["way"] = [way.handle.x(), way.handle.y(), way.target.x(), way.target.y()]
    frames = []
    page.drag.click()
    page._job.preview.connect(frames.append)
    seen["frame"] = yield from spin(lambda: len(frames) > 1, 120)
    yield from spin(lambda: page._recipe.get("latent") is not None, 240)
    yield from shot(shot_path)
    page.stop.click()
    seen["unchanged"] = pixels(document) == before
    seen["candidates"] = yield from press(it, "drag")
    it.apply.click()
    yield from spin(lambda: len(names(document)) > len(listed), 30)
    seen["added"] = [node.name() for node in layers(document) if node.name() not in listed]
    yield from act("edit_undo", lambda: names(document) == listed)
    seen["undone"] = pixels(document) == before
    return seen


def main(folder):
    it = panel()
    yield from ready(it)
    page = it.pages["edit"]
    yield from spin(lambda: page.model.box.count() > 0, 60)
    it.tabs.setCurrentWidget(page)
    report = {}
    for space in DOCUMENTS:
        document = yield from open_photo("camels.jpg", WIDTH, space)
        select_rectangle(document, *PLACE)
        yield from spin(seconds=0.3)
        it.discard_all()
        page.moves.reset()
        page.classes.set_value(0)
        picture = Path(folder) / f"{space[0]}-{space[1]}-edit.png"
        report[" ".join(space[:2])] = yield from edited(it, page, document, picture)
        if space is DOCUMENTS[0]:
            it.discard_all()
            report["dragged"] = yield from dragged(it, document, Path(folder) / "drag.png")
            it.tabs.setCurrentWidget(page)
        yield from close(document)
    print(json.dumps(report))


steps = main(*sys.argv[1:])
