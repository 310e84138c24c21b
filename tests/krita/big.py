"""Runs inside Krita: jobs on an 8K document, and how long Krita stands still meanwhile.

    big.py JOB…      fill: a selection of 1000² pixels; part: read and lay over as much, without an
                     engine; whole: the same with all of the picture; own: Krita's own new layer

Prints, for each colour space and job, the longest stretches of Krita's own thread without a turn of
its event loop, in milliseconds by the clock and of the processor: see stretches.py.
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from person import QtCore, act, close, krita, names, panel, ready, select_rectangle, spin
from stretches import Heart, Ours

WIDTH, HEIGHT = 7680, 4320
PART = {"x": 3000, "y": 1500, "width": 1000, "height": 1000}
SRGB, LINEAR = "sRGB-elle-V2-srgbtrc.icc", "sRGB-elle-V2-g10.icc"
DOCUMENTS = (("RGBA", "U8", SRGB), ("RGBA", "U16", LINEAR))


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


def idle(document):
    """Whether Krita has nothing to do on it."""
    if not document.tryBarrierLock():
        return False
    document.unlock()
    return True


def fill(it, heart, document):
    """Fill 1000² pixels, through the panel's buttons."""
    listed = names(document)
    select_rectangle(document, *PART.values())
    heart.reset()
    yield from spin(seconds=1)
    seen, first, ours = {"only selected": heart.read()}, [], Ours()
    it.runner.not_shown.connect(lambda _: first.append(time.perf_counter()))
    begun = time.perf_counter()
    with ours:
        heart.reset()
        it.pages["fill"].button.click()
        seen["click to engine s"] = round(time.perf_counter() - begun, 3)
        seen["read"] = {"all": heart.read(), **ours.read()}
    with ours:
        heart.reset()
        yield from spin(lambda: not it.runner.busy, 240)
        seen["work"] = {"all": heart.read(), **ours.read()}
    seen["whole s"] = round(time.perf_counter() - begun, 3)
    seen["click to preview s"] = round(first[0] - begun, 3) if first else None
    with ours:
        heart.reset()
        it.apply.click()
        yield from spin(lambda: len(names(document)) > len(listed), 10)
        seen["apply"] = {"all": heart.read(), **ours.read()}
    heart.reset()
    yield from spin(lambda: idle(document), 60)
    yield from spin(seconds=1)
    seen["after"] = heart.read()
    return seen


def own(it, heart, document):
    """An empty layer from Krita's menu, and its undo."""
    listed, seen = names(document), {}
    for what, action, count in (("layer", "add_new_paint_layer", 1), ("undo", "edit_undo", 0)):
        yield from spin(lambda: idle(document), 60)
        yield from spin(seconds=1)
        heart.reset()
        begun = time.perf_counter()
        yield from act(action, lambda count=count: len(names(document)) == len(listed) + count, 60)
        yield from spin(lambda: idle(document), 60)
        seen[what], seen[f"{what} s"] = heart.read(), round(time.perf_counter() - begun, 2)
    return seen


def whole(it, heart, document):
    """Read the whole picture and lay it over itself, as a job on all of it does."""
    bounds = it.host.canvas().bounds()
    return (yield from laid_over(it, heart, document, bounds))


def part(it, heart, document):
    """The same with 1000² pixels."""
    bounds = it.host.canvas().bounds()
    return (yield from laid_over(it, heart, document, replace(bounds, **PART)))


def laid_over(it, heart, document, region):
    canvas = it.host.canvas()
    listed, seen, ours = names(document), {}, Ours()
    with ours:
        heart.reset()
        begun = time.perf_counter()
        picture = ours_only(canvas.read, region, "picture")
        seen["read s"] = round(time.perf_counter() - begun, 2)
        seen["read"] = {"all": heart.read(), **ours.read()}
    yield
    result = type("R", (), {"name": "8K", "picture": picture, "region": region, "recipe": {}})
    with ours:
        heart.reset()
        begun = time.perf_counter()
        ours_only(canvas.add, [result], "8K")
        seen["apply s"] = round(time.perf_counter() - begun, 2)
        seen["apply"] = {"all": heart.read(), **ours.read()}
    assert len(names(document)) > len(listed)
    yield from spin(lambda: idle(document), 120)
    return seen


def ours_only(call, *arguments):
    """Called as the event loop calls the panel: not from inside the script that measures."""
    answer = []
    loop = QtCore.QEventLoop()

    def work():
        answer.append(call(*arguments))
        loop.quit()

    QtCore.QTimer.singleShot(0, work)
    loop.exec_() if hasattr(loop, "exec_") else loop.exec()
    return answer[0]


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
