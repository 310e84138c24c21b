"""The whole panel in a narrow, low docker: nothing grows, nothing moves, nothing gets mixed up."""

from __future__ import annotations

import pytest

pytest.importorskip("PyQt6")

from plugin.canvas import Region, Selection
from plugin.client import Progress
from plugin.client import Result as Answer
from plugin.engine import Engine
from plugin.panel.dock import Panel
from plugin.qt import QtCore, QtWidgets
from tests.plugin.panel.fakes import Canvas, Client, Host, grey

PLACE = Selection(Region(40, 30, 20, 10), b"\xff" * 200)
LONG = "Something went wrong that takes many words to be told, " * 8


class Documents(Host):
    """Two documents in a host that cannot show previews, as Krita."""

    shows_previews = False

    def __init__(self):
        self.one, self.two = (Canvas(selection=PLACE, key=key) for key in ("one", "two"))
        self.one.preview = self.two.preview = lambda result: False
        self.listed = {"one", "two"}
        super().__init__(self.one)

    def documents(self):
        return self.listed


@pytest.fixture
def panel(qapp, tmp_path):
    """In a docker beside a canvas; the engine is of air."""
    made = Panel(Documents(), Engine("/no/such/python", tmp_path / "engine.log"))
    made.client = made.runner._client = made.models._client = Client()
    made.engine.start = lambda: None
    window = QtWidgets.QMainWindow()
    window.setCentralWidget(QtWidgets.QLabel("canvas"))
    dock = QtWidgets.QDockWidget("Ganvas")
    dock.setWidget(made)
    window.addDockWidget(QtCore.Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.resize(800, 420)
    window.show()
    qapp.processEvents()
    yield made
    window.close()
    window.deleteLater()


def places(panel):
    """Where everything is that a pointer could be over, and how large the window is."""
    buttons = [panel.apply, panel.apply_all, panel.again, panel.discard]
    buttons += [panel.pages["fill"].button, panel.results.preview, panel.candidates]
    corners = [button.mapTo(panel, button.rect().topLeft()) for button in buttons]
    sizes = [button.size() for button in buttons]
    return [panel.window().size(), panel.minimumSizeHint(), corners, sizes]


def job(panel, settle, pictures=1):
    """Press the button of Fill; the engine answers with pictures."""
    panel.pages["fill"].button.click()
    asked = panel.client.asked[-1]
    settle()
    asked.result.emit(Answer([grey(156, 136, {"seed": n}) for n in range(pictures)]))
    asked.ended.emit()
    settle()


def test_the_window_keeps_its_size_and_the_buttons_their_places(panel, qapp):
    def settle():
        for _ in range(5):
            qapp.processEvents()

    settle()
    before = places(panel)
    panel.pages["fill"].button.click()
    asked = panel.client.asked[-1]
    settle()
    assert places(panel) == before, "while a job begins"
    asked.progress.emit(Progress(1, 2, LONG))
    asked.preview.emit(grey(512, 446))
    settle()
    assert not panel.results.preview.empty and places(panel) == before, "while it is shown"
    asked.result.emit(Answer([grey(156, 136)] * 3, notes=[LONG]))
    asked.ended.emit()
    settle()
    assert len(panel.candidates.all()) == 3 and places(panel) == before, "with its results"
    assert panel.message.text() == LONG and panel.message.label.text() != LONG
    panel.host.one.selected = None
    panel.pages["fill"].button.click()
    settle()
    assert panel.message.text().startswith("Select what") and places(panel) == before
    for button in (panel.apply, panel.apply_all, panel.again, panel.discard):
        corner = button.mapTo(panel.window(), button.rect().bottomRight())
        assert button.isVisible() and panel.window().rect().contains(corner)


def test_each_document_has_results_history_and_messages_of_its_own(panel, qapp):
    def settle():
        for _ in range(5):
            qapp.processEvents()

    job(panel, settle, 2)
    assert panel.candidates.count() == 2 and panel.history.count() == 2
    panel.runner._say(panel.candidates.all()[0].request, "About the first one.")
    panel.host.open = panel.host.two
    panel.show_document()
    assert panel.candidates.count() == 0 and panel.history.count() == 0
    assert panel.message.text() == "" and not panel.apply.isEnabled()
    assert not panel.again.isEnabled(), "nothing was made of it yet"
    job(panel, settle)
    panel.discard.click()
    panel.host.open = panel.host.one
    panel.show_document()
    assert panel.candidates.count() == 2 and panel.message.text() == "About the first one."
    assert panel.apply.isEnabled() and panel.again.isEnabled()


def test_a_document_that_is_missed_for_a_moment_keeps_its_job_and_its_results(panel, qapp):
    job(panel, qapp.processEvents)
    panel.pages["fill"].button.click()
    panel.host.open, panel.host.listed = None, set()  # the host is opening another one
    panel.show_document()
    panel.host.open, panel.host.listed = panel.host.two, {"one", "two"}
    panel.show_document()
    panel._forget_closed()
    assert panel.runner.working_on == "one"
    panel.host.open = panel.host.one
    panel.show_document()
    assert len(panel.candidates.all()) == 1 and panel.again.isEnabled()


def test_what_belongs_to_a_document_goes_with_it(panel, qapp):
    job(panel, qapp.processEvents)
    panel.pages["fill"].button.click()
    panel.host.open, panel.host.listed = panel.host.two, {"two"}
    panel.show_document()
    panel._forget_closed()
    assert not panel.runner.busy and not panel.candidates._kept
    assert panel.message.text() == "The picture was closed, and its job stopped."
    panel.host.open, panel.host.listed = panel.host.one, {"one", "two"}
    panel.show_document()
    assert not panel.again.isEnabled() and not panel.message.text()


def test_being_told_of_the_same_document_again_changes_nothing(panel, qapp):
    job(panel, qapp.processEvents, 2)
    panel.candidates.setCurrentRow(0)
    panel.host.one.selected = None
    panel.run("fill")
    panel.show_document()
    assert panel.message.text() == "Select what is to be filled first."
    assert panel.candidates.currentRow() == 0


def test_all_is_offered_where_there_is_more_than_one(panel, qapp):
    job(panel, qapp.processEvents)
    assert panel.apply.isEnabled() and not panel.apply_all.isEnabled()
    job(panel, qapp.processEvents, 2)
    assert panel.apply_all.isEnabled()


def test_a_sentence_goes_when_its_cause_does(panel):
    panel.host.one.selected = None
    panel.run("fill")
    assert panel.message.text() == "Select what is to be filled first."
    panel.notices.look()
    assert panel.message.text(), "it is still so"
    panel.host.one.selected = PLACE
    panel.notices.look()
    assert panel.message.text() == ""
    panel.host.one.selected = None
    panel.run("fill")
    panel.tabs.setCurrentIndex(1)
    assert panel.message.text() == "", "the person does something else"
    panel.notices.say("models", "The engine cannot be reached.", True)
    panel.models.fill([])
    assert panel.message.text() == "", "it has answered"


def test_a_recipe_of_the_command_line_sets_a_tab(panel):
    recipe = {"ganvas": "0.1", "task": "inpaint", "model": "own", "seed": 8, "quality": "best"}
    panel.host.one.recipe = lambda: recipe
    panel.models.fill([{"name": "own", "task": "inpaint", "installed": True}])
    panel.tabs.setCurrentIndex(2)
    panel.results.from_layer.click()
    fill = panel.pages["fill"]
    assert panel.tabs.currentWidget() is fill
    assert (fill.model.value(), fill.seed.value(), fill.quality.value()) == ("own", 8, "best")
    panel.host.one.recipe = lambda: None
    panel.results.from_layer.click()
    assert panel.message.text() == "It is not known how the active layer was made."


@pytest.mark.parametrize("width", [250, 330, 900])
def test_every_tab_is_in_sight_at_every_width(panel, qapp, width):
    dock = panel.parent()
    window = dock.parent()
    window.resize(width + 300, 700)
    window.resizeDocks([dock], [width], QtCore.Qt.Orientation.Horizontal)
    for _ in range(5):
        qapp.processEvents()
    tabs, bar = panel.tabs, panel.tabs.tabBar()
    assert bar.tabRect(bar.count() - 1).right() <= bar.width()
    names = [bar.tabText(n) for n in range(bar.count())]
    assert names[-1] == ("Train" if width == 900 else "")
    assert [tabs.tabToolTip(n) for n in range(3)] == ["Fill", "Style", "Generate"]
    assert bar.tabIcon(0).isNull() == (width == 900)
