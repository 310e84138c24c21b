"""The tab "Drag": points on the picture, a chain of short requests, stopping and going on."""

from __future__ import annotations

import pytest

pytest.importorskip("PyQt6")
from PyQt6 import QtTest

from plugin.canvas import Region, Selection
from plugin.client import Result as Answer
from plugin.panel.drag import DragTab
from plugin.panel.points import to_widget
from plugin.panel.request import NotReady
from plugin.qt import QtCore, QtGui
from tests.plugin.panel.fakes import Canvas, grey, services

MODEL = {"name": "places", "task": "generate", "installed": True}
Button = QtCore.Qt.MouseButton
NO_KEYS = QtCore.Qt.KeyboardModifier.NoModifier


@pytest.fixture
def tab(qapp):
    with_host = services(Canvas(), [MODEL])
    with_host.host.shows_previews = False  # as in Krita: the points are set in the panel
    made = DragTab(with_host)
    made.resize(320, 700)
    made.show()
    made._look()  # which waits for the controls to rest
    answer(made, grey(128, 128))
    yield made
    made.end()
    made.deleteLater()


def answer(tab, picture):
    job = tab.services.client.asked[-1]
    job.result.emit(Answer([picture]))
    job.ended.emit()


def pull(tab, start, end, button=Button.LeftButton):
    """With the mouse, in pixels of the generator's picture."""
    first, last = (
        to_widget(QtCore.QPointF(*p), tab.pad.transform()).toPoint() for p in (start, end)
    )
    QtTest.QTest.mousePress(tab.pad, button, NO_KEYS, first)
    QtTest.QTest.mouseMove(tab.pad, last)
    QtTest.QTest.mouseRelease(tab.pad, button, NO_KEYS, last)


def moved(handles, latent="later", arrived=False):
    recipe = {"handles": handles, "latent": latent, "begun_latent": "first", "arrived": arrived}
    return grey(128, 128, {"task": "drag", **recipe})


def test_a_way_is_pulled_and_dragged_until_it_has_arrived(tab):
    assert tab.services.client.asked[-1].what[0] == "generate"
    pull(tab, (40, 50), (80, 50))
    (way,) = tab.points.ways
    assert (way.handle.x(), way.target.x()) == (pytest.approx(40, abs=1), pytest.approx(80, abs=1))
    tab.seed.value()
    tab.drag.click()
    task, options, pictures = tab.services.client.asked[-1].what
    assert task == "drag" and options["seed"] == 0 and not pictures and "begun" not in options
    assert options["drags"] == [[way.handle.x(), way.handle.y(), way.target.x(), way.target.y()]]
    assert tab.stop.isEnabled() and not tab.drag.isEnabled()
    answer(tab, moved([[60, 50]]))
    _, options, _ = tab.services.client.asked[-1].what
    assert options["latent"] == "later" and "seed" not in options
    assert options["drags"][0][:2] == [60, 50]
    assert options["begun"] == [[way.handle.x(), way.handle.y()]]
    assert options["begun_latent"] == "first"
    asked = len(tab.services.client.asked)
    answer(tab, moved([[80, 50]], "last", arrived=True))
    assert len(tab.services.client.asked) == asked and tab.drag.isEnabled()


def test_stopping_keeps_what_was_come_to_and_going_on_begins_there(tab):
    pull(tab, (40, 50), (80, 50))
    tab.drag.click()
    answer(tab, moved([[50, 50]]))
    tab.stop.click()
    job = tab.services.client.asked[-1]
    assert job.stopped and tab.drag.text() == "Go on"
    job.result.emit(Answer([moved([[0, 0]])]))  # on its way already
    job.ended.emit()
    assert tab.points.ways[0].handle.x() == 50
    tab.drag.click()
    assert tab.services.client.asked[-1].what[1]["drags"][0][0] == 50


def test_another_point_begins_anew_from_the_picture_as_it_is(tab):
    pull(tab, (40, 50), (80, 50))
    tab.drag.click()
    answer(tab, moved([[80, 50]], arrived=True))
    pull(tab, (20, 100), (20, 60))
    tab.may.set_value("near")
    tab.drag.click()
    _, options, (mask,) = tab.services.client.asked[-1].what
    assert options["latent"] == "later" and len(options["drags"]) == 2 and "begun" not in options
    assert mask.name == "mask" and {0, 255} <= set(bytes(mask.data))
    pull(tab, (20, 60), (20, 60), Button.RightButton)
    assert len(tab.points.ways) == 1


def test_the_picture_becomes_a_layer_where_the_selection_is(tab):
    with pytest.raises(NotReady, match="Drag something first"):
        tab.request()
    pull(tab, (40, 50), (80, 50))
    tab.drag.click()
    answer(tab, moved([[80, 50]], "last", arrived=True))
    assert tab.request().natural and tab.request().options["latent"] == "last"
    selection = Selection(Region(10, 20, 30, 40), b"\xff" * 1200)
    tab.host.open = Canvas(selection=selection)
    request = tab.request()
    assert request.task == "edit" and request.place == selection.region
    assert (request.options["width"], request.options["height"]) == (30, 40)
    other = DragTab(services(Canvas(), [MODEL]))
    other.restore(tab.settings())
    assert other.request().options["latent"] == "last"
    tab.anew.click()
    assert tab.points.empty and not tab.points.ways


def test_what_the_engine_refuses_is_said_and_ends_the_drag(tab):
    pull(tab, (40, 50), (80, 50))
    tab.drag.click()
    job = tab.services.client.asked[-1]
    job.error.emit("Choose another model.")
    job.ended.emit()
    assert tab.services.notices.latest().sentence == "Choose another model."
    assert tab.drag.isEnabled() and not tab.stop.isEnabled()


def test_what_may_move_is_painted_over(tab):
    pull(tab, (40, 50), (80, 50))
    tab.may.set_value("painted")
    tab.drag.click()
    assert tab.services.notices.latest().sentence == "Paint over what may move first."
    pull(tab, (30, 20), (90, 20))
    tab.drag.click()
    _, _, (mask,) = tab.services.client.asked[-1].what
    rows = [bytes(mask.data)[y * mask.width : (y + 1) * mask.width] for y in (5, 31)]
    assert (
        (mask.width, mask.height) == (32, 32) and rows[0][8:23] == b"\xff" * 15 and not any(rows[1])
    )
    tab.end()
    pull(tab, (30, 20), (90, 20), Button.RightButton)
    assert tab.points.painted() is None and len(tab.points.ways) == 1
    tab.brush.setChecked(False)
    pull(tab, (20, 100), (20, 60))
    assert len(tab.points.ways) == 2


def test_where_the_host_shows_them_the_points_are_on_its_canvas(tab):
    tab.host.shows_previews = True
    tab.show_document()
    assert tab.pad.isHidden()
    marks = tab.host.open.marks
    seen = QtGui.QTransform(2, 0, 0, 2, 10, 20)  # of a canvas at 200 %
    # 128 pixels in the middle of 300×200
    assert not marks.press(QtCore.QPointF(2 * 80 + 10, 100), seen, False)
    assert marks.press(QtCore.QPointF(2 * (86 + 30.5) + 10, 2 * (36 + 40.5) + 20), seen, False)
    marks.move(QtCore.QPointF(2 * (86 + 60.5) + 10, 2 * (36 + 40.5) + 20), seen)
    marks.release()
    (way,) = tab.points.ways
    assert (way.handle.x(), way.handle.y(), way.target.x()) == (30, 40, 60)
    # the same in a selection, which the picture fills
    tab.host.open.selected = Selection(Region(0, 0, 256, 200), b"\xff" * 256 * 200)
    tab.show_document()
    whole = QtGui.QTransform()
    assert not tab.host.open.marks.press(QtCore.QPointF(61, 210), whole, True), "outside of it"
    assert tab.host.open.marks.press(QtCore.QPointF(61, 2 * 40.5 - 28), whole, True)
    assert not tab.points.ways
    tab.hide()
    assert tab.host.open.marks is None
