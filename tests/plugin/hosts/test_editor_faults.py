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
def test_an_engine_that_fails(person, wrong, says):
    document = person.open()
    before = person.look(document)
    person.fault(wrong)
    sentence = person.fill()
    assert sentence.startswith((says, "The engine broke off in the middle of the work"))
    assert person.look(document) == before and not person.panel.candidates.all()
    assert not person.window.view.overlay, "the preview is taken away"
    assert person.works()


def test_an_engine_that_hangs(person, monkeypatch):
    document = person.open()
    before = person.look(document)
    monkeypatch.setattr(person.panel.client, "_idle", 3.0)
    person.fault("hung")
    assert person.fill() == "The engine does not answer; it was stopped. Try again."
    assert person.look(document) == before
    monkeypatch.undo()
    assert person.works()


def test_stopping_a_job(person):
    document = person.open()
    before = person.look(document)
    person.fault("slow")
    person.press_fill()
    person.until(lambda: person.window.view.overlay is not None)
    assert person.panel.job_row.isVisible()
    person.panel.job_row.button.click()
    assert person.panel.message.text() == "Stopped."
    assert not person.panel.job_row.isVisible() and not person.window.view.overlay
    assert person.look(document) == before
    assert person.works()


def test_the_document_is_closed_while_the_job_runs(person):
    other = person.open(0xFF1E64C8)
    before = person.look(other)
    document = person.open()
    person.fault("slow")
    person.press_fill()
    person.until(lambda: person.window.view.overlay is not None)
    document.mark_saved()
    person.window.close_document()
    person.until(lambda: not person.panel.runner.busy)  # nobody waits for it any more
    assert person.panel.message.text() == "The picture was closed, and its job stopped."
    assert not person.panel.candidates.all()
    assert person.look(other) == before
    assert person.works()


def test_the_active_layer_is_removed_while_the_job_runs(person):
    document = person.open()
    commands.duplicate_layer(document, document.active)
    person.fault("slow")
    person.press_fill()
    person.until(lambda: person.window.view.overlay is not None)
    commands.remove_layer(document, document.active)
    person.fault("")
    person.until(lambda: not person.panel.runner.busy)
    person.panel.apply.click()
    assert [layer.name for layer in document.layers] == ["photo", "Fill"]
    assert person.works()


def test_a_locked_layer_stays_as_it_is(person):
    document = person.open()
    commands.change(document, document.active, "Lock", locked=True)
    locked = document.active
    assert person.fill() == ""
    person.panel.apply.click()
    assert document.layers[0].image == locked.image and document.layers[0].locked
    assert [layer.name for layer in document.layers] == ["photo", "Fill"]


def test_a_result_belongs_to_the_document_that_it_was_made_for(person):
    first = person.open()
    person.fault("slow")
    person.press_fill()
    person.until(lambda: person.window.view.overlay is not None)
    second = person.open(0xFF1E64C8)
    before = person.look(second)
    person.fault("")
    person.until(lambda: not person.panel.runner.busy)
    assert person.window.view.overlay is None, "nothing of one document shows on another"
    assert not person.panel.candidates.all() and not person.panel.apply.isEnabled()
    assert person.fill() == "", "the second has results of its own"
    person.show(first)
    (waiting,) = person.panel.candidates.all()
    assert waiting.request.canvas.key == first.key
    person.panel.apply.click()
    assert person.look(second) == before
    person.show(second)
    assert len(person.panel.candidates.all()) == 1, "applying one document's leaves the other's"
    assert [layer.name for layer in first.layers] == ["photo", "Fill"]
    assert person.works()


def test_a_model_for_which_the_disk_has_no_room(person):
    person.fault("disk full")
    person.engine.kill()  # the next one finds the disk full from its start
    person.engine.start()
    person.until(lambda: person.engine.state == "ready")
    picker = person.panel.pages["fill"].model
    person.until(lambda: picker.box.findData("big-lama") >= 0)
    picker.set_value("big-lama")
    if picker.chosen()["installed"]:
        pytest.skip("this machine has the model already")
    picker.card.get.click()
    person.until(lambda: not picker.card.busy)
    says = "There is no space left on the disk; free some and try again."
    assert person.panel.message.text() == says
    assert not picker.chosen()["installed"] and picker.card.get.isVisibleTo(picker)
    picker.set_value("patches")
    assert person.works()


def test_a_wrong_interpreter(person):
    document = person.open()
    before = person.look(document)
    bar = person.panel.engine_bar
    bar.interpreter_chosen.emit("/no/such/python")
    person.until(lambda: person.engine.state == "failed")
    assert bar.isVisible() and bar.text.text().startswith("There is no Python at '/no/such/python'")
    assert "There is no Python" in person.fill()
    assert person.look(document) == before
    bar.interpreter_chosen.emit(sys.executable)
    person.until(lambda: person.engine.state == "ready")
    assert not bar.isVisible()
    assert person.works()
