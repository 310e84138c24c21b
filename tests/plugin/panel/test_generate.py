"""The tab "Generate" where what is generated comes from the open layer."""

from __future__ import annotations

import pytest

pytest.importorskip("PyQt6")

from plugin.canvas import Region, Selection
from plugin.panel.generate import GenerateTab
from tests.plugin.panel.fakes import Canvas, services


def test_the_layer_itself_is_varied_without_a_model(qapp):
    tab = GenerateTab(services(Canvas(30, 20)))  # the engine has named no models
    tab.model.set_value("vary")
    tab.psi.set_value(0.5)
    tab.count.set_value(2)
    tab.seed.set_value(5)
    request = tab.request()
    assert request.task == "vary" and tab.does("vary") and tab.host.open.reads == ["layer"]
    assert request.options == {"seeds": [5, 6], "amount": 0.5}
    (sent,) = request.pictures
    assert (sent.name, sent.width, sent.height) == ("image", 30, 20)


FACES = {
    "name": "faces",
    "title": "Faces",
    "task": "generate",
    "installed": True,
    "layers": 16,
    "classes": 3,
}
SHARP = {"name": "sharp", "title": "Sharp", "task": "upscale", "installed": True, "default": True}


@pytest.fixture
def faces(qapp):
    """The tab with a generator of classes and layers, and an upscaler."""
    tab = GenerateTab(services(Canvas(30, 20), [FACES, SHARP]))
    tab.model.set_value("faces")
    yield tab
    tab.deleteLater()


def test_the_fine_layers_of_a_second_seed_are_mixed_in(faces):
    assert "style_mix" not in faces.request().options
    faces.mixing.kind.set_value(True)
    faces.mixing.seed.set_value(9)
    assert faces.mixing.start.value() == 8, "the finer half, until someone says otherwise"
    faces.mixing.start.setValue(14)
    assert faces.request().options["style_mix"] == {"9": [14, 15]}


def test_a_model_with_one_layer_has_nothing_to_mix(faces):
    faces.mixing.kind.set_value(True)
    faces.models.fill([{**FACES, "layers": 1, "classes": 0}])
    assert faces.mixing.isHidden() and faces.classes.isHidden()
    assert not {"style_mix", "class_index"} & set(faces.request().options)


def test_a_class_is_chosen_by_its_number(faces):
    assert "class_index" not in faces.request().options
    faces.classes.set_value(0)
    assert faces.request().options["class_index"] == 0
    assert [faces.classes.box.itemText(row) for row in range(4)] == ["any", "0", "1", "2"]
    faces.models.fill([{**FACES, "class_names": ["calm", "glad", "sad"]}])
    assert faces.classes.box.currentText() == "calm"


def test_an_upscaler_is_used_for_a_selection_where_it_was_chosen(faces):
    place = Selection(Region(2, 3, 10, 8), b"\xff" * 80)
    faces.host.open = Canvas(30, 20, place)
    assert "upscaler" not in faces.request().options, "none, until someone chooses one"
    faces.upscaler.set_value("sharp")
    assert faces.request().options["upscaler"] == "sharp"
    faces.host.open = Canvas(30, 20)  # the picture keeps the size that the model makes
    assert "upscaler" not in faces.request().options


def test_settings_come_back(faces):
    faces.mixing.kind.set_value(True)
    faces.mixing.seed.set_value(4)
    faces.mixing.start.setValue(3)
    faces.classes.set_value(2)
    faces.upscaler.set_value("sharp")
    other = GenerateTab(services(Canvas(30, 20), [FACES, SHARP]))
    other.restore(faces.settings())
    assert other.settings() == faces.settings()
    assert other.request().options == faces.request().options


def test_a_recipe_of_the_engine_or_the_command_line_sets_the_controls(faces):
    made = {"truncation_psi": 0.4, "class_index": 1, "model": "faces"}
    faces.take("generate", {**made, "seed": 9, "style_mix": {"5": [12, 13, 14, 15]}})
    options = faces.request().options
    assert options == {**made, "seeds": [9], "style_mix": {"5": [12, 13, 14, 15]}}


def test_what_is_generated_into_a_selection_is_blended_as_the_person_said_last(faces):
    place = Selection(Region(4, 3, 20, 12), b"\xff" * 240)
    faces.host.open = Canvas(30, 20, place)
    request = faces.request()
    image, mask = request.pictures
    assert (image.name, mask.name, image.width, image.height) == ("image", "mask", 30, 20)
    assert "width" not in request.options, "the mask says where and how large"
    shown = bytes(request.selection.mask)
    assert shown[0] < 128 < shown[6 * 20 + 10] == 255, "the edge is soft, the middle is not"
    faces.blend.set_value("plain")
    request = faces.request()
    assert not request.pictures and request.selection == place
    assert (request.options["width"], request.options["height"]) == (20, 12)
    other = GenerateTab(faces.services)
    assert other.blend.value() == "plain", "remembered"


def test_an_edge_is_softened_inwards_alone(qapp):
    from plugin.panel.preview_mask import softened

    half = bytes(20 * 100) + b"\xff" * (80 * 100)
    soft = bytes(softened(Selection(Region(0, 0, 100, 100), half)).mask)
    assert not any(soft[: 20 * 100]), "what was left out stays left out"
    column = [soft[row * 100 + 50] for row in range(20, 60)]
    assert column == sorted(column) and column[0] < 100 and column[-1] == 255


SMALL = {
    "name": "gan-face-generate",
    "title": "Faces",
    "task": "generate",
    "installed": False,
    "licence": "MIT",
    "limits": "Not to be sold.",
}
OIL = {"name": "lavender-oil", "title": "Oil", "task": "stylize", "installed": True}


def test_a_portrait_stands_under_the_licence_of_its_network_and_offers_to_fetch_it(qapp):
    from plugin.panel.request import NotReady

    tab = GenerateTab(services(Canvas(30, 20), [SMALL, OIL]))
    tab.model.set_value("portrait")
    assert "Not to be sold." in tab.model.card.about.text()
    assert not tab.model.card.get.isHidden() and tab.brush.isHidden()
    with pytest.raises(NotReady, match="Get this model first"):
        tab.request()
    tab.models.fill([{**SMALL, "installed": True}, OIL])
    request = tab.request()
    assert request.task == "portrait" and request.natural and "style" not in request.options


def test_a_painted_portrait_is_one_click_into_a_selection_and_comes_back_from_its_recipe(qapp):
    place = Selection(Region(4, 3, 20, 12), b"\xff" * 240)
    tab = GenerateTab(services(Canvas(30, 20, place), [{**SMALL, "installed": True}, OIL]))
    tab.model.set_value("painted portrait")
    tab.count.set_value(1)
    tab.seed.set_value(4)
    request = tab.request()
    assert request.options["style"] == "lavender-oil" and request.options["seeds"] == [4]
    assert [each.name for each in request.pictures] == ["image", "mask"] and not request.soft
    again = GenerateTab(tab.services)
    again.take("portrait", {**request.options, "model": "gan-face-generate", "seed": 4})
    assert again.request().options == request.options
