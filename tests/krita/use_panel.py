"""Runs inside Krita: the person's way through the panel, button by button; prints what happened.

use_panel.py OUT_FOLDER
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from person import (
    SRGB,
    QtCore,
    QtGui,
    act,
    app,
    close,
    krita,
    layers,
    mask_of,
    mouse,
    names,
    open_photo,
    panel,
    pixels,
    press,
    ready,
    same_outside,
    select,
    shot,
    spin,
)

WIDTH = 640
OTHERS = 400  # of documents that are there for their colour space
ALL_JOBS = ("fill", "style", "generate")
DOCUMENTS = (  # colour space, and the jobs done in it
    (("RGBA", "U8", SRGB), ALL_JOBS),
    (("RGBA", "U16", "sRGB-elle-V2-g10.icc"), ALL_JOBS),
    (("CMYKA", "U8", "Chemical proof"), ALL_JOBS),
    (("RGBA", "F32", "sRGB-elle-V2-g10.icc"), ("fill",)),
    (("GRAYA", "U8", "Gray-D50-elle-V2-srgbtrc.icc"), ("fill",)),
    (("LABA", "U16", "Lab identity built-in"), ("style",)),
)


def get_faces(panel):
    """Fetch the small face model with the panel's own button; the model that is used."""
    page = panel.pages["generate"]
    panel.tabs.setCurrentWidget(page)
    page.model.set_value("gan-face-generate")
    if not page.model.chosen().get("installed"):
        page.model.card.get.click()
        yield from spin(lambda: page.model.chosen().get("installed"), 90)
    if not page.model.chosen().get("installed"):
        page.model.set_value("landscapes")
    return page.model.value()


def do(panel, document, key, mask, folder):
    """One job: press, apply, look, undo."""
    select(document, mask)
    before, listed = pixels(document), names(document)
    found = yield from press(panel, key)
    said = panel.message.text()
    panel.apply.click()
    yield from spin(lambda: len(names(document)) > len(listed), 10)
    after = pixels(document)
    space = f"{document.colorModel()} {document.colorDepth()}"
    yield from shot(Path(folder) / f"{space} {key}.png".replace(" ", "-"))
    added = [node for node in layers(document) if node.name() not in listed]
    result = {
        "said": said,
        "candidates": found,
        "added": [node.name() for node in added],
        "space": [[n.colorModel(), n.colorDepth(), n.colorProfile()] for n in added],
        "above": names(document).index("Photograph") + 1 == names(document).index(added[0].name())
        if added
        else None,
        "changed": after != before,
        "outside_unchanged": same_outside(before, after, mask[0]),
    }
    yield from act("edit_undo", lambda: names(document) == listed)
    result["undone"] = pixels(document) == before
    result["layers_undone"] = names(document) == listed
    return result


def avoided(it, document, mask):
    """Fill beside a hidden layer, painted over, that the fill is told to avoid; what was sent."""
    page = it.pages["fill"]
    width, height = document.width(), document.height()
    painted = document.createNode("Not this", "paintlayer")
    document.rootNode().addChildNode(painted, None)
    painted.setPixelData(b"\x20\x20\xe0\xff" * (width // 2 * height), 0, 0, width // 2, height)
    painted.setVisible(False)
    document.setActiveNode(layers(document)[0])
    document.refreshProjection()
    document.waitForDone()
    select(document, mask)
    page.avoid.box.refresh()
    page.avoid.box.setCurrentText("Not this")
    found = yield from press(it, "fill")
    sent = it.candidates.all()[-1].request.pictures if found else []
    masks = {each.name: bytes(each.data) for each in sent}
    painted.remove()
    page.avoid.set_value(None)
    return {"candidates": found, "said": it.message.text(), "avoid": sorted(set(masks["avoid"]))}


def key(widget, which):
    """A key, pressed and let go."""
    for kind in (QtCore.QEvent.Type.KeyPress, QtCore.QEvent.Type.KeyRelease):
        none = QtCore.Qt.KeyboardModifier.NoModifier
        app.sendEvent(widget, QtGui.QKeyEvent(kind, which, none))


def larger(it, folder):
    """Two results walked through with the arrow keys in the window of their own, and compared."""
    it.pages["fill"].candidates.set_value(2)
    it.discard_all()
    yield from press(it, "fill")
    it.pages["fill"].candidates.set_value(1)
    it.results.larger.click()
    viewer, seen = it.viewer, []
    yield from spin(viewer.isVisible, 5)
    for _ in range(2):
        key(viewer, QtCore.Qt.Key.Key_Right)
        yield from spin(seconds=0.2)
        seen.append([candidate.result.name for candidate in it.candidates.selected()])
    viewer.modes.setCurrentIndex(1)
    yield from spin(seconds=0.3)
    viewer.grab().save(str(Path(folder) / "larger-compared.png"))
    key(viewer, QtCore.Qt.Key.Key_Escape)
    yield from spin(lambda: not viewer.isVisible(), 5)
    return {"walked": seen, "open": viewer.isVisible()}


def face(it, document, folder):
    """A face pulled to its place by points in the docker, looked for, moved, applied, undone."""
    page, seen = it.pages["edit"], {}
    before, listed = pixels(document), names(document)
    it.tabs.setCurrentWidget(page)
    it.discard_all()
    document.setSelection(None)
    page.start.set_value("face")
    yield from spin(lambda: not page.face.image.isNull(), 10)
    seen["picture"] = not page.face.image.isNull()
    transform = page.pad.transform()
    for number, place in enumerate(((300, 100), (340, 104), (318, 140))):
        start, end = (
            transform.map(at) for at in (page.face.points[number], QtCore.QPointF(*place))
        )
        for kind, at in (("Press", start), ("Move", end), ("Release", end)):
            mouse(page.pad, kind, at)
    seen["points"] = [[round(at.x()), round(at.y())] for at in page.face.points]
    page.fields["more face"].set_value({"steps": 20})
    seen["candidates"] = yield from press(it, "edit")
    seen["said"] = it.message.text()
    it.apply.click()
    yield from spin(lambda: len(names(document)) > len(listed), 10)
    yield from shot(Path(folder) / "a face.png")
    after = pixels(document)
    oval = page.face.oval(it.host.canvas().bounds(), it.host.canvas().bounds())
    seen["added"] = [name for name in names(document) if name not in listed]
    seen["changed"] = after != before
    seen["outside_unchanged"] = same_outside(before, after, bytes(oval.mask))
    yield from act("edit_undo", lambda: names(document) == listed)
    seen["undone"] = pixels(document) == before
    page.start.set_value("seed")
    return seen


def main(folder):
    it = panel()
    yield from ready(it)
    report = {"faces": (yield from get_faces(it)), "jobs": {}}
    it.pages["fill"].quality.set_value("fast")
    it.pages["generate"].count.set_value(1)
    for space, jobs in DOCUMENTS:
        width = WIDTH if space is DOCUMENTS[0][0] else OTHERS
        mask = mask_of("camels.mask.png", width)
        report["soft"] = len(set(mask[0])) > 2
        document = yield from open_photo("camels.jpg", width, space)
        for key in jobs:
            done = yield from do(it, document, key, mask, folder)
            report["jobs"][" ".join([*space[:2], key])] = done
        if space is DOCUMENTS[0][0]:
            report["avoided"] = yield from avoided(it, document, mask)
            report["larger"] = yield from larger(it, folder)
            if report["faces"] == "gan-face-generate":
                report["face"] = yield from face(it, document, folder)
        yield from close(document)
    yield from spin(seconds=1.5)
    report["left_open"] = [d.name() for d in krita.documents() if d.modified()]
    print(json.dumps(report))


steps = main(*sys.argv[1:])
