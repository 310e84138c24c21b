"""The tab "Edit" and the quick looks that its sliders ask for, with a host and an engine of air."""

from __future__ import annotations

import pytest

pytest.importorskip("PyQt6")

from plugin.canvas import Region, Selection
from plugin.client import Result as Answer
from plugin.panel.edit import EditTab
from plugin.panel.request import NotReady
from plugin.panel.runner import Runner
from plugin.qt import QtCore, Signal
from plugin.wire import Picture, Reply

NAMES = ["pan", "raise", "hill"]


class Canvas:
    key = "one"

    def __init__(self, selection=None):
        self.selected, self.shown = selection, []

    def bounds(self):
        return Region(0, 0, 300, 200)

    def selection(self):
        return self.selected

    def reply(self):
        return Reply("RGBA", "u8")

    def read(self, region, source):
        return grey(region.width, region.height)

    def preview(self, result):
        self.shown.append(result)
        return True


class Host:
    def __init__(self, canvas):
        self.open = canvas

    def canvas(self):
        return self.open


class Job(QtCore.QObject):
    progress, preview, result = Signal(object), Signal(object), Signal(object)
    error, cancelled, ended = Signal(str), Signal(), Signal()

    def __init__(self):
        super().__init__()
        self.stopped = False

    def cancel(self):
        self.stopped = True


class Client:
    def __init__(self):
        self.asked = []

    def run(self, task, options, pictures, reply, preview=512):
        self.asked.append((task, options, Job()))
        return self.asked[-1][2]


def grey(width, height, recipe=None):
    return Picture(width, height, "RGBA", "u8", b"\x80" * width * height * 4, recipe=recipe or {})


@pytest.fixture
def tab(qapp):
    made = EditTab(Client(), Host(Canvas()))
    yield made
    made.deleteLater()


def test_a_seed_is_moved_where_the_selection_is(tab):
    selection = Selection(Region(10, 20, 30, 40), b"\xff" * 1200)
    tab.host.open = Canvas(selection)
    tab.seed.set_value(7)
    tab.made({"directions": NAMES})
    tab.moves.rows[2].set_value(-1.5)
    request = tab.request()
    assert request.options["moves"] == {"hill": -1.5} and request.options["seed"] == 7
    assert (request.options["width"], request.options["height"]) == (30, 40)
    assert request.place == selection.region and not request.pictures


def test_where_nothing_is_selected_a_seed_keeps_the_size_that_the_model_makes(tab):
    request = tab.request()
    assert not {"width", "height"} & set(request.options)
    runner = Runner(tab.client)
    runner.glance(request)
    tab.client.asked[-1][2].result.emit(Answer([grey(128, 128, {"directions": NAMES})]))
    # in the middle of the 300×200 pixels, one for one
    assert tab.host.open.shown[-1].region == Region(86, 36, 128, 128)


def test_a_layer_is_sent_once_and_then_known_by_its_latent(tab):
    tab.start.set_value("layer")
    (sent,) = tab.request().pictures
    assert (sent.name, sent.width, sent.height) == ("image", 200, 200)  # a square from the middle
    tab.made({"directions": NAMES, "latent": "abcd"})
    request = tab.request()
    assert request.options["latent"] == "abcd" and not request.pictures
    tab.again.click()
    assert "latent" not in tab.request().options and tab.request().pictures


def test_a_seed_has_a_class_where_the_model_has_classes(tab):
    tab.model.fill([{"name": "places", "installed": True, "classes": 6}])
    assert not tab.classes.isHidden() and "class_index" not in tab.request().options
    tab.classes.set_value(4)
    assert tab.request().options["class_index"] == 4
    tab.start.set_value("layer")
    assert tab.classes.isHidden() and "class_index" not in tab.request().options
    tab.take({"task": "generate", "seed": 1, "settings": {"class_index": 0}})
    assert tab.request().options["class_index"] == 0
    tab.model.fill([{"name": "faces", "installed": True}])
    assert tab.classes.isHidden() and "class_index" not in tab.request().options


def test_settings_come_back_with_the_names_of_their_directions(tab):
    tab.made({"directions": NAMES})
    tab.moves.rows[0].set_value(2.0)
    settings = tab.settings()
    other = EditTab(Client(), Host(Canvas()))
    other.restore(settings)
    assert other.settings() == settings


def test_it_goes_on_from_a_generated_result_and_from_nothing_else(tab):
    tab.take({"task": "generate", "seed": 12, "settings": {"truncation_psi": 0.5}})
    assert (tab.seed.value(), tab.psi.value(), tab.start.value()) == (12, 0.5, "seed")
    with pytest.raises(NotReady, match="generated"):
        tab.take({"task": "inpaint"})


def test_a_slider_that_has_come_to_rest_asks_for_a_look(tab, qapp):
    looks = []
    tab.live.connect(lambda: looks.append(tab.moves.values()))
    tab.show()
    for value in (0.5, 1.0, 1.5):
        tab.moves.rows[0].set_value(value)
    loop = QtCore.QEventLoop()
    QtCore.QTimer.singleShot(600, loop.quit)
    loop.exec()
    assert looks == [{"1": 1.5}]


def test_a_glance_is_shown_and_taken_away_and_is_no_candidate(tab):
    client = tab.client
    runner = Runner(client)
    heard = []
    runner.candidate.connect(heard.append)
    runner.made.connect(lambda task, recipe: heard.append((task, recipe["directions"])))
    runner.glance(tab.request())
    runner.glance(tab.request())
    first, second = (job for _, _, job in client.asked)
    assert first.stopped and not second.stopped
    place = tab.request().place
    second.result.emit(Answer([grey(place.width, place.height, {"directions": NAMES})]))
    assert heard == [("edit", NAMES)]
    canvas = tab.host.open
    assert canvas.shown[-1].region == place
    runner.end_glance()
    assert canvas.shown[-1] is None


def test_a_job_is_not_disturbed_by_a_glance(tab):
    runner = Runner(tab.client)
    runner.start(tab.request())
    runner.glance(tab.request())
    assert len(tab.client.asked) == 1
