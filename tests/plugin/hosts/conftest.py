"""A person at the editor with a real engine process; see faulty_engine.py for what it does."""

import os
import sys
import time
from pathlib import Path

import pytest

ENGINE = str(Path(__file__).parents[1] / "faulty_engine.py")


class Person:
    """A person at the editor, and somebody who breaks things."""

    def __init__(self, folder, application):
        from plugin.engine import Engine
        from plugin.hosts.editor.window import EditorWindow
        from plugin.qt import QtCore

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
        from plugin.hosts.editor import commands, selecting
        from plugin.hosts.editor.document import Document, Layer
        from plugin.hosts.editor.images import FORMATS
        from plugin.qt import QtCore, QtGui

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

    def show(self, document):
        """Bring a document to the front."""
        self.window.tabs.setCurrentIndex(self.window.documents.index(document))

    def press_fill(self):
        self.panel.discard_all()
        self.panel.pages["fill"].button.click()
        assert self.panel.runner.busy, self.panel.message.text()

    def fill(self):
        """Press the button and wait; what the panel says then."""
        self.press_fill()
        self.until(lambda: not self.panel.runner.busy)
        return self.panel.message.text()

    def look(self, document):
        """What can be seen of a document."""
        return document.flattened(document.rect()), len(document.layers)

    def works(self):
        """The next job gives a layer, and one undo takes it back."""
        self.fault("")
        document = self.open()
        assert self.fill() == ""
        before = self.look(document)
        self.panel.apply.click()
        assert [layer.name for layer in document.layers] == ["photo", "Fill"]
        assert self.look(document) != before
        document.undo.undo()
        assert self.look(document) == before
        return True


@pytest.fixture(scope="session")
def files(qapp):
    """The process that opens and saves."""
    from plugin.hosts.editor.files import FileProcess

    made = FileProcess()
    yield made
    made.close()


@pytest.fixture(scope="session")
def person(qapp, tmp_path_factory):
    made = Person(tmp_path_factory.mktemp("person"), qapp)
    yield made
    made.panel.shut_down()
    for document in made.window.documents:
        document.mark_saved()
    made.window.close()
