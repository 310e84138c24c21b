"""Runs inside Krita: restore a selection into a layer, enlarge it into a picture of its own.

use_restore.py OUT_FOLDER
"""

import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from person import (
    SRGB,
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

WIDTH = 400
DOCUMENTS = (("RGBA", "U8", SRGB), ("CMYKA", "U8", "Chemical proof"))


def make_grainy(document):
    """Lay grain over the photograph, the same each time: something to restore."""
    layer, size = document.topLevelNodes()[0], (document.width(), document.height())
    grain = random.Random(1)
    clean = bytes(layer.pixelData(0, 0, *size))
    step = len(clean) // (size[0] * size[1])  # bytes a pixel, the last of which is alpha
    grainy = bytearray(min(255, max(0, round(b + grain.gauss(0, 14)))) for b in clean)
    grainy[step - 1 :: step] = clean[step - 1 :: step]
    layer.setPixelData(bytes(grainy), 0, 0, *size)
    document.refreshProjection()
    document.waitForDone()


def extended(it, document):
    """Continue the picture beyond its border, with the button of the tab Fill."""
    fill, before = it.pages["fill"], pixels(document)
    fill.quality.set_value("fast")
    fill.margins.set_value({"right": 32, "top": 16})
    it.discard_all()
    it.tabs.setCurrentWidget(fill)
    fill.margins.button.click()
    yield from spin(lambda: not it.runner.busy, 240)
    it.apply.click()
    yield from spin(lambda: krita.activeDocument() != document, 10)
    large = krita.activeDocument()
    large.waitForDone()
    own = bytes(large.pixelData(0, 16, document.width(), document.height()))
    seen = {
        "said": it.message.text(),
        "more": [large.width() - document.width(), large.height() - document.height()],
        "space": [large.colorModel(), large.colorDepth()],
        "holds": own == before,
        "unchanged": pixels(document) == before,
    }
    yield from close(large)
    return seen


def main(folder):
    it = panel()
    yield from ready(it)
    page = it.pages["restore"]
    yield from spin(lambda: page.restorer.box.count() and page.upscaler.box.count(), 20)
    report = {}
    for space in DOCUMENTS:
        document = yield from open_photo("camels.jpg", WIDTH, space)
        make_grainy(document)
        select_rectangle(document, 40, 30, 120, 90)
        before = pixels(document)
        page.scale.set_value(1)
        yield from press(it, "restore")
        seen = it.message.text()
        it.apply.click()
        yield from spin(lambda document=document: len(names(document)) > 1, 10)
        restored = pixels(document)
        page.scale.set_value(2)
        yield from press(it, "restore")
        it.apply.click()
        yield from spin(lambda document=document: krita.activeDocument() != document, 10)
        large = krita.activeDocument()
        (layer,) = large.topLevelNodes()
        yield from shot(Path(folder) / f"{space[0]}-{space[1]}-enlarge.png")
        report[" ".join(space[:2])] = {
            "said": it.message.text(),
            "layers": names(document),
            "seen": seen,
            "restored": restored != before,
            "unchanged_by_enlarging": pixels(document) == restored,
            "large": [large.width(), large.height(), large.colorModel(), large.colorDepth()],
            "same_profile": large.colorProfile() == document.colorProfile(),
            "layer": layer.name(),
            "shows_something": len(set(bytes(layer.pixelData(0, 0, 240, 180)))) > 20,
            "modified": large.modified(),
        }
        yield from close(large)
        report[" ".join(space[:2])]["extended"] = yield from extended(it, document)
        yield from close(document)
    print(json.dumps(report))


steps = main(*sys.argv[1:])
