"""Runs inside Krita: a style and a walk onto the frames of an animated layer; prints what happened.

animate.py OUT_FOLDER
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from person import act, close, krita, layers, names, open_photo, panel, ready, shot, spin

WIDTH, TIMES = 200, (0, 2, 5)


def animated():
    """A photograph whose layer has three frames, each with a bar of another grey."""
    document = yield from open_photo("camels.jpg", WIDTH)
    layer = layers(document)[0]
    layer.enableAnimation()
    document.setFullClipRangeEndTime(8)
    document.setActiveNode(layer)
    for number, time in enumerate(TIMES):
        document.setCurrentTime(time)
        yield from spin(lambda time=time: document.currentTime() == time, 5)
        yield from spin(seconds=0.2)
        if not layer.hasKeyframeAtTime(time):
            krita.action("add_duplicate_frame").trigger()
            yield from spin(lambda time=time: layer.hasKeyframeAtTime(time), 5)
        bar = bytes((60 * number, 60 * number, 60 * number, 255)) * WIDTH * 30
        layer.setPixelData(bar, 0, 0, WIDTH, 30)
        document.waitForDone()
    return document, layer


def every(it, page, document, more=lambda: None):
    """Press "All frames" and wait; the new layer, or None."""
    listed = names(document)
    it.tabs.setCurrentWidget(page)
    page.every_frame.click()
    yield from spin(lambda: it.frames.busy, 5)
    yield from more() or ()
    yield from spin(lambda: not it.frames.busy, 300)
    yield from spin(seconds=0.3)
    new = [node for node in layers(document) if node.name() not in listed]
    return new[0] if new else None


def seen_of(document, layer):
    """The times of its frames, and what each has."""
    times = [time for time in range(9) if layer.hasKeyframeAtTime(time)]
    pixels = []
    for time in times:
        document.setCurrentTime(time)
        document.waitForDone()
        yield from spin(seconds=0.2)
        pixels.append(sha256(bytes(layer.pixelData(0, 0, WIDTH, 100))).hexdigest())
    return times, pixels


def main(folder):
    it = panel()
    yield from ready(it)
    document, layer = yield from animated()
    before = yield from seen_of(document, layer)
    report, style = {"before": before}, it.pages["style"]
    style.gallery.set_value([style.gallery.tiles.item(0).data(0x0100)])

    def stop():
        yield from spin(lambda: not it.results.preview.empty, 120)
        it.job_row.stop.emit()

    document.setActiveNode(layer)
    yield from spin(seconds=0.3)
    stopped = yield from every(it, style, document, stop)
    report["stopped"] = [stopped is None, it.message.text()]
    document.setActiveNode(layer)
    yield from spin(seconds=0.3)
    made = yield from every(it, style, document)
    report["said"] = it.message.text()
    report["style"] = None if made is None else (yield from seen_of(document, made))
    report["same"] = (yield from seen_of(document, layer)) == before
    yield from shot(Path(folder) / "animation.png")

    edit = it.pages["edit"]
    it.tabs.setCurrentWidget(edit)
    yield from spin(lambda: edit.moves.names(), 120)
    edit.moves.rows[0].set_value(3.0)
    it.runner.end_glance()
    document.setActiveNode(layer)
    yield from spin(seconds=0.5)
    walked = yield from every(it, edit, document)
    report["walk"] = None if walked is None else (yield from seen_of(document, walked))
    listed = names(document)
    report["undos"] = 1
    while not (yield from act("edit_undo", lambda: names(document) != listed, 1.5)):
        report["undos"] += 1
        if report["undos"] > 8:
            break
    report["undone"] = [name for name in listed if name not in names(document)]
    report["same_after_undo"] = (yield from seen_of(document, layer)) == before
    yield from close(document)
    print(json.dumps(report))


steps = main(*sys.argv[1:])
