"""The tab "Style": one style, several, or one by example."""

from __future__ import annotations

import pytest

pytest.importorskip("PyQt6")

from plugin.canvas import Region, Selection
from plugin.panel.request import NotReady
from plugin.panel.style import StyleTab
from plugin.qt import QtGui, QtWidgets
from tests.plugin.panel.fakes import Canvas, services


def style(name, installed=True, kind="stylizer"):
    task = {"task": "stylize", "kind": kind}
    return {"name": name, "title": name.title(), "installed": installed, **task}


STYLES = [style("wave"), style("mosaic"), style("rain", installed=False), style("any", kind="x")]


@pytest.fixture
def tab(qapp):
    made = StyleTab(services(Canvas(30, 20)))
    made.models.fill(STYLES)
    yield made
    made.deleteLater()


def test_the_gallery_has_the_fixed_styles_and_sends_the_chosen_one(tab):
    assert tab.gallery.count() == 3
    tab.gallery.set_value(["mosaic"])
    tab.keep.set_value("colors")
    request = tab.request()
    assert request.task == "stylize" and request.name == "Mosaic"
    assert request.options == {"strength": 1.0, "seed": 0, "style": "mosaic", "keep": "colors"}
    assert [picture.name for picture in request.pictures] == ["image"]
    assert request.place == Region(0, 0, 30, 20) and tab.host.open.reads == ["layer"]


def test_several_styles_are_mixed_in_equal_parts(tab):
    tab.gallery.set_value(["wave", "mosaic"])
    request = tab.request()
    assert request.options["style"] == {"wave": 1.0, "mosaic": 1.0}
    assert set(request.name.split(" + ")) == {"Wave", "Mosaic"}


def test_a_selection_limits_it(tab):
    tab.host.open.selected = Selection(Region(2, 3, 10, 8), b"\x80" * 80)
    request = tab.request()
    assert request.place == Region(2, 3, 10, 8)
    assert [picture.name for picture in request.pictures] == ["image", "mask"]


def test_a_style_that_is_not_here_is_not_asked_for(tab):
    tab.gallery.set_value(["rain"])
    with pytest.raises(NotReady, match="Get this style first") as refused:
        tab.request()
    tab.models.fill([style("rain")])
    assert refused.value.gone()


def test_a_style_by_example_needs_a_picture(tab, tmp_path):
    tab.kind.set_value("example")
    assert tab.gallery.isHidden() and not tab.example.isHidden()
    with pytest.raises(NotReady, match="Choose a picture"):
        tab.request()
    tab.example._try_file(str(tmp_path / "no.png"))
    assert tab.services.notices.latest().sentence == "no.png could not be read as a picture."
    image = QtGui.QImage(4, 4, QtGui.QImage.Format.Format_RGB32)
    image.fill(QtGui.QColor(200, 10, 20))
    image.save(str(tmp_path / "style.png"))
    tab.example._try_file(str(tmp_path / "style.png"))
    assert tab.services.notices.latest() is None, "what was wrong is so no longer"
    request = tab.request()
    assert [picture.name for picture in request.pictures] == ["image", "style"]
    assert bytes(request.pictures[1].data[:4]) == bytes((200, 10, 20, 255))
    assert "style" not in request.options


def test_settings_wait_for_the_list_of_styles(qapp, tab):
    tab.gallery.set_value(["mosaic"])
    tab.strokes.set_value(2.0)
    saved = tab.settings()
    other = StyleTab(services(Canvas(30, 20)))
    other.restore(saved)
    other.models.fill(STYLES)
    assert other.settings() == saved


@pytest.mark.parametrize("noted", ["mosaic", {"mosaic": 1.0}])
def test_a_recipe_of_the_engine_sets_the_controls(tab, noted):
    tab.take("stylize", {"style": noted, "strength": 0.25, "style_scale": 2.0, "seed": 4})
    options = tab.request().options
    assert options == {"style": "mosaic", "strength": 0.25, "style_scale": 2.0, "seed": 4}


def test_a_style_is_learned_from_the_example_and_chosen_then(tab, tmp_path, monkeypatch):
    image = QtGui.QImage(20, 20, QtGui.QImage.Format.Format_RGB32)
    image.fill(QtGui.QColor(200, 10, 20))
    image.save(str(tmp_path / "painting.png"))
    tab.kind.set_value("example")
    assert not tab.learn.isHidden()
    with pytest.raises(NotReady, match="Choose a picture"):
        tab.lesson("mine")
    tab.example._try_file(str(tmp_path / "painting.png"))
    asked = []
    tab.go.connect(asked.append)
    monkeypatch.setattr(QtWidgets.QInputDialog, "getText", lambda *_: (" mine ", True))
    tab.learn.click()
    request = asked[0]()
    assert (request.task, request.options, request.teaches) == (
        "learn-style",
        {"name": "mine"},
        "mine",
    )
    assert [picture.name for picture in request.pictures] == ["image"]
    tab.restore({**tab.settings(), "kind": "gallery", "styles": ["mine"]})
    tab.models.fill([*STYLES, style("mine")])
    assert tab.gallery.value() == ["mine"]
    tab.gallery.set_value(["wave"])
    tab.models.fill([*STYLES, style("mine")])
    assert tab.gallery.value() == ["wave"], "what is chosen later stays"
