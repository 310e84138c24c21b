"""Runs inside Krita: the person's way through the panel, button by button; prints what happened.

    use_panel.py OUT_FOLDER JOB…      JOB is fill, style or generate
"""

import json
import random
import sys
import time
from pathlib import Path

from krita import Krita, Selection

try:
    from PyQt6 import QtWidgets
except ImportError:
    from PyQt5 import QtWidgets

DOCUMENTS = (
    ("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc"),
    ("RGBA", "U16", "sRGB-elle-V2-g10.icc"),
    ("CMYKA", "U8", ""),
)
PIXEL_BYTES = {("RGBA", "U8"): 4, ("RGBA", "U16"): 8, ("CMYKA", "U8"): 5}
WIDTH, HEIGHT = 200, 160
SELECTED = (60, 40, 50, 44)  # x, y, width, height

krita = Krita.instance()
app = QtWidgets.QApplication.instance()


def spin(until=lambda: False, seconds=0.3):
    """Let Krita work until something is so; False when it never was."""
    end = time.time() + seconds
    while not until() and time.time() < end:
        app.processEvents()
        time.sleep(0.005)
    return until()


def open_document(model, depth, profile):
    """A document with something to see in it: stripes and noise."""
    document = krita.createDocument(WIDTH, HEIGHT, f"{model} {depth}", model, depth, profile, 72.0)
    krita.activeWindow().addView(document)
    size = PIXEL_BYTES[model, depth]
    chance = random.Random(1)
    pixels = bytearray()
    for _ in range(WIDTH * HEIGHT):
        value = chance.randrange(40, 200)
        pixel = bytes([(value * (n + 2)) % 230 for n in range(size)])
        # alpha is the last channel
        pixels += pixel[: -size // (5 if model == "CMYKA" else 4)] + b"\xff" * (
            1 if depth == "U8" else 2
        )
    document.activeNode().setPixelData(bytes(pixels), 0, 0, WIDTH, HEIGHT)
    document.refreshProjection()
    document.waitForDone()
    spin(seconds=0.5)
    return document


def picture(document):
    document.waitForDone()
    return bytes(document.pixelData(0, 0, WIDTH, HEIGHT))


def outside_unchanged(before, after, size):
    x, y, width, height = SELECTED
    line = WIDTH * size
    for row in range(HEIGHT):
        start = row * line
        left, right = start + x * size, start + (x + width) * size
        inside = y <= row < y + height
        if inside and (
            before[start:left] != after[start:left]
            or before[right : start + line] != after[right : start + line]
        ):
            return False
        if not inside and before[start : start + line] != after[start : start + line]:
            return False
    return True


def select(document):
    selection = Selection()
    selection.select(*SELECTED, 255)
    document.setSelection(selection)


def do(panel, document, key, size, folder):
    """Press the tab's button, wait, press Apply, undo; what a person would see."""
    select(document)
    before = picture(document)
    layers = [node.name() for node in document.topLevelNodes()]
    page = panel.pages[key]
    panel.tabs.setCurrentWidget(page)
    page.button.click()
    spin(lambda: not panel.runner.busy, 240)
    said = panel.message.text()
    found = len(panel.candidates.all())
    panel.apply.click()
    spin(seconds=0.5)
    after = picture(document)
    shot = krita.activeWindow().qwindow().grab()
    shot.save(str(Path(folder) / f"{document.colorModel()}-{document.colorDepth()}-{key}.png"))
    names = [node.name() for node in document.topLevelNodes()]
    krita.action("edit_undo").trigger()
    spin(seconds=0.7)
    return {
        "said": said,
        "candidates": found,
        "new_layers": len(names) - len(layers),
        "changed": after != before,
        "outside_unchanged": outside_unchanged(before, after, size),
        "undone": picture(document) == before,
        "layers_undone": [node.name() for node in document.topLevelNodes()] == layers,
    }


def main(folder, keys):
    docker = next(d for d in krita.dockers() if d.objectName() == "ganvas")
    docker.show()
    docker.raise_()
    panel = docker.widget()
    panel.engine.start()
    spin(lambda: panel.engine.state in ("ready", "failed"), 120)
    report = {"engine": panel.engine.state, "bar": panel.engine_bar.text.text(), "jobs": {}}
    page = panel.pages["fill"]
    spin(lambda: page.model.box.count() > 0, 20)
    page.quality.set_value("fast")
    panel.pages["generate"].count.set_value(1)
    spin(lambda: panel.pages["style"].gallery.count() > 0, 20)
    for model, depth, profile in DOCUMENTS:
        document = open_document(model, depth, profile)
        for key in keys:
            result = do(panel, document, key, PIXEL_BYTES[model, depth], folder)
            report["jobs"][f"{model} {depth} {key}"] = result
        document.setModified(False)
    panel.shut_down()
    print(json.dumps(report))


main(sys.argv[1], sys.argv[2:])
