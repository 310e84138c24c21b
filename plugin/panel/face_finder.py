"""Where the engine sees a face, so that nobody has to begin from nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..client import Client, Job
from ..client import Result as Answer
from ..qt import QtCore, Signal
from ..wire import Picture, Reply
from .thumbnails import as_picture, averaged

SEEN = 1024  # longest side at which the engine looks for faces
_REPLY = Reply("RGB", "u8")


class FaceFinder(QtCore.QObject):
    """Asks for the largest face of a picture; finding none, or no engine, is no fault."""

    found = Signal(object)  # left eye, right eye, mouth: x, y in pixels from the top left corner

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self._job: Job | None = None

    def look(self, picture: Picture) -> None:
        """Look for it; what is still looked for is forgotten."""
        self.forget()
        small = averaged(picture, SEEN)
        if small.isNull():
            return
        sent = as_picture(small, "image")
        job = self._job = self._client.run("faces", {}, [sent], _REPLY, preview=0)
        scale = picture.width / sent.width, picture.height / sent.height
        job.result.connect(lambda answer: self._on_result(job, answer, scale))

    def forget(self) -> None:
        """Nobody waits for it any more."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _on_result(self, job: Job, answer: Answer, scale: tuple[float, float]) -> None:
        if job is not self._job:
            return
        self._job = None
        faces = _faces(answer.pictures[0].recipe)
        if faces:
            self.found.emit([(x * scale[0], y * scale[1]) for x, y in faces[0]])


def _faces(recipe: Mapping[str, Any]) -> list[list[list[float]]]:
    return [face for face in recipe.get("faces", ()) if len(face) == 3]
