"""The tab "Fill": what it asks for, what it refuses, and what brings its settings back."""

from __future__ import annotations

import pytest

pytest.importorskip("PyQt6")

from plugin.canvas import LayerInfo, Region, Selection
from plugin.panel.fill import FillTab
from plugin.panel.request import NotReady
from tests.plugin.panel.fakes import Canvas, services

PLACE = Selection(Region(40, 30, 20, 10), b"\xff" * 200)
BIG = {"name": "big", "task": "inpaint", "installed": False, "title": "Big"}
OWN = {"name": "own", "task": "inpaint", "installed": True, "default": True}


@pytest.fixture
def tab(qapp):
    made = FillTab(services(Canvas(selection=PLACE), [BIG, OWN]))
    yield made
    made.deleteLater()


def test_the_selection_is_sent_with_its_surroundings(tab):
    tab.quality.set_value("best")
    tab.candidates.set_value(3)
    tab.seed.set_value(11)
    request = tab.request()
    assert request.task == "inpaint" and request.place == PLACE.region
    assert request.options == {"model": "own", "quality": "best", "candidates": 3, "seed": 11}
    image, mask = request.pictures
    assert (image.name, mask.name) == ("image", "mask")
    assert (image.width, image.height) == (mask.width, mask.height) == (156, 136)
    assert sum(mask.data) == 255 * 200 and tab.host.open.reads == ["picture"]


def test_without_a_selection_it_says_so_until_there_is_one(tab):
    tab.host.open.selected = None
    with pytest.raises(NotReady, match="Select what is to be filled") as refused:
        tab.request()
    assert not refused.value.gone()
    tab.host.open.selected = PLACE
    assert refused.value.gone()


def test_without_a_picture_it_says_so_until_one_is_open(tab):
    canvas, tab.host.open = tab.host.open, None
    with pytest.raises(NotReady, match="Open a picture") as refused:
        tab.request()
    assert not refused.value.gone()
    tab.host.open = canvas
    assert refused.value.gone()


def test_a_model_that_is_not_here_is_not_asked_for(tab):
    tab.model.set_value("big")
    with pytest.raises(NotReady, match="Get this model first") as refused:
        tab.request()
    assert not tab.host.open.reads, "nothing is read for a job that cannot begin"
    tab.models.fill([{**BIG, "installed": True}, OWN])
    assert refused.value.gone() and tab.request().options["model"] == "big"


def test_a_model_fetched_in_one_tab_is_there_in_all(tab):
    other = FillTab(tab.services)
    for picker in (tab.model, other.model):
        picker.set_value("big")
    tab.model.card.get.click()
    (download,) = [asked for asked in tab.services.client.asked if asked.what[0] == "get"]
    assert other.model.card.busy and other.model.card.get.isHidden()
    download.ended.emit()
    question = tab.services.client.asked[-1]
    assert question.what == ("models",)
    question.done.emit([{**BIG, "installed": True}, OWN])
    assert other.model.box.currentText() == "Big" and not other.model.card.busy


def test_the_picture_grows_by_the_margins(tab):
    with pytest.raises(NotReady, match="by how many pixels"):
        tab.extension()
    tab.margins.set_value({"left": 16, "bottom": 8})
    request = tab.extension()
    assert request.task == "extend" and request.opens
    assert request.place == Region(-16, 0, 316, 208)
    assert request.options["left"] == 16 and request.options["top"] == 0
    asked = []
    tab.go.connect(asked.append)
    tab.margins.button.click()
    tab.button.click()
    assert asked == [tab.extension, tab.request]


def test_settings_come_back(tab):
    tab.quality.set_value("fast")
    tab.margins.set_value({"top": 5})
    tab.seed.set_value(3)
    saved = tab.settings()
    tab.restore({})
    assert tab.settings() != saved and tab.quality.value() == "good", "as it began"
    tab.restore(saved)
    assert tab.settings() == saved


def test_settings_that_a_file_garbled_leave_the_rest_as_it_is(tab):
    tab.restore({"quality": ["x"], "seed": "many", "margins": 7, "candidates": 2})
    assert tab.candidates.value() == 2 and tab.quality.value() == "good"


@pytest.mark.parametrize(("dtype", "white"), [("u8", b"\xff" * 4), ("u16", b"\xff" * 8)])
def test_the_subject_becomes_the_selection(tab, dtype, white):
    from plugin.client import Result as Answer
    from plugin.panel.notices import Notices
    from plugin.panel.runner import Runner
    from plugin.wire import Picture

    canvas = tab.host.open = Canvas(4, 2)
    asked = []
    tab.go.connect(asked.append)
    tab.find_subject.click()
    request = asked[0]()
    assert request.task == "subject" and [picture.name for picture in request.pictures] == ["image"]
    runner = Runner(tab.services.client, Notices())
    heard = []
    runner.candidate.connect(heard.append)
    black = bytes(len(white) // 4 * 3) + white[: len(white) // 4]
    found = Picture(4, 2, "RGBA", dtype, white + black * 6 + white)
    runner._job = job = object()
    runner._place(job, request, Answer([found]))
    assert canvas.selected.region == Region(0, 0, 4, 2) and not heard
    assert list(canvas.selected.mask) == [255, 0, 0, 0, 0, 0, 0, 255]


def test_a_selection_of_the_engines_is_one_undo_step_in_the_editor(qapp):
    from plugin.hosts.editor.canvas import EditorCanvas
    from plugin.hosts.editor.document import Document
    from plugin.hosts.editor.view import View
    from plugin.qt import QtCore

    document = Document(QtCore.QSize(7, 5))
    canvas = EditorCanvas(document, View())
    canvas.select(Selection(Region(1, 1, 3, 2), bytes([0, 9, 255, 255, 0, 0])))
    found = canvas.selection()
    assert found.region == Region(1, 1, 3, 2) and list(found.mask) == [0, 9, 255, 255, 0, 0]
    document.undo.undo()
    assert canvas.selection() is None


def test_where_there_is_no_brush_for_it_a_painted_layer_says_what_is_avoided(qapp):
    made = services(Canvas(selection=PLACE), [BIG, OWN])
    made.host.shows_previews = False
    made.host.open.listed = [LayerInfo("k", "Not this"), LayerInfo("l", "Photograph")]
    tab = FillTab(made)
    assert not tab.avoid.isHidden() and len(tab.request().pictures) == 2
    tab.avoid.set_value("k")
    avoid = tab.request().pictures[2]
    rows = bytes(avoid.data)[: avoid.width]
    assert avoid.name == "avoid" and rows == b"\x80" * 78 + bytes(78)
    made.host.open.listed = []  # the layer was removed
    tab.avoid.set_value("k")
    assert tab.avoid.value() is None and len(tab.request().pictures) == 2
