"""What the engine can use, asked once and known to every tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..client import Client, Job, Progress
from ..client import Result as Answer
from ..qt import QtCore, QtGui, Signal
from ..wire import Reply
from .notices import Notices

Model = Mapping[str, Any]  # as docs/wire.md describes it
CAUSE = "models"


class ModelList(QtCore.QObject):
    """Models with their pictures, those on their way, and the directions of generators."""

    changed = Signal()  # the engine named its models
    pictured = Signal(str)  # a model's picture has come
    arriving = Signal(str)  # a download has begun, gone on or ended
    directed = Signal(str)  # a generator's directions are known

    def __init__(self, client: Client, notices: Notices) -> None:
        super().__init__()
        self._client, self._notices = client, notices
        self.known = False  # whether the engine has named them
        self._models: list[Model] = []
        self._pictures: dict[str, QtGui.QPixmap | None] = {}
        self._downloads: dict[str, tuple[Job, Progress | None]] = {}
        self._directions: dict[str, list[str] | None] = {}  # None: asked for

    def refresh(self) -> None:
        """Ask the engine what there is now."""
        fetch = self._client.models()
        fetch.done.connect(self.fill)
        fetch.error.connect(lambda sentence: self._notices.say(CAUSE, sentence, True))

    def fill(self, models: Sequence[Model]) -> None:
        """These are the models."""
        self._notices.clear(CAUSE)
        self._models, self.known = list(models), True
        for model in models:
            name, path = str(model["name"]), model.get("thumbnail")
            if path and name not in self._pictures:
                self._pictures[name] = None
                fetch = self._client.file(str(path))
                fetch.done.connect(lambda data, name=name: self._on_picture(name, data))
        self.changed.emit()

    def of(self, task: str) -> list[Model]:
        """The models of a task: what is installed first, of that the default first."""
        found = [model for model in self._models if model.get("task") == task]
        return sorted(found, key=lambda m: (not m.get("installed"), not m.get("default")))

    def with_needs(self, model: Model) -> Model:
        """What is not a model itself, under licence and limits of the model that it `needs`."""
        needed: Model = next((m for m in self._models if m["name"] == model.get("needs")), {})
        own = ("licence", "limits", "size", "installed")
        about = ". ".join(str(each) for each in (model["good_at"], needed.get("limits")) if each)
        return {**{key: needed[key] for key in own if key in needed}, **model, "good_at": about}

    def picture(self, name: str) -> QtGui.QPixmap | None:
        """A model's picture, as far as it has one and it has come."""
        return self._pictures.get(name)

    def get(self, name: str) -> None:
        """Fetch a model, unless it is on its way already."""
        if name in self._downloads:
            return
        job = self._client.get_model(name)
        self._notices.clear(f"get {name}")
        self._downloads[name] = (job, None)
        job.progress.connect(lambda progress: self._on_progress(name, job, progress))
        job.error.connect(lambda said: self._notices.say(f"get {name}", said, True))
        job.ended.connect(lambda: self._on_ended(name))
        self.arriving.emit(name)

    def stop(self, name: str) -> None:
        """Break a download off; what has arrived is kept, and continued next time."""
        if name in self._downloads:
            self._downloads[name][0].cancel()

    def coming(self, name: str) -> bool:
        """Whether a model is on its way."""
        return name in self._downloads

    def progress(self, name: str) -> Progress | None:
        """How far a download is, where that is known."""
        return self._downloads.get(name, (None, None))[1]

    def directions(self, name: str) -> list[str] | None:
        """What a generator's pictures can be moved along; asks the engine where it must.

        None until it has answered: `directed` follows.
        """
        if name not in self._directions:
            self._directions[name] = None
            job = self._client.run("edit", {"model": name}, [], Reply("RGB", "u8"), preview=0)
            job.result.connect(lambda answer: self._on_directions(name, answer))
            job.error.connect(lambda said: self._on_no_directions(name, said))
            job.cancelled.connect(lambda: self._directions.pop(name, None))
        return self._directions[name]

    def forget_directions(self) -> None:
        """Another engine may know others."""
        self._directions = {n: names for n, names in self._directions.items() if names is None}

    def _on_directions(self, name: str, answer: Answer) -> None:
        self._notices.clear(CAUSE)
        self._directions[name] = list(answer.pictures[0].recipe.get("directions") or [])
        self.directed.emit(name)

    def _on_no_directions(self, name: str, said: str) -> None:
        self._directions.pop(name, None)
        self._notices.say(CAUSE, said, True)

    def _on_picture(self, name: str, data: bytes) -> None:
        pixmap = QtGui.QPixmap()
        if pixmap.loadFromData(data):
            self._pictures[name] = pixmap
            self.pictured.emit(name)

    def _on_progress(self, name: str, job: Job, progress: Progress) -> None:
        if progress.fraction is not None and name in self._downloads:
            self._downloads[name] = (job, progress)
            self.arriving.emit(name)

    def _on_ended(self, name: str) -> None:
        self._downloads.pop(name, None)
        self.arriving.emit(name)
        self.refresh()
