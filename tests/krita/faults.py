"""Runs inside Krita: what can go wrong while a job runs, with a real engine; prints what happened.

It ends by killing Krita in mid-job.
"""

import contextlib
import json
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from person import (
    act,
    bring_to_front,
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

WIDTH = 1000


def begin(it, key="style"):
    """Restyle the photograph, or fill, and return while the engine has the job.

    Restyling is quick, so the engine stands still until `end`: what happens meanwhile happens in
    mid-job however fast the machine is. A fill takes seconds, and is seen to have begun.
    """
    it.notices.clear()
    it.tabs.setCurrentWidget(it.pages[key])
    it.pages[key].button.click()
    if key == "style":
        os.kill(it.engine.pid, signal.SIGSTOP)
        yield from spin(seconds=0.3)
        working = it.runner.busy
    else:
        before = ("Working", "Starting", "Waiting")
        note = it.job_row.note.text
        working = yield from spin(lambda: it.runner.busy and not note().startswith(before), 60)
    assert working, it.message.text()


def end(it):
    """Let the engine go on, if it still lives, and wait for the end of the job."""
    if it.engine.pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(it.engine.pid, signal.SIGCONT)
    yield from spin(lambda: not it.runner.busy, 240)
    yield from spin(seconds=0.2)


def small_job(it):
    """The next job: whether it works."""
    document = yield from open_photo("camels.jpg", 200)
    found = yield from press(it, "style")
    before, listed = pixels(document), names(document)
    it.apply.click()
    yield from spin(lambda: len(names(document)) > len(listed), 10)
    works = found > 0 and pixels(document) != before
    yield from close(document)
    return works


def apply(it, document):
    """Press Apply: what is said, and whether the document has changed."""
    before, listed = pixels(document), names(document)
    it.notices.clear()
    it.apply.click()
    yield from spin(lambda: len(names(document)) > len(listed), 3)
    return {
        "said": it.message.text(),
        "changed": pixels(document) != before,
        "layers": names(document),
    }


def closed(it):
    document = yield from open_photo("camels.jpg", WIDTH)
    yield from begin(it)
    yield from close(document)
    yield from spin(lambda: not it.runner.busy, 10)  # nobody waits for it any more
    yield from end(it)
    seen = {"said": it.message.text(), "candidates": len(it.candidates.all())}
    if seen["candidates"]:
        it.apply.click()
        yield from spin(seconds=0.3)
        seen["said"] = it.message.text()
        it.discard.click()
    return seen | {"next": (yield from small_job(it))}


def removed(it):
    document = yield from open_photo("camels.jpg", WIDTH)
    photo = layers(document)[0]
    above = document.createNode("Above", "paintlayer")
    document.rootNode().addChildNode(above, photo)
    yield from spin(seconds=0.3)
    document.setActiveNode(photo)
    yield from spin(lambda: document.activeNode().name() == "Photograph", 2)
    yield from begin(it)
    photo.remove()
    yield from end(it)
    seen = yield from apply(it, document)
    yield from close(document)
    return seen | {"next": (yield from small_job(it))}


def locked(it, group):
    """A locked layer is not changed; into a locked group nothing is put."""
    document = yield from open_photo("camels.jpg", WIDTH // 2)
    photo = layers(document)[0]
    if group:
        folder = document.createGroupLayer("Group")
        document.rootNode().addChildNode(folder, None)
        inside = document.createNode("Inside", "paintlayer")
        folder.addChildNode(inside, None)
        yield from spin(seconds=0.3)
        document.setActiveNode(inside)
        yield from spin(lambda: document.activeNode().name() == "Inside", 2)
        it.pages["style"].source.set_value("picture")
    yield from begin(it)
    (folder if group else photo).setLocked(True)
    yield from end(it)
    own = bytes(photo.pixelData(0, 0, document.width(), document.height()))
    seen = yield from apply(it, document)
    kept = bytes(photo.pixelData(0, 0, document.width(), document.height())) == own
    it.discard.click()
    it.pages["style"].source.set_value("layer")
    yield from close(document)
    return seen | {"photo_kept": kept, "next": (yield from small_job(it))}


def two_documents(it):
    """The person goes on in another picture: the result belongs to the first."""
    first = yield from open_photo("camels.jpg", WIDTH // 2, title="first")
    yield from begin(it)
    second = yield from open_photo("penguin.jpg", 300, title="second")
    yield from end(it)
    before = pixels(second)
    yield from bring_to_front(first)
    yield from spin(lambda: bool(it.candidates.all()), 10)
    seen = yield from apply(it, first)
    yield from bring_to_front(second)
    yield from spin(lambda: not it.candidates.all(), 10)
    seen["second_kept"] = pixels(second) == before and names(second) == ["Photograph"]
    yield from press(it, "style")
    other = yield from apply(it, second)
    seen["second_layers"] = other["layers"]
    yield from close(second)
    yield from spin(lambda: krita.activeDocument() == first, 10)
    seen["undone"] = yield from act("edit_undo", lambda: names(first) == ["Photograph"])
    yield from close(first)
    return seen


def killed(it):
    document = yield from open_photo("camels.jpg", WIDTH)
    select_rectangle(document, 300, 100, 400, 300)
    before = pixels(document)
    yield from begin(it, "fill")
    os.kill(it.engine.pid, signal.SIGKILL)
    yield from end(it)
    seen = {"said": it.message.text(), "kept": pixels(document) == before}
    yield from close(document)
    return seen | {"next": (yield from small_job(it))}


def killed_while_loading(it):
    document = yield from open_photo("camels.jpg", WIDTH)
    before = pixels(document)
    it.engine.stop()
    it.notices.clear()
    it.pages["style"].button.click()
    yield from spin(lambda: it.engine.state == "starting" and bool(it.engine.pid), 5)
    os.kill(it.engine.pid, signal.SIGKILL)
    yield from end(it)
    seen = {"said": it.message.text(), "kept": pixels(document) == before}
    yield from close(document)
    return seen | {"next": (yield from small_job(it))}


def main(folder):
    it = panel()
    yield from ready(it)
    it.pages["fill"].quality.set_value("best")
    it.pages["fill"].candidates.set_value(4)
    report = {
        "closed": (yield from closed(it)),
        "removed": (yield from removed(it)),
        "layer_locked": (yield from locked(it, group=False)),
        "group_locked": (yield from locked(it, group=True)),
        "two": (yield from two_documents(it)),
        "killed": (yield from killed(it)),
        "loading": (yield from killed_while_loading(it)),
    }
    document = yield from open_photo("camels.jpg", WIDTH)
    select_rectangle(document, 300, 100, 400, 300)
    yield from begin(it, "fill")
    report["engine"] = it.engine.pid
    report["busy"] = it.runner.busy
    print(json.dumps(report), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
    yield


steps = main(*sys.argv[1:])
