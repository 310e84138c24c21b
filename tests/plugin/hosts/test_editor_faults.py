"""What goes wrong around the panel in the stand-alone editor, with a real engine process.

Each time: a sentence in the panel, the document as it was, and the next job works.
"""

import os
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("PyQt6")

from plugin.engine import Engine
from plugin.hosts.editor import commands, selecting
from plugin.hosts.editor.document import FORMATS, Document, Layer
from plugin.hosts.editor.window import EditorWindow
from plugin.qt import QtCore, QtGui

pytestmark = pytest.mark.slow
ENGINE = str(Path(__file__).parents[1] / "faulty_engine.py")


class Desk:
    """A person at the editor, and somebody who breaks things."""

    def __init__(self, folder, application):
        self.application = application
        self.fault_file = folder / "fault"
        os.environ["GANVAS_FAULT"] = str(self.fault_file)
        settings = QtCore.QSettings(str(folder / "editor.ini"), QtCore.QSettings.Format.IniFormat)
        engine = Engine(sys.executable, folder / "engine.log", "cpu", arguments=[ENGINE])
        self.window = EditorWindow(settings, engine=engine)
        self.panel, self.engine = self.window.panel, engine
        self.window.show()
        self.until(lambda: engine.state == "ready")
        self.until(lambda: self.panel.pages["fill"].model.box.count() > 0)

    def until(self, so, seconds=120.0):
        """Let the editor live until something is so."""
        end = time.monotonic() + seconds
        while not so():
            assert time.monotonic() < end, self.panel.message.text() or "it never happened"
            self.application.processEvents()
            time.sleep(0.005)

    def fault(self, wrong):
        self.fault_file.write_text(wrong)

    def open(self, colour=0xFFC8641E):
        """A document with a selection in the middle."""
        image = QtGui.QImage(64, 48, FORMATS["u8"])
        image.fill(QtGui.QColor.fromRgb(colour))
        document = Document(QtCore.QSize(64, 48))
        document.set_layers([Layer("photo", image)])
        path = QtGui.QPainterPath()
        path.addRect(20, 10, 16, 16)
        mask = selecting.with_path(QtGui.QImage(), document.size, path, "replace")
        commands.select(document, mask, "Select")
        self.window.add_document(document)
        return document

    def press_fill(self):
        self.panel.discard_all()
        self.panel.pages["fill"].button.click()
        assert self.panel.runner.busy, self.panel.message.text()

    def fill(self):
        """Press the button and wait; what the panel says then."""
        self.press_fill()
        self.until(lambda: not self.panel.runner.busy)
        return self.panel.message.text()

    def works(self):
        """The next job gives a layer, and one undo takes it back."""
        self.fault("")
        document = self.open()
        assert self.fill() == ""
        before = look(document)
        self.panel.apply.click()
        assert [layer.name for layer in document.layers] == ["photo", "Fill"]
        assert look(document) != before
        document.undo.undo()
        assert look(document) == before
        return True


def look(document):
    return document.flattened(document.rect()), len(document.layers)


@pytest.fixture(scope="module")
def desk(qapp, tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("desk"), qapp)
    yield made
    made.panel.shut_down()
    for document in made.window.documents:
        document.undo.setClean()
    made.window.close()


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
    before = look(document)
    desk.fault(wrong)
    sentence = desk.fill()
    assert sentence.startswith((says, "The engine broke off in the middle of the work"))
    assert look(document) == before and not desk.panel.candidates.all()
    assert not desk.window.view.overlay, "the preview is taken away"
    assert desk.works()


def test_an_engine_that_hangs(desk, monkeypatch):
    document = desk.open()
    before = look(document)
    monkeypatch.setattr(desk.panel.client, "_idle", 3.0)
    desk.fault("hung")
    assert desk.fill() == "The engine does not answer; it was stopped. Try again."
    assert look(document) == before
    monkeypatch.undo()
    assert desk.works()


def test_stopping_a_job(desk):
    document = desk.open()
    before = look(document)
    desk.fault("slow")
    desk.press_fill()
    desk.until(lambda: desk.window.view.overlay is not None)
    assert desk.panel.job_row.isVisible()
    desk.panel.job_row.button.click()
    assert desk.panel.message.text() == "Stopped."
    assert not desk.panel.job_row.isVisible() and not desk.window.view.overlay
    assert look(document) == before
    assert desk.works()


def test_the_document_is_closed_while_the_job_runs(desk):
    other = desk.open(0xFF1E64C8)
    before = look(other)
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
    assert look(other) == before
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
    before = look(second)
    desk.fault("")
    desk.until(lambda: not desk.panel.runner.busy)
    assert desk.window.view.overlay is None, "nothing of one document shows on another"
    desk.panel.apply.click()
    assert look(second) == before
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
    before = look(document)
    bar = desk.panel.engine_bar
    bar.interpreter_chosen.emit("/no/such/python")
    desk.until(lambda: desk.engine.state == "failed")
    assert bar.isVisible() and bar.text.text().startswith("There is no Python at '/no/such/python'")
    assert "There is no Python" in desk.fill()
    assert look(document) == before
    bar.interpreter_chosen.emit(sys.executable)
    desk.until(lambda: desk.engine.state == "ready")
    assert not bar.isVisible()
    assert desk.works()
