"""Runs inside Krita: the person's way through the panel, button by button; prints what happened.

use_panel.py OUT_FOLDER
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from person import (
    SRGB,
    act,
    close,
    krita,
    layers,
    mask_of,
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


def main(folder):
    it = panel()
    yield from ready(it)
    report = {"faces": (yield from get_faces(it)), "jobs": {}}
    it.pages["fill"].quality.set_value("fast")
    it.pages["generate"].count.set_value(1)
    mask = mask_of("camels.mask.png", WIDTH)
    report["soft"] = len(set(mask[0])) > 2
    for space, jobs in DOCUMENTS:
        document = yield from open_photo("camels.jpg", WIDTH, space)
        for key in jobs:
            done = yield from do(it, document, key, mask, folder)
            report["jobs"][" ".join([*space[:2], key])] = done
        yield from close(document)
    yield from spin(seconds=1.5)
    report["left_open"] = [d.name() for d in krita.documents() if d.modified()]
    print(json.dumps(report))


steps = main(*sys.argv[1:])
