"""What a person does in Krita, as lines of a script that runs inside it.

What takes time is a generator: `yield from` it, so that Krita's event loop runs meanwhile. A script
leaves the generator of its whole work in a global named `steps` (see runner/inside/script_door).
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from krita import Krita, Selection

try:
    from PyQt6 import QtCore, QtGui, QtWidgets
except ImportError:
    from PyQt5 import QtCore, QtGui, QtWidgets

PICTURES = Path(__file__).parents[2] / "resources" / "pictures"
SRGB = "sRGB-elle-V2-srgbtrc.icc"

SMOOTH = QtCore.Qt.TransformationMode.SmoothTransformation

krita = Krita.instance()
krita.setBatchmode(True)  # no dialogs: nobody is there to answer them
app = QtWidgets.QApplication.instance()


def spin(until=lambda: False, seconds=0.3):
    """Let Krita work until something is so; False when it never was."""
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        yield
    return until()


def panel():
    """The panel, brought to the front."""
    docker = next(d for d in krita.dockers() if d.objectName() == "ganvas")
    docker.show()
    docker.raise_()
    return docker.widget()


def ready(panel, seconds=240):
    """Wait until the engine answers and the tabs are filled."""
    panel.engine.start()
    yield from spin(lambda: panel.engine.state in ("ready", "failed"), seconds)
    assert panel.engine.state == "ready", panel.engine_bar.text.text()
    style, fill, generate = (panel.pages[key] for key in ("style", "fill", "generate"))
    lists = (style.gallery, fill.model.box, generate.model.box)
    filled = yield from spin(lambda: all(x.count() > 0 for x in lists), 60)
    assert filled, "the tabs stay empty"


def open_photo(name, width, space=("RGBA", "U8", SRGB), title="photo"):
    """A document of a photograph at some width, in any colour space, in front."""
    image = QtGui.QImage(str(PICTURES / name)).scaledToWidth(width, SMOOTH)
    image = image.convertToFormat(QtGui.QImage.Format.Format_ARGB32)
    height = image.height()
    document = krita.createDocument(width, height, title, "RGBA", "U8", SRGB, 72.0)
    bits = image.constBits()
    bits.setsize(width * height * 4)
    layer = document.topLevelNodes()[0]
    layer.setPixelData(bytes(bits), 0, 0, width, height)
    layer.setName("Photograph")
    if space != ("RGBA", "U8", SRGB):
        document.setColorSpace(*space)
    document.refreshProjection()
    document.waitForDone()
    krita.activeWindow().addView(document)
    krita.setActiveDocument(document)
    yield from spin(lambda: krita.activeDocument() == document, 5)
    yield from spin(seconds=0.2)
    return document


def bring_to_front(document):
    """Bring an open document to the front, as a click on its tab does."""
    view = next(v for v in krita.activeWindow().views() if v.document() == document)
    view.setVisible()
    there = yield from spin(lambda: krita.activeDocument() == document, 10)
    assert there, "Krita does not show it"


def mask_of(name, width):
    """A mask that lies beside a photograph: (bytes, width, height), soft at its edges."""
    image = QtGui.QImage(str(PICTURES / name)).scaledToWidth(width, SMOOTH)
    image = image.convertToFormat(QtGui.QImage.Format.Format_Grayscale8)
    bits = image.constBits()
    line, height = image.bytesPerLine(), image.height()
    bits.setsize(line * height)
    data = bytes(bits)
    return b"".join(data[y * line : y * line + width] for y in range(height)), width, height


def select(document, mask, x=0, y=0):
    """Select what is white in (bytes, width, height), soft where it is grey."""
    data, width, height = mask
    selection = Selection()
    selection.setPixelData(data, x, y, width, height)
    document.setSelection(selection)


def select_rectangle(document, x, y, width, height):
    selection = Selection()
    selection.select(x, y, width, height, 255)
    document.setSelection(selection)


def pixels(document):
    """All that is visible, byte for byte."""
    document.waitForDone()
    return bytes(document.pixelData(0, 0, document.width(), document.height()))


def same_outside(before, after, mask):
    """Whether the pixels that `mask` (a byte a pixel) leaves out are byte for byte the same."""
    size = len(before) // len(mask)
    outside = mask.translate(b"\xff" + bytes(255))
    whole = bytearray(len(before))
    for byte in range(size):
        whole[byte::size] = outside
    change = int.from_bytes(before, "little") ^ int.from_bytes(after, "little")
    return change & int.from_bytes(whole, "little") == 0


def layers(document):
    """The top-level layers, lowest first; what is selected is one of Krita's nodes, too."""
    nodes = document.topLevelNodes()
    return [node for node in nodes if node is not None and node.type() != "selectionmask"]


def names(document):
    return [node.name() for node in layers(document)]


def press(panel, key, seconds=240):
    """Choose the tab, press its button, and wait until the job has ended; how many results."""
    page = panel.pages[key]
    panel.tabs.setCurrentWidget(page)
    page.button.click()
    yield from spin(lambda: panel.runner.busy, 1)
    ended = yield from spin(lambda: not panel.runner.busy, seconds)
    assert ended, "the job never ended"
    yield from spin(seconds=0.1)
    return len(panel.candidates.all())


def mouse(widget, kind, place):
    """An event of the left button, "Press", "Move" or "Release", at a place of the widget."""
    left, none = QtCore.Qt.MouseButton.LeftButton, QtCore.Qt.KeyboardModifier.NoModifier
    kinds = QtCore.QEvent.Type
    types = {
        "Press": kinds.MouseButtonPress,
        "Move": kinds.MouseMove,
        "Release": kinds.MouseButtonRelease,
    }
    app.sendEvent(widget, QtGui.QMouseEvent(types[kind], place, left, left, none))


def act(name, until, seconds=5.0):
    """Trigger an action of Krita's, and wait for what it does."""
    krita.action(name).trigger()
    return (yield from spin(until, seconds))


def close(document):
    """As the person does who does not want to keep it."""
    document.setModified(False)
    document.close()
    yield from spin(seconds=0.3)


def shot(path):
    """The window as it looks now; if somebody wants to look at it, when all has been painted."""
    yield from spin(seconds=0.5 if "GANVAS_SCREENSHOTS" in os.environ else 0.1)
    krita.activeWindow().qwindow().grab().save(str(path))
