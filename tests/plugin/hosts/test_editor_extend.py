"""A picture is continued beyond its border, through the panel's own button and the real engine."""

import pytest

pytest.importorskip("PyQt6")

from plugin.qt import QtCore

pytestmark = pytest.mark.slow


@pytest.fixture
def fill(person):
    """The tab, with a document of 64×48 pixels in front."""
    person.panel.discard_all()
    tab = person.panel.pages["fill"]
    tab.quality.set_value("fast")
    yield tab
    tab.margins.set_value({})
    person.panel.discard_all()


def test_the_larger_picture_is_a_document_of_its_own(person, fill):
    document = person.open()
    before = person.look(document)
    fill.margins.set_value({"left": 16, "bottom": 8})
    fill.margins.button.click()
    assert person.panel.runner.busy, person.panel.message.text()
    person.until(lambda: not person.panel.runner.busy)
    (candidate,) = person.panel.candidates.all()
    person.panel.apply.click()
    made = person.window.documents[-1]
    assert made is not document and made.size == QtCore.QSize(64 + 16, 48 + 8)
    own = made.flattened(QtCore.QRect(16, 0, 64, 48))
    assert own == before[0], "the picture itself is in it as it was"
    assert person.look(document) == before
    fill.margins.set_value({})
    person.panel._on_restore("extend", candidate.result.recipe["panel"]["settings"])
    assert fill.margins.value() == {"left": 16, "top": 0, "right": 0, "bottom": 8}


def test_nothing_to_add_is_a_sentence(person, fill):
    person.open()
    fill.margins.button.click()
    assert not person.panel.runner.busy
    assert person.panel.message.text() == "Say by how many pixels to extend at least one side."


def test_the_tabs_own_button_still_fills(person, fill):
    person.fault("")
    person.open()
    fill.margins.set_value({"left": 16})
    assert person.fill() == ""
    assert person.panel.candidates.all()[0].request.task == "inpaint"
