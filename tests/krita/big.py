"""Runs inside Krita: jobs on an 8K document, and how long Krita stands still meanwhile.

    big.py JOB…      fill: a selection of 1000² pixels; whole: read and lay over the whole picture

Prints, for each colour space and job, the longest time between two beats of a timer of Krita's own
thread: by the clock, and in processor time, which other programs do not lengthen.
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from person import QtCore, close, krita, names, panel, ready, select_rectangle, spin

WIDTH, HEIGHT = 7680, 4320
SRGB, LINEAR = "sRGB-elle-V2-srgbtrc.icc", "sRGB-elle-V2-g10.icc"
DOCUMENTS = (("RGBA", "U8", SRGB), ("RGBA", "U16", LINEAR))


class Heart:
    """The longest time between two beats of the event loop."""

    def __init__(self):
        self.timer = QtCore.QTimer()
        self.timer.setTimerType(QtCore.Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self.beat)
        self.timer.start(1)
        self.reset()

    def reset(self):
        self.clock = self.processor = 0.0
        self.last = time.perf_counter(), time.thread_time()

    def beat(self):
        now = time.perf_counter(), time.thread_time()
        self.clock = max(self.clock, now[0] - self.last[0])
        self.processor = max(self.processor, now[1] - self.last[1])
        self.last = now

    def read(self):
        return [round(self.clock * 1000, 1), round(self.processor * 1000, 1)]


def open_8k(space):
    """A document of stripes, in front."""
    document = krita.createDocument(WIDTH, HEIGHT, "8K", *space, 72.0)
    layer = document.topLevelNodes()[0]
    size = len(bytes(layer.pixelData(0, 0, 1, 1)))
    full = b"\xff" * (size // 4)
    row = b"".join(
        bytes((x % 200, x // 40 % 250, x % 90)[n] for n in range(3) for _ in full) + full
        for x in range(WIDTH)
    )
    for y in range(0, HEIGHT, 64):
        layer.setPixelData(row * 64, 0, y, WIDTH, min(64, HEIGHT - y))
        yield
    document.refreshProjection()
    document.waitForDone()
    krita.activeWindow().addView(document)
    yield from spin(lambda: krita.activeDocument() == document, 30)
    yield from spin(seconds=2)
    return document


def fill(it, heart, document):
    """Fill 1000² pixels, through the panel's buttons."""
    listed = names(document)
    select_rectangle(document, 3000, 1500, 1000, 1000)
    heart.reset()
    yield from spin(seconds=1)
    seen, first = {"only selected": heart.read()}, []
    begun = time.perf_counter()
    it.runner.not_shown.connect(lambda _: first.append(time.perf_counter()))
    heart.reset()
    it.pages["fill"].button.click()
    seen["click to engine s"] = round(time.perf_counter() - begun, 3)
    yield
    seen["read"] = heart.read()
    heart.reset()
    yield from spin(lambda: not it.runner.busy, 240)
    seen["work"] = heart.read()
    seen["whole s"] = round(time.perf_counter() - begun, 3)
    seen["click to preview s"] = round(first[0] - begun, 3) if first else None
    heart.reset()
    it.apply.click()
    yield from spin(lambda: len(names(document)) > len(listed), 10)
    yield
    seen["apply"] = heart.read()
    return seen


def whole(it, heart, document):
    """Read the whole picture and lay it over itself, as a job on all of it does."""
    canvas = it.host.canvas()
    listed, seen = names(document), {}
    heart.reset()
    begun = time.perf_counter()
    picture = canvas.read(canvas.bounds(), "picture")
    yield
    seen["read"], seen["read s"] = heart.read(), round(time.perf_counter() - begun, 2)
    result = type(
        "R", (), {"name": "8K", "picture": picture, "region": canvas.bounds(), "recipe": {}}
    )
    heart.reset()
    begun = time.perf_counter()
    canvas.add([result], "8K")
    yield
    seen["apply"], seen["apply s"] = heart.read(), round(time.perf_counter() - begun, 2)
    assert len(names(document)) > len(listed)
    return seen


def main(*jobs):
    it = panel()
    yield from ready(it)
    it.pages["fill"].quality.set_value("fast")
    it.pages["fill"].model.set_value("patches")
    heart, report = Heart(), {}
    for space in DOCUMENTS:
        document = yield from open_8k(space)
        heart.reset()
        yield from spin(seconds=1)
        seen = {"idle": heart.read()}
        print(" ".join(space[:2]), "idle", seen["idle"], file=sys.stderr, flush=True)
        for job in jobs:
            seen[job] = yield from globals()[job](it, heart, document)
            print(" ".join(space[:2]), job, json.dumps(seen[job]), file=sys.stderr, flush=True)
        report[" ".join(space[:2])] = seen
        yield from close(document)
    print(json.dumps(report))


steps = main(*sys.argv[1:])
