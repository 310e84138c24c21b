"""A picture is continued beyond its border, through the panel's own button and the real engine."""

import pytest

pytest.importorskip("PyQt6")

from plugin.qt import QtCore

pytestmark = pytest.mark.slow


@pytest.fixture
def fill(desk):
    """The tab, with a document of 64×48 pixels in front."""
    desk.panel.discard_all()
    tab = desk.panel.pages["fill"]
    tab.quality.set_value("fast")
    yield tab
    tab.margins.set_values({})
    desk.panel.discard_all()


def test_the_larger_picture_is_a_document_of_its_own(desk, fill):
    document = desk.open()
    before = desk.look(document)
    fill.margins.set_values({"left": 16, "bottom": 8})
    fill.margins.button.click()
    assert desk.panel.runner.busy, desk.panel.message.text()
    desk.until(lambda: not desk.panel.runner.busy)
    (candidate,) = desk.panel.candidates.all()
    desk.panel.apply.click()
    made = desk.window.documents[-1]
    assert made is not document and made.size == QtCore.QSize(64 + 16, 48 + 8)
    own = made.flattened(QtCore.QRect(16, 0, 64, 48))
    assert own == before[0], "the picture itself is in it as it was"
    assert desk.look(document) == before
    fill.margins.set_values({})
    desk.panel._on_restore("extend", candidate.result.recipe["panel"]["settings"])
    assert fill.margins.values() == {"left": 16, "top": 0, "right": 0, "bottom": 8}


def test_nothing_to_add_is_a_sentence(desk, fill):
    desk.open()
    fill.margins.button.click()
    assert not desk.panel.runner.busy
    assert desk.panel.message.text() == "Say by how many pixels to extend at least one side."


def test_the_tabs_own_button_still_fills(desk, fill):
    desk.fault("")
    desk.open()
    fill.margins.set_values({"left": 16})
    assert desk.fill() == ""
    assert desk.panel.candidates.all()[0].request.task == "inpaint"
