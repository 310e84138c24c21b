"""What goes wrong around the panel in the stand-alone editor, with a real engine process.

Each time: a sentence in the panel, the document as it was, and the next job works.
"""

import sys

import pytest

pytest.importorskip("PyQt6")

from plugin.hosts.editor import commands

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("killed", "The engine ended unexpectedly; try again."),
        ("killed while loading", "The engine ended unexpectedly; try again."),
        ("disk full", "There is no space left on the disk; free some and try again."),
    ],
)
def test_an_engine_that_fails(desk, wrong, says):
    document = desk.open()
    before = desk.look(document)
    desk.fault(wrong)
    sentence = desk.fill()
    assert sentence.startswith((says, "The engine broke off in the middle of the work"))
    assert desk.look(document) == before and not desk.panel.candidates.all()
    assert not desk.window.view.overlay, "the preview is taken away"
    assert desk.works()


def test_an_engine_that_hangs(desk, monkeypatch):
    document = desk.open()
    before = desk.look(document)
    monkeypatch.setattr(desk.panel.client, "_idle", 3.0)
    desk.fault("hung")
    assert desk.fill() == "The engine does not answer; it was stopped. Try again."
    assert desk.look(document) == before
    monkeypatch.undo()
    assert desk.works()


def test_stopping_a_job(desk):
    document = desk.open()
    before = desk.look(document)
    desk.fault("slow")
    desk.press_fill()
    desk.until(lambda: desk.window.view.overlay is not None)
    assert desk.panel.job_row.isVisible()
    desk.panel.job_row.button.click()
    assert desk.panel.message.text() == "Stopped."
    assert not desk.panel.job_row.isVisible() and not desk.window.view.overlay
    assert desk.look(document) == before
    assert desk.works()


def test_the_document_is_closed_while_the_job_runs(desk):
    other = desk.open(0xFF1E64C8)
    before = desk.look(other)
    document = desk.open()
    desk.fault("slow")
    desk.press_fill()
    desk.until(lambda: desk.window.view.overlay is not None)
    document.undo.setClean()
    desk.window.close_document()
    desk.fault("")
    desk.until(lambda: not desk.panel.runner.busy)
    desk.panel.apply.click()
    assert desk.panel.message.text() == "The picture was closed."
    assert desk.look(other) == before
    assert desk.works()


def test_the_active_layer_is_removed_while_the_job_runs(desk):
    document = desk.open()
    commands.duplicate_layer(document, document.active)
    desk.fault("slow")
    desk.press_fill()
    desk.until(lambda: desk.window.view.overlay is not None)
    commands.remove_layer(document, document.active)
    desk.fault("")
    desk.until(lambda: not desk.panel.runner.busy)
    desk.panel.apply.click()
    assert [layer.name for layer in document.layers] == ["photo", "Fill"]
    assert desk.works()


def test_a_locked_layer_stays_as_it_is(desk):
    document = desk.open()
    commands.change(document, document.active, "Lock", locked=True)
    locked = document.active
    assert desk.fill() == ""
    desk.panel.apply.click()
    assert document.layers[0].image == locked.image and document.layers[0].locked
    assert [layer.name for layer in document.layers] == ["photo", "Fill"]


def test_a_result_belongs_to_the_document_that_it_was_made_for(desk):
    first = desk.open()
    desk.fault("slow")
    desk.press_fill()
    desk.until(lambda: desk.window.view.overlay is not None)
    second = desk.open(0xFF1E64C8)
    before = desk.look(second)
    desk.fault("")
    desk.until(lambda: not desk.panel.runner.busy)
    assert desk.window.view.overlay is None, "nothing of one document shows on another"
    desk.panel.apply.click()
    assert desk.look(second) == before
    assert [layer.name for layer in first.layers] == ["photo", "Fill"]
    assert desk.works()


def test_a_model_for_which_the_disk_has_no_room(desk):
    desk.fault("disk full")
    desk.engine.kill()  # the next one finds the disk full from its start
    desk.engine.start()
    desk.until(lambda: desk.engine.state == "ready")
    picker = desk.panel.pages["fill"].model
    desk.until(lambda: picker.box.findData("big-lama") >= 0)
    picker.set_value("big-lama")
    if picker.chosen()["installed"]:
        pytest.skip("this machine has the model already")
    picker.card.get.click()
    desk.until(lambda: not picker.card.busy)
    says = "There is no space left on the disk; free some and try again."
    assert desk.panel.message.text() == says
    assert not picker.chosen()["installed"] and picker.card.get.isVisibleTo(picker)
    picker.set_value("patches")
    assert desk.works()


def test_a_wrong_interpreter(desk):
    document = desk.open()
    before = desk.look(document)
    bar = desk.panel.engine_bar
    bar.interpreter_chosen.emit("/no/such/python")
    desk.until(lambda: desk.engine.state == "failed")
    assert bar.isVisible() and bar.text.text().startswith("There is no Python at '/no/such/python'")
    assert "There is no Python" in desk.fill()
    assert desk.look(document) == before
    bar.interpreter_chosen.emit(sys.executable)
    desk.until(lambda: desk.engine.state == "ready")
    assert not bar.isVisible()
    assert desk.works()
