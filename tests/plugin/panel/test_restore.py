"""The tab "Restore": what it asks for, and where its results go."""

from __future__ import annotations

import pytest

pytest.importorskip("PyQt6")

from plugin.canvas import Region, Result, Selection
from plugin.hosts.editor.canvas import EditorCanvas
from plugin.hosts.editor.document import Document, Layer
from plugin.hosts.editor.images import FORMATS
from plugin.hosts.editor.view import View
from plugin.panel.notices import Notices
from plugin.panel.request import Candidate, placed
from plugin.panel.restore import CLEAN, RestoreTab
from plugin.panel.runner import Runner
from plugin.qt import QtCore, QtGui
from plugin.wire import Picture
from tests.plugin.panel.fakes import services


@pytest.fixture
def opened():
    """The documents that were opened."""
    return []


@pytest.fixture
def canvas(qapp, opened):
    document = Document(QtCore.QSize(40, 30), "u16")
    image = QtGui.QImage(40, 30, FORMATS["u16"])
    image.fill(QtGui.QColor(200, 10, 20))
    document.set_layers([Layer("photo", image)])
    return EditorCanvas(document, View(), opened.append)


@pytest.fixture
def tab(canvas):
    made = RestoreTab(services(canvas))
    yield made
    made.deleteLater()


def select(canvas, *place):
    mask = QtGui.QImage(40, 30, QtGui.QImage.Format.Format_Grayscale8)
    mask.fill(0)
    painter = QtGui.QPainter(mask)
    painter.fillRect(QtCore.QRect(*place), QtCore.Qt.GlobalColor.white)
    painter.end()
    canvas._document.set_selection(mask)


def test_a_selection_is_restored_where_it_is(tab, canvas):
    select(canvas, 5, 6, 10, 8)
    tab.strength.set_value(0.5)
    tab.unfade.set_value(0.8)
    request = tab.request()
    assert (request.task, request.options) == (
        "restore",
        {"model": "automatic", "strength": 0.5, "sensitivity": 0.5, "unfade": 0.8},
    )
    assert [picture.name for picture in request.pictures] == ["image", "mask"]
    assert request.place == Region(5, 6, 10, 8) and not request.opens
    assert tab.button.text() == "Restore into a layer"


def test_without_a_selection_all_of_the_picture_is_enlarged(tab):
    tab.scale.set_value(4)
    request = tab.request()
    assert (request.task, request.options) == (
        "upscale",
        {"model": "automatic", "strength": 1.0, "scale": 4},
    )
    (image,) = request.pictures
    assert (image.width, image.height) == (40, 30) and request.opens
    assert tab.button.text() == "Enlarge into a new picture"


def test_found_damage_becomes_the_selection(tab, canvas):
    tab.sensitivity.set_value(0.7)
    asked = []
    tab.go.connect(asked.append)
    tab.find_damage.click()
    request = asked[0]()
    assert (request.task, request.options) == ("damage", {"sensitivity": 0.7})
    assert request.selects and request.place == Region(0, 0, 40, 30)
    mask = b"".join(bytes([255 if 3 <= x < 6 else 0] * 4) for _ in range(30) for x in range(40))
    Runner(tab.services.client, Notices())._select(request, Picture(40, 30, "RGBA", "u8", mask))
    assert canvas.selection().region == Region(3, 0, 3, 30)


def test_only_the_models_of_what_is_to_be_done_are_shown(tab):
    assert not tab.restorer.isHidden() and tab.upscaler.isHidden()
    tab.scale.set_value(2)
    assert tab.restorer.isHidden() and not tab.upscaler.isHidden()


def test_an_enlarged_picture_becomes_a_document_of_its_own(tab, canvas, opened):
    select(canvas, 5, 6, 10, 8)
    tab.scale.set_value(2)
    request = tab.request()
    assert request.selection is None and request.place == Region(5, 6, 10, 8)
    data = b"\x10\x20" * 4 * 20 * 16
    picture = Picture(20, 16, "RGBA", "u16", data, recipe={"model": "x"})
    runner = Runner(tab.services.client, Notices())
    layers = list(canvas._document.layers)
    result = placed(request, picture, request.name)
    assert runner.apply([Candidate(request, result)], request.name)
    (made,) = opened
    assert (made.size, made.depth) == (QtCore.QSize(20, 16), "u16")
    (layer,) = made.layers
    assert (layer.name, layer.recipe["model"]) == ("Enlarged", "x")
    assert layer.recipe["panel"] == {"task": request.task, "settings": request.settings}
    assert layer.image.constBits().asstring(len(data)) == data
    assert made.modified  # it asks to be saved
    assert canvas._document.layers == layers


def test_layers_and_documents_may_be_applied_together(tab, canvas, opened):
    restored = tab.request()
    tab.scale.set_value(2)
    enlarged = tab.request()
    small = Picture(40, 30, "RGBA", "u16", bytes(40 * 30 * 8))
    large = Picture(80, 60, "RGBA", "u16", bytes(80 * 60 * 8))
    chosen = [
        Candidate(restored, Result("Restored", restored.place, small)),
        Candidate(enlarged, Result("Enlarged", enlarged.place, large)),
    ]
    assert Runner(tab.services.client, Notices()).apply(chosen, "both")
    assert [layer.name for layer in canvas._document.layers] == ["photo", "Restored"]
    assert [document.size for document in opened] == [QtCore.QSize(80, 60)]


def test_settings_come_back_for_both_tasks(tab, canvas):
    tab.scale.set_value(4)
    tab.strength.set_value(0.25)
    other = RestoreTab(services(canvas))
    other.restore(tab.settings())
    assert other.settings() == tab.settings() and other.scale.value() == 4
    assert tab.does("restore") and tab.does("upscale") and not tab.does("inpaint")
    other.restore({"scale": CLEAN})
    assert other.request().task == "restore"


def test_a_soft_selection_is_sent_as_it_is(tab, canvas):
    select(canvas, 0, 0, 4, 4)
    found = canvas.selection()
    assert isinstance(found, Selection)
    (_, mask) = tab.request().pictures
    assert bytes(mask.data) == bytes(found.mask)
