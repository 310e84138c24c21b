"""Runs one job at a time for the panel and keeps its candidates until they are applied."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from ..client import Client, Job, Progress
from ..client import Result as Answer
from ..hosts.canvas import Canvas, CanvasError, Result
from ..qt import QtCore, Signal
from ..wire import Picture
from . import pixels
from .request import Candidate, Request


class Runner(QtCore.QObject):
    """The way of a job: request → progress and previews → candidates → a layer.

    The document is only read when a job starts and only written by `apply`; whatever goes wrong
    in between leaves it as it was.
    """

    started = Signal()
    progress = Signal(object)  # Progress
    candidate = Signal(object)  # Candidate
    made = Signal(str, object)  # the task, and the recipe of its first result
    not_shown = Signal(object)  # a Picture that the host cannot show itself, or None
    ended = Signal()
    message = Signal(str, bool)  # a sentence, and whether it is an error

    def __init__(self, client: Client, parent: QtCore.QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._job: Job | None = None
        self._glance: Job | None = None
        self._glanced = False  # whether what is shown is a glance
        self._shown: Canvas | None = None  # where a preview is shown

    @property
    def busy(self) -> bool:
        return self._job is not None

    def start(self, request: Request) -> None:
        """Send the job; one that is running is cancelled first."""
        self.cancel()
        self._forget_glance()
        try:
            reply = request.canvas.reply()
        except CanvasError as error:
            self.message.emit(str(error), True)
            return
        job = self._client.run(request.task, request.options, request.pictures, reply)
        self._job = job
        job.progress.connect(self._on_progress)
        job.preview.connect(lambda picture: self._on_preview(request, picture))
        job.result.connect(lambda answer: self._on_result(request, answer))
        job.error.connect(lambda sentence: self.message.emit(sentence, True))
        job.cancelled.connect(lambda: self.message.emit(self.tr("Stopped."), False))
        job.ended.connect(lambda: self._on_ended(job))
        self.message.emit("", False)
        self.started.emit()

    def glance(self, request: Request) -> None:
        """Show what a request would give, quickly and without making a candidate of it.

        A glance that is still on its way gives way to the new one; a job is not disturbed.
        """
        self._forget_glance()
        if self.busy:
            return
        try:
            reply = request.canvas.reply()
        except CanvasError:
            return
        job = self._client.run(request.task, request.options, request.pictures, reply, preview=0)
        self._glance = job
        job.result.connect(lambda answer: self._on_glance(request, answer))
        job.error.connect(lambda sentence: self.message.emit(sentence, True))

    def end_glance(self) -> None:
        """Take a glance away again."""
        self._forget_glance()
        if self._glanced and not self.busy:
            self.show(None)

    def _forget_glance(self) -> None:
        job, self._glance = self._glance, None
        if job is not None:
            job.cancel()

    def _on_glance(self, request: Request, answer: Answer) -> None:
        self._glance = None
        self.message.emit("", False)
        with suppress(CanvasError):  # the document was closed meanwhile
            self._show(request.canvas, self._placed(request, answer.pictures[0], request.name))
            self._glanced = True
        self.made.emit(request.task, answer.pictures[0].recipe)

    def cancel(self) -> None:
        """Stop the job that is running, if any."""
        if self._job is not None:
            self._job.cancel()

    def show(self, candidate: Candidate | None) -> None:
        """Show a candidate over its document; None takes away what is shown."""
        shown, self._shown = self._shown, None
        try:
            if candidate is not None:
                self._show(candidate.request.canvas, candidate.result)
            elif shown is not None:
                self._show(shown, None)
        except CanvasError:
            pass  # the document was closed: there is nothing left to show it on

    def apply(self, candidates: Sequence[Candidate], name: str) -> bool:
        """Put candidates of one document into it as one undo step; the first one is visible."""
        if not candidates:
            return False
        canvas = candidates[0].request.canvas
        self.show(None)
        try:
            canvas.add([c.result for c in candidates if c.request.canvas.key == canvas.key], name)
        except CanvasError as error:
            self.message.emit(str(error), True)
            return False
        return True

    def _on_progress(self, progress: Progress) -> None:
        self.progress.emit(progress)

    def _on_preview(self, request: Request, picture: Picture) -> None:
        try:
            self._show(request.canvas, Result(request.name, request.read, picture))
        except CanvasError as error:
            self.cancel()
            self.message.emit(str(error), True)

    def _on_result(self, request: Request, answer: Answer) -> None:
        self.show(None)
        for number, picture in enumerate(answer.pictures, start=1):
            name = request.name if len(answer.pictures) == 1 else f"{request.name} {number}"
            self.candidate.emit(Candidate(request, self._placed(request, picture, name)))
        for note in answer.notes:
            self.message.emit(note, False)
        if answer.pictures:
            self.made.emit(request.task, answer.pictures[0].recipe)

    def _placed(self, request: Request, picture: Picture, name: str) -> Result:
        """A picture as it will lie in the document."""
        if (picture.width, picture.height) == (request.read.width, request.read.height):
            picture = pixels.crop(picture, request.place, request.read)
        if request.selection is not None:
            picture = pixels.shown_where(picture, request.selection.mask, request.soft)
        return Result(name, request.place, picture, dict(picture.recipe))

    def _show(self, canvas: Canvas, result: Result | None) -> None:
        self._shown = canvas if result is not None else None
        self._glanced = False
        if not canvas.preview(result):
            self.not_shown.emit(None if result is None else result.picture)

    def _on_ended(self, job: Job) -> None:
        if self._job is job:
            self._job = None
            self.ended.emit()
