"""Runs one job at a time for the panel and keeps its candidates until they are applied."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from .. import pixels
from ..canvas import Canvas, CanvasError, Result, Selection
from ..client import Client, Job, Progress
from ..client import Result as Answer
from ..qt import QtCore, Signal
from ..wire import Picture, Reply
from .notices import Notices
from .preview_mask import PreviewMask
from .request import Candidate, Request, placed

CAUSE = "job"


class Runner(QtCore.QObject):
    """The way of a job: request → progress and previews → candidates → a layer.

    The document is only read when a job starts and only written by `apply`; whatever goes wrong
    in between leaves it as it was.
    """

    started = Signal()
    progress = Signal(object)  # Progress
    candidate = Signal(object)  # Candidate
    made = Signal(str, object)  # the task, and the recipe of its first result
    not_shown = Signal(str, object)  # in a document, a Picture the host cannot show, or None
    taught = Signal(str)  # the engine has learned a style of this name
    ended = Signal()

    def __init__(
        self, client: Client, notices: Notices, parent: QtCore.QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._client, self._notices = client, notices
        self._job: Job | None = None
        self._document = ""
        self._glance: Job | None = None
        self._next_glance: Request | None = None
        self._glanced = False  # whether what is shown is a glance
        self._applying = False  # the host may take turns of its own meanwhile
        self._shown: Canvas | None = None  # where a preview is shown

    @property
    def busy(self) -> bool:
        return self._job is not None

    @property
    def working_on(self) -> str | None:
        """The key of the document that the job is for, None where there is no job."""
        return self._document if self.busy else None

    def start(self, request: Request) -> None:
        """Send the job; one that is running is cancelled first."""
        self.cancel()
        self._forget_glance()
        try:
            reply = request.canvas.reply()
        except CanvasError as error:
            self._say(request, str(error), True)
            return
        if request.selects:
            reply = Reply(reply.channels, "u8")  # as selections are
        job = self._client.run(request.task, request.options, request.pictures, reply)
        self._job, self._document = job, request.canvas.key
        job.progress.connect(self._on_progress)
        mask = PreviewMask(request)
        job.preview.connect(lambda picture: self._on_preview(request, picture, mask))
        answers: list[Answer] = []
        job.result.connect(answers.append)
        job.error.connect(lambda sentence: self._say(request, sentence, True))
        job.cancelled.connect(lambda: self._say(request, self.tr("Stopped.")))
        # placing gives the event loop its turn, which it may not have inside the job's own signal
        job.ended.connect(
            lambda: QtCore.QTimer.singleShot(0, lambda: self._on_ended(job, request, answers))
        )
        self._say(request, "")
        self.started.emit()

    def glance(self, request: Request) -> None:
        """Show what a request would give, quickly and without making a candidate of it.

        While one is on its way only the newest of those that come is kept, and asked for next: so
        the picture follows a hand that does not rest. A job is not disturbed.
        """
        if self.busy:
            return
        if self._glance is not None:
            self._next_glance = request
            return
        try:
            reply = request.canvas.reply()
        except CanvasError:
            return
        job = self._client.run(request.task, request.options, request.pictures, reply, preview=0)
        self._glance = job
        job.result.connect(lambda answer: self._on_glance(request, answer))
        job.error.connect(lambda sentence: self._say(request, sentence, True))
        job.ended.connect(lambda: self._after_glance(job))

    def end_glance(self) -> None:
        """Take a glance away again."""
        self._forget_glance()
        if self._glanced and not self.busy:
            self.show(None)

    def _forget_glance(self) -> None:
        job, self._glance, self._next_glance = self._glance, None, None
        if job is not None:
            job.cancel()

    def _on_glance(self, request: Request, answer: Answer) -> None:
        self._say(request, "")
        with suppress(CanvasError):  # the document was closed meanwhile
            self._show(request.canvas, placed(request, answer.pictures[0], request.name))
            self._glanced = True
        self.made.emit(request.task, answer.pictures[0].recipe)

    def _after_glance(self, job: Job) -> None:
        if job is not self._glance:
            return
        self._glance = None
        following, self._next_glance = self._next_glance, None
        if following is not None:
            self.glance(following)

    def cancel(self) -> None:
        """Stop the job that is running, if any; of one that is being placed, the rest is left."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
            self.show(None)
            self.ended.emit()

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
        """Put candidates of one document into it as one undo step; the first one is visible.

        Those that are to be documents of their own are opened beside it.
        """
        if not candidates or self._applying:
            return False
        self._applying = True
        request, canvas = candidates[0].request, candidates[0].request.canvas
        self.show(None)
        self._say(request, "")
        try:
            ours = [c for c in candidates if c.request.canvas.key == canvas.key]
            layers = [c.result for c in ours if not c.request.opens]
            if layers:
                note = canvas.add(layers, name)
                if note:
                    self._say(request, note)
            opened = [c.result for c in ours if c.request.opens]
            if opened:
                canvas.open(opened)
        except CanvasError as error:
            self._say(request, str(error), True)
            return False
        finally:
            self._applying = False
        return True

    def _on_progress(self, progress: Progress) -> None:
        self.progress.emit(progress)

    def _on_preview(self, request: Request, picture: Picture, mask: PreviewMask) -> None:
        try:
            place = request.where(picture, request.read)
            seen = Result(request.name, place, mask.over(picture))
            # where the panel has to show it, what is around the selection helps
            self._show(request.canvas, seen, instead=picture)
        except CanvasError as error:
            self.cancel()
            self._notices.say(CAUSE, str(error), True)  # nobody sees that document any more

    def _on_ended(self, job: Job, request: Request, answers: list[Answer]) -> None:
        if self._job is not job:
            return  # cancelled, and another one may have begun
        self.show(None)
        for answer in answers:
            self._place(job, request, answer)
        if self._job is job:
            self._job = None
            self.ended.emit()

    def _place(self, job: Job, request: Request, answer: Answer) -> None:
        if request.teaches:
            self.taught.emit(request.teaches)
            return
        if request.selects:
            self._select(request, answer.pictures[0])
            return
        for number, picture in enumerate(answer.pictures, start=1):
            name = request.name if len(answer.pictures) == 1 else f"{request.name} {number}"
            result = placed(request, picture, name)
            if self._job is not job:  # stopped while that gave the event loop its turn
                return
            self.candidate.emit(Candidate(request, result))
        for note in answer.notes:
            self._say(request, note)
        if answer.pictures:
            self.made.emit(request.task, answer.pictures[0].recipe)

    def _select(self, request: Request, picture: Picture) -> None:
        found = Selection(request.place, pixels.brightness(picture))
        try:
            if any(found.mask):
                request.canvas.select(found)
            else:
                self._say(request, self.tr("Nothing was found that stands out."))
        except CanvasError as error:
            self._say(request, str(error), True)

    def _say(self, request: Request, sentence: str, is_error: bool = False) -> None:
        """About the job, in the document that it was made for."""
        self._notices.say(CAUSE, "")
        self._notices.say(CAUSE, sentence, is_error, request.canvas.key)

    def _show(self, canvas: Canvas, result: Result | None, instead: Picture | None = None) -> None:
        self._shown = canvas if result is not None else None
        self._glanced = False
        if not canvas.preview(result):
            picture = instead or (None if result is None else result.picture)
            self.not_shown.emit(canvas.key, picture)
