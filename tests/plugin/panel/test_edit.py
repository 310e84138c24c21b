"""The tab "Edit" and the quick looks that its sliders ask for, with a host and an engine of air."""

from __future__ import annotations

import pytest

pytest.importorskip("PyQt6")

from plugin.canvas import Region, Selection
from plugin.client import Result as Answer
from plugin.panel.edit import EditTab
from plugin.panel.notices import Notices
from plugin.panel.request import NotReady
from plugin.panel.runner import Runner
from plugin.qt import QtCore, QtGui
from tests.plugin.panel.fakes import Canvas, grey, services

NAMES = ["pan", "raise", "hill"]
MODEL = {"name": "places", "task": "generate", "installed": True, "classes": 6}


def answer(tab, names):
    """The engine says what the model's directions are."""
    tab.services.client.asked[-1].result.emit(Answer([grey(4, 4, {"directions": names})]))


@pytest.fixture
def tab(qapp):
    made = EditTab(services(Canvas(), [MODEL]))
    made.show()  # then it asks for the names of the directions
    answer(made, NAMES)
    yield made
    made.hide()
    made.deleteLater()


def test_a_seed_is_moved_where_the_selection_is(tab):
    selection = Selection(Region(10, 20, 30, 40), b"\xff" * 1200)
    tab.host.open = Canvas(selection=selection)
    tab.seed.set_value(7)
    tab.moves.rows[2].set_value(-1.5)
    request = tab.request()
    assert request.options["moves"] == {"hill": -1.5} and request.options["seed"] == 7
    assert (request.options["width"], request.options["height"]) == (30, 40)
    assert request.place == selection.region and not request.pictures


def test_where_nothing_is_selected_a_seed_keeps_the_size_that_the_model_makes(tab):
    request = tab.request()
    assert not {"width", "height"} & set(request.options)
    runner = Runner(tab.services.client, Notices())
    runner.glance(request)
    tab.services.client.asked[-1].result.emit(Answer([grey(128, 128, {"directions": NAMES})]))
    # in the middle of the 300×200 pixels, one for one
    assert tab.host.open.shown[-1].region == Region(86, 36, 128, 128)


def test_a_layer_is_sent_once_and_then_known_by_its_latent(tab):
    tab.start.set_value("layer")
    (sent,) = tab.request().pictures
    assert (sent.name, sent.width, sent.height) == ("image", 200, 200)  # a square from the middle
    tab.made({"latent": "abcd"})
    request = tab.request()
    assert request.options["latent"] == "abcd" and not request.pictures
    tab.again.click()
    assert "latent" not in tab.request().options and tab.request().pictures


def test_a_seed_has_a_class_where_the_model_has_classes(tab):
    assert not tab.classes.isHidden() and "class_index" not in tab.request().options
    tab.classes.set_value(4)
    assert tab.request().options["class_index"] == 4
    tab.start.set_value("layer")
    assert tab.classes.isHidden() and "class_index" not in tab.request().options
    tab.go_on({"task": "generate", "seed": 1, "settings": {"class_index": 0}})
    assert tab.request().options["class_index"] == 0
    tab.models.fill([{"name": "faces", "task": "generate", "installed": True}])
    assert tab.classes.isHidden() and "class_index" not in tab.request().options


def test_settings_come_back_with_the_names_of_their_directions(tab):
    tab.moves.rows[0].set_value(2.0)
    settings = tab.settings()
    other = EditTab(services(Canvas(), [MODEL]))
    other.restore(settings)
    assert other.settings() == settings


def test_sliders_have_the_models_own_names_before_they_are_seen(qapp):
    tab = EditTab(services(Canvas(), [MODEL, {**MODEL, "name": "faces"}]))
    tab.model.set_value("places")
    assert not tab.moves.names() and not tab.services.client.asked, "nobody looks at it yet"
    tab.show()
    assert tab.services.client.asked[-1].what[:2] == ("edit", {"model": "places"})
    assert not tab.moves.names() and not tab.moves.waiting.isHidden()
    answer(tab, NAMES)
    assert tab.moves.names() == NAMES and tab.moves.waiting.isHidden()
    assert [row.isHidden() for row in tab.moves.rows] == [False] * 3 + [True] * 5
    tab.model.set_value("faces")
    assert not tab.moves.names(), "another model has others"
    answer(tab, ["smile"])
    tab.model.set_value("places")
    assert tab.moves.names() == NAMES, "known from before"


def test_it_goes_on_from_a_generated_result_and_from_nothing_else(tab):
    tab.go_on({"task": "generate", "seed": 12, "settings": {"truncation_psi": 0.5}})
    assert (tab.seed.value(), tab.psi.value(), tab.start.value()) == (12, 0.5, "seed")
    with pytest.raises(NotReady, match="generated"):
        tab.go_on({"task": "inpaint"})


def test_a_slider_that_moves_asks_for_a_look(tab, qapp):
    looks = []
    tab.live.connect(lambda: looks.append(tab.moves.value()))
    tab.show()
    for value in (0.5, 1.0, 1.5):
        tab.moves.rows[0].set_value(value)
    loop = QtCore.QEventLoop()
    QtCore.QTimer.singleShot(600, loop.quit)
    loop.exec()
    assert looks == [{"pan": 1.5}]


def test_a_glance_is_shown_and_taken_away_and_is_no_candidate(tab):
    client = tab.services.client
    client.asked.clear()
    runner = Runner(client, Notices())
    heard = []
    runner.candidate.connect(heard.append)
    runner.made.connect(lambda task, recipe: heard.append((task, recipe["directions"])))
    runner.glance(tab.request())
    (look,) = client.asked
    place = tab.request().place
    look.result.emit(Answer([grey(place.width, place.height, {"directions": NAMES})]))
    assert heard == [("edit", NAMES)]
    canvas = tab.host.open
    assert canvas.shown[-1].region == place
    runner.end_glance()
    assert canvas.shown[-1] is None


def test_the_picture_follows_a_hand_that_does_not_rest(tab):
    client = tab.services.client
    client.asked.clear()
    runner = Runner(client, Notices())
    for value in (0.5, 1.0, 1.5):
        tab.moves.rows[0].set_value(value)
        runner.glance(tab.request())
    (first,) = client.asked
    assert not first.stopped, "it is shown, although the hand has moved on"
    first.ended.emit()
    assert [job.what[1]["moves"] for job in client.asked] == [{"pan": 0.5}, {"pan": 1.5}]
    client.asked[1].ended.emit()
    assert len(client.asked) == 2


def test_a_job_is_not_disturbed_by_a_glance(tab):
    runner = Runner(tab.services.client, Notices())
    asked = len(tab.services.client.asked)
    runner.start(tab.request())
    runner.glance(tab.request())
    assert len(tab.services.client.asked) == asked + 1


def pull(marks, point, to):
    """With the mouse, in pixels of the document."""
    seen = QtGui.QTransform()
    assert marks.press(QtCore.QPointF(*point), seen, False)
    marks.move(QtCore.QPointF(*to), seen)
    marks.release()


def test_a_face_is_found_by_points_on_its_eyes_and_mouth_and_only_it_changes(tab):
    from gan_core.ops.alignment import Alignment

    tab.start.set_value("face")
    canvas = tab.host.open
    assert tab.pad.isHidden() and len(tab.face.points) == 3
    assert not canvas.marks.press(QtCore.QPointF(5, 5), QtGui.QTransform(), False), "the tool's"
    for number, place in enumerate(((130, 80), (160, 86), (140, 118))):
        point = tab.face.points[number]
        pull(canvas.marks, (point.x() + 0.5, point.y() + 0.5), place)
    tab.tune.set_value(200)
    request = tab.request()
    assert request.task == "face" and request.options["tune"] == 200
    (sent,) = request.pictures
    assert (sent.name, sent.width, sent.height) == (
        "image",
        request.read.width,
        request.read.height,
    )
    x, y = request.read.x, request.read.y
    face = [(px + x, py + y) for px, py in request.options["face"]]
    assert face == [pytest.approx(p, abs=0.2) for p in ((130, 80), (160, 86), (140, 118))]
    # the plugin and the engine agree on the square
    engine, plugin_ = Alignment.of_face(*face), tab.face.square()
    assert (plugin_.dx(), plugin_.dy()) == pytest.approx(engine.centre, abs=0.3)
    assert (plugin_.m11(), plugin_.m12()) == pytest.approx(engine.right, abs=0.3)
    mask = request.selection
    rows = [bytes(mask.mask)[n * mask.region.width :][: mask.region.width] for n in (0, 90 - y)]
    assert not any(rows[0]) and rows[1][145 - x] == 255
    assert tab.glance().options["tune"] == 0, "a look has no time for that"
    tab.made({"latent": "abcd", "task": "face"})
    assert tab.request().options["latent"] == "abcd"
    pull(canvas.marks, (140.5, 118.5), (141, 120))
    assert "latent" not in tab.request().options, "another face"
    tab.start.set_value("seed")
    assert canvas.marks is None and tab.tune.isHidden()


def test_the_points_begin_on_the_face_that_the_engine_sees(tab):
    tab.start.set_value("face")
    (search,) = (job for job in tab.services.client.asked if job.what[0] == "faces")
    (sent,) = search.what[2]
    assert (sent.width, sent.height) == (300, 200) and not search.what[1]
    seen = [[[100.5, 60.5], [120.5, 64.5], [108.5, 90.5]], [[10, 10], [20, 10], [15, 22]]]
    search.result.emit(Answer([grey(4, 4, {"faces": seen})]))
    assert [(p.x(), p.y()) for p in tab.face.points] == [(100, 60), (120, 64), (108, 90)]


def test_a_face_that_is_found_late_does_not_move_what_the_person_has_placed(tab):
    tab.start.set_value("face")
    (search,) = (job for job in tab.services.client.asked if job.what[0] == "faces")
    point = tab.face.points[0]
    pull(tab.host.open.marks, (point.x() + 0.5, point.y() + 0.5), (130, 80))
    search.result.emit(Answer([grey(4, 4, {"faces": [[[1, 1], [9, 1], [5, 7]]]})]))
    assert tab.face.points[0] == QtCore.QPointF(129.5, 79.5)
    tab.start.set_value("seed")


def test_without_a_mouse_on_the_canvas_the_face_is_marked_in_the_panel(qapp):
    made = EditTab(services(Canvas(), [MODEL]))
    made.host.shows_previews = False
    made.show()
    made.start.set_value("face")
    assert not made.pad.isHidden() and not made.face.image.isNull()
    made.hide()
    made.deleteLater()
