"""The window for results of hosts that cannot show them over the document."""

from __future__ import annotations

import pytest

pytest.importorskip("PyQt6")
from PyQt6 import QtTest

from plugin.canvas import Region, Result
from plugin.panel.request import Candidate, Request
from plugin.panel.viewer import Viewer
from plugin.qt import QtCore, QtGui, QtWidgets
from plugin.wire import Picture
from tests.plugin.panel.fakes import Canvas

Key = QtCore.Qt.Key


def plain(width, height, colour, name=""):
    return Picture(width, height, "RGBA", "u8", bytes(colour) * (width * height), name)


@pytest.fixture
def viewer(qapp):
    parent = QtWidgets.QWidget()
    made = Viewer(parent)
    made.shown.setFixedSize(400, 200)
    made.show()
    yield made
    made.close()
    parent.deleteLater()


def candidate(colour=(200, 60, 60, 255)):
    """A red square in the right half of what was read, which is grey."""
    read, place = Region(10, 20, 100, 50), Region(70, 30, 30, 30)
    image = plain(100, 50, (100, 100, 100, 255), "image")
    request = Request("inpaint", Canvas(), {}, [image], "Fill", read, place)
    return Candidate(request, Result("Fill 2", place, plain(30, 30, colour)))


def colour(viewer, x, y):
    """Of a pixel of what was read, as it is on the screen."""
    picture = viewer.shown.grab().toImage()
    place = QtCore.QPoint(round((x + 0.5) * 4), round((y + 0.5) * 4)) * picture.devicePixelRatio()
    seen = QtGui.QColor(picture.pixel(place))
    return seen.red(), seen.green(), seen.blue()


def test_a_result_is_seen_in_its_surroundings_beside_before_and_as_difference(viewer):
    viewer.show_candidate(candidate())
    assert viewer.name.text() == "Fill 2"
    assert colour(viewer, 75, 25) == (200, 60, 60) and colour(viewer, 20, 25) == (100, 100, 100)
    viewer.modes.setCurrentIndex(1)
    drag = QtCore.QPoint(4 * 80, 60)
    QtTest.QTest.mouseClick(viewer.shown, QtCore.Qt.MouseButton.LeftButton, pos=drag)
    assert colour(viewer, 75, 25) == (100, 100, 100) and colour(viewer, 85, 25) == (200, 60, 60)
    viewer.modes.setCurrentIndex(2)
    assert colour(viewer, 20, 25) == (0, 0, 0) and colour(viewer, 75, 25) == (255, 255, 255)
    viewer.show_candidate(None)
    assert viewer.name.text() == "" and viewer.shown.pictures.after.isNull()


def test_arrow_keys_walk_and_enter_applies(viewer):
    heard = []
    viewer.stepped.connect(heard.append)
    viewer.confirmed.connect(lambda: heard.append("apply"))
    for key in (Key.Key_Right, Key.Key_Left, Key.Key_Return):
        QtTest.QTest.keyClick(viewer, key)
    assert heard == [1, -1, "apply"]
    QtTest.QTest.keyClick(viewer, Key.Key_Escape)
    assert viewer.isHidden()


def test_a_picture_made_of_nothing_is_shown_alone(viewer):
    request = Request(
        "generate", Canvas(), {}, [], "Landscape", Region(0, 0, 9, 9), Region(0, 0, 9, 9)
    )
    viewer.modes.setCurrentIndex(2)  # there is nothing to compare it with
    made = Candidate(
        request, Result("Landscape", Region(0, 0, 100, 50), plain(100, 50, (1, 2, 3, 255)))
    )
    viewer.show_candidate(made)
    assert colour(viewer, 20, 25) == (1, 2, 3)
