"""Runs inside Krita: what else a person meets in a day with the panel; prints what happened.

everyday.py OUT_FOLDER
"""

import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from person import (
    act,
    close,
    krita,
    layers,
    names,
    open_photo,
    panel,
    pixels,
    press,
    ready,
    select_rectangle,
    spin,
)

WIDTH = 480


def shortcuts():
    """The three actions' shortcuts, and how many actions have each."""
    taken = Counter(s.toString() for action in krita.actions() for s in action.shortcuts())
    ours = {
        k: krita.action(f"ganvas_{k}").shortcut().toString() for k in ("fill", "style", "generate")
    }
    return {key: [text, taken[text]] for key, text in ours.items()}


def sentences(it):
    """What the panel says where a job cannot begin."""
    krita.action("ganvas_generate").trigger()
    yield from spin(lambda: bool(it.message.text()), 10)
    nothing_open = it.message.text()
    document = yield from open_photo("camels.jpg", WIDTH)
    yield from spin(lambda: not it.message.text(), 10)  # it goes with its cause
    krita.action("ganvas_fill").trigger()
    yield from spin(lambda: bool(it.message.text()), 10)
    return [nothing_open, it.message.text()], document


def group(it, document):
    """Two candidates, all applied, undone and done again."""
    before, listed = pixels(document), names(document)
    select_rectangle(document, 60, 100, 60, 50)
    it.pages["fill"].candidates.set_value(2)
    found = yield from press(it, "fill")
    it.apply_all.click()
    yield from spin(lambda: len(names(document)) > len(listed), 10)
    top = layers(document)[-1]
    yield from spin(lambda: pixels(document) != before, 10)
    children = [[node.name(), node.visible()] for node in top.childNodes()]
    seen = {"candidates": found, "type": top.type(), "children": children}
    changed = pixels(document)
    yield from act("edit_undo", lambda: names(document) == listed)
    seen["undone"] = pixels(document) == before and before != changed
    yield from act("edit_redo", lambda: len(names(document)) > len(listed))
    seen["redone"] = pixels(document) == changed
    yield from act("edit_undo", lambda: names(document) == listed)
    it.pages["fill"].candidates.set_value(1)
    return seen


def edges(it, document):
    """A selection that reaches beyond the picture, by the action's key."""
    listed = names(document)
    select_rectangle(document, -40, -30, 100, 90)
    krita.action("ganvas_fill").trigger()
    yield from spin(lambda: it.runner.busy, 2)
    yield from spin(lambda: not it.runner.busy, 240)
    it.apply.click()
    yield from spin(lambda: len(names(document)) > len(listed), 10)
    bounds = layers(document)[-1].bounds()
    yield from act("edit_undo", lambda: names(document) == listed)
    return [bounds.x(), bounds.y(), bounds.width(), bounds.height()]


def reading(it, document):
    """What is read for a small selection: how much, and from where."""
    page = it.pages["fill"]
    photo = layers(document)[0]
    red = document.createNode("Red", "paintlayer")
    red.setPixelData(bytes((0, 0, 255, 255)) * 20 * 20, 0, 0, 20, 20)
    document.rootNode().addChildNode(red, None)
    red.move(200, 120)  # its pixels lie where the layer was moved to
    document.refreshProjection()
    yield from spin(seconds=0.3)
    select_rectangle(document, 205, 125, 10, 10)
    seen = {}
    for layer, source in ((photo, "layer"), (photo, "picture"), (red, "layer")):
        document.setActiveNode(layer)
        yield from spin(lambda layer=layer: document.activeNode().name() == layer.name(), 2)
        page.source.set_value(source)
        request = page.request()
        image, x, y = request.pictures[0], 210 - request.read.x, 130 - request.read.y
        start = (y * image.width + x) * 4
        seen[f"{layer.name()} {source}"] = bytes(image.data[start : start + 4]).hex()
        seen["size"] = [image.width, image.height]
    seen["photo"] = bytes(photo.pixelData(210, 130, 1, 1)).hex()
    page.source.set_value("picture")
    red.remove()
    document.setActiveNode(photo)
    yield from spin(seconds=0.3)
    return seen


def again(it, document, folder):
    """A layer's recipe goes through a file and back into the tab."""
    select_rectangle(document, 60, 100, 60, 50)
    it.pages["fill"].seed.set_value(1234)
    yield from press(it, "fill")
    it.apply.click()
    yield from spin(lambda: len(names(document)) > 1, 10)
    path = Path(folder) / "recipe.kra"
    document.saveAs(str(path))
    document.waitForDone()
    yield from spin(seconds=1)
    yield from close(document)
    it.pages["fill"].seed.set_value(0)
    document = krita.openDocument(str(path))
    krita.activeWindow().addView(document)
    yield from spin(lambda: krita.activeDocument() == document, 5)
    document.setActiveNode(layers(document)[-1])
    yield from spin(seconds=0.5)
    it.results.from_layer.click()
    seed = it.pages["fill"].seed.value()
    document.setActiveNode(layers(document)[0])
    yield from spin(seconds=0.5)
    it.results.from_layer.click()
    said = it.message.text()  # it goes with the document
    yield from close(document)
    return [seed, said]


def files(it, folder):
    """Layers that the command line made: what the panel says of them, made again, and saved."""
    seen = {}
    it.results.pages.setCurrentIndex(1)
    for name in ("made.ora", "made.png"):
        it.pages["fill"].seed.set_value(0)
        document = krita.openDocument(str(Path(folder) / name))
        krita.activeWindow().addView(document)
        yield from spin(lambda document=document: krita.activeDocument() == document, 10)
        document.setActiveNode(layers(document)[-1])
        yield from spin(lambda: bool(it.results.layer.full_text()), 10)
        said, modified = it.results.layer.full_text(), document.modified()
        it.results.from_layer.click()
        seed = it.pages["fill"].seed.value()
        select_rectangle(document, 30, 20, 30, 20)
        yield from press(it, "fill")
        listed = names(document)
        it.apply.click()
        yield from spin(
            lambda document=document, listed=listed: len(names(document)) > len(listed), 10
        )
        layers(document)[-1].setName("Again")
        document.setSelection(None)  # Krita asks, in a dialog, whether an .ora may do without it
        document.saveAs(str(Path(folder) / f"again-{name[-3:]}.ora"))
        document.waitForDone()
        yield from spin(lambda document=document: not document.modified(), 10)
        seen[name] = {"said": said, "modified": modified, "seed": seed}
        yield from close(document)
    it.results.pages.setCurrentIndex(0)
    return seen


def enlarged(it):
    """A result that becomes a document of its own."""
    document = yield from open_photo("camels.jpg", 120)
    canvas = it.host.canvas()
    picture = canvas.read(canvas.bounds(), "picture")
    result = type("R", (), {"name": "Enlarged", "picture": picture, "recipe": {"a": 1}})
    canvas.open([result])
    yield from spin(lambda: krita.activeDocument().name() != document.name(), 3)
    made = krita.activeDocument()
    seen = [names(made), made.modified(), pixels(made) == pixels(document)]
    yield from close(made)
    yield from close(document)
    return seen


def main(folder):
    it = panel()
    yield from ready(it)
    report = {"shortcuts": shortcuts()}
    it.pages["fill"].quality.set_value("fast")
    it.pages["fill"].model.set_value("patches")
    report["sentences"], document = yield from sentences(it)
    report["group"] = yield from group(it, document)
    report["edges"] = yield from edges(it, document)
    report["reading"] = yield from reading(it, document)
    report["again"] = yield from again(it, document, folder)
    report["files"] = yield from files(it, folder)
    report["enlarged"] = yield from enlarged(it)
    print(json.dumps(report))


steps = main(*sys.argv[1:])
