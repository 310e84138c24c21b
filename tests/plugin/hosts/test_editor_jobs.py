"""Jobs of the panel in the editor's window: candidates, hovering, again, groups, history."""

import pytest

pytest.importorskip("PyQt6")
from PyQt6 import QtTest

from plugin.qt import QtCore

pytestmark = pytest.mark.slow


@pytest.fixture
def made(person):
    """A document with three candidates for its selection."""
    person.fault("")
    document = person.open()
    fill = person.panel.pages["fill"]
    fill.candidates.set_value(3)
    fill.seed.set_value(5)
    fill.quality.set_value("fast")
    assert person.fill() == ""
    yield document
    fill.candidates.set_value(1)
    person.panel.discard_all()


def test_hovering_shows_a_candidate_on_the_canvas_and_changes_nothing(person, made):
    before = person.look(made)
    strip = person.panel.candidates
    assert strip.count() == 3
    place = strip.visualItemRect(strip.item(0)).center()
    person.window.view.set_overlay(None)
    QtTest.QTest.mouseMove(strip.viewport(), place)
    person.until(lambda: person.window.view.overlay is not None, 5)
    assert person.window.view.overlay[1] == QtCore.QRect(20, 10, 16, 16)
    assert person.look(made) == before
    person.panel.discard_all()
    assert person.window.view.overlay is None


def test_all_candidates_become_a_group_with_one_visible(person, made):
    person.panel.apply_all.click()
    assert [(x.name, x.visible, x.group) for x in made.layers[1:]] == [
        ("Fill 3", True, "Fill"),
        ("Fill 1", False, "Fill"),
        ("Fill 2", False, "Fill"),
    ]
    made.undo.undo()
    assert len(made.layers) == 1


def test_a_result_is_seen_where_the_selection_is_and_nowhere_else(person, made):
    before = made.flattened(made.rect())
    QtTest.QTest.keyClick(person.panel.candidates, QtCore.Qt.Key.Key_Return)  # as a double click
    after = made.flattened(made.rect())
    for y in range(made.size.height()):
        for x in range(made.size.width()):
            inside = 20 <= x < 36 and 10 <= y < 26
            assert (after.pixel(x, y) != before.pixel(x, y)) == inside
    recipe = made.active.recipe
    assert (recipe["task"], recipe["model"]) == ("inpaint", "negative")


def test_again_takes_another_seed_and_keeps_what_is_there(person, made):
    first = person.panel.candidates.all()[0].request.options
    person.panel.again.click()
    person.until(lambda: not person.panel.runner.busy)
    listed = person.panel.candidates.all()
    assert len(listed) == 6
    again = listed[-1].request.options
    assert again["seed"] != first["seed"] and {**again, "seed": 0} == {**first, "seed": 0}


def test_the_history_brings_the_settings_back(person, made):
    fill = person.panel.pages["fill"]
    fill.quality.set_value("best")
    fill.seed.set_value(77)
    fill.candidates.set_value(1)
    person.panel.tabs.setCurrentIndex(1)
    history = person.panel.history
    person.panel.results.pages.setCurrentIndex(1)
    history.setCurrentRow(0)
    person.panel.results.restore.click()
    assert person.panel.tabs.currentWidget() is fill
    assert (fill.quality.value(), fill.candidates.value()) == ("fast", 3)
    assert fill.seed.value() != 77
    person.panel.results.show_made()


def test_keys_step_through_the_candidates(person, made):
    strip = person.panel.candidates
    assert strip.currentRow() == 2
    strip.step(1)
    assert strip.currentRow() == 0 and len(strip.selected()) == 1
    strip.step(-1)
    assert strip.currentRow() == 2
