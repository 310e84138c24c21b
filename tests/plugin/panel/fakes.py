"""A host and an engine of air, for tabs that are looked at alone."""

from __future__ import annotations

from plugin.canvas import Region
from plugin.panel.model_list import ModelList
from plugin.panel.notices import Notices
from plugin.panel.tab import Services
from plugin.qt import QtCore, Signal
from plugin.wire import Picture, Reply


def grey(width, height, recipe=None):
    return Picture(width, height, "RGBA", "u8", b"\x80" * width * height * 4, recipe=recipe or {})


class Canvas:
    """A grey document."""

    def __init__(self, width=300, height=200, selection=None, key="one"):
        self.key, self.size, self.selected = key, (width, height), selection
        self.shown, self.reads, self.avoid = [], [], None
        self.marks, self.listed = None, []
        self.times, self.time, self.added = (), None, None

    def bounds(self):
        return Region(0, 0, *self.size)

    def selection(self):
        return self.selected

    def select(self, selection):
        self.selected = selection

    def avoided(self):
        return self.avoid

    def reply(self):
        return Reply("RGBA", "u8")

    def read(self, region, source):
        self.reads.append(source)
        return grey(region.width, region.height)

    def layers(self):
        return self.listed

    def read_layer(self, key, region=None):
        """Half of it is painted on."""
        half = b"\x80" * 4 * (region.width // 2)
        row = half + bytes(4 * (region.width - region.width // 2))
        return Picture(region.width, region.height, "RGBA", "u8", row * region.height)

    def frames(self):
        return self.times

    def show_time(self, time):
        self.time = time

    def add_frames(self, frames, name):
        self.added = (name, frames)

    def preview(self, result):
        self.shown.append(result)
        return True

    def mark(self, marks, on=True):
        self.marks = marks if on else None


class Host:
    shows_previews = True
    animates = False

    def __init__(self, canvas=None):
        self.open, self.kept = canvas, {}

    def canvas(self):
        return self.open

    def documents(self):
        return set() if self.open is None else {self.open.key}

    def setting(self, key, default=""):
        return self.kept.get(key, default)

    def set_setting(self, key, value):
        self.kept[key] = value


class Asked(QtCore.QObject):
    """A job or a question that is answered when the test says so."""

    progress, preview, result, done = Signal(object), Signal(object), Signal(object), Signal(object)
    error, cancelled, ended = Signal(str), Signal(), Signal()

    def __init__(self, *what):
        super().__init__()
        self.what, self.stopped = what, False

    def cancel(self):
        self.stopped = True


class Client:
    """Notes what it is asked for."""

    def __init__(self):
        self.asked = []

    def run(self, task, options, pictures, reply, preview=512):
        return self._ask(task, options, pictures)

    def models(self):
        return self._ask("models")

    def jobs(self):
        return self._ask("jobs")

    def file(self, path):
        return self._ask("file", path)

    def get_model(self, name):
        return self._ask("get", name)

    def _ask(self, *what):
        self.asked.append(Asked(*what))
        return self.asked[-1]


def services(canvas=None, models=()):
    """For a tab; the engine has named these models."""
    client, notices = Client(), Notices()
    made = Services(client, Host(canvas), ModelList(client, notices), notices)
    made.models.fill(models)
    return made
