"""A tab's job for every frame of an animated layer, into a new layer that is animated as well."""

from __future__ import annotations

from collections.abc import Sequence

from ..canvas import Canvas, CanvasError, Result
from ..client import Client, Job
from ..client import Result as Answer
from ..qt import QtCore, QtGui, Signal
from .notices import Notices
from .request import NotReady, placed
from .tab import Tab
from .thumbnails import averaged

CAUSE = "frames"
TURN = 50  # milliseconds that a host has to show another frame
DETAIL = 512  # longest side of a preview
BEFORE = 0.35  # of the frame before, in the preview


class Frames(QtCore.QObject):
    """One frame after the other; the document is only written once all of them are there."""

    progress = Signal(int, int)  # frames done, of how many
    seen = Signal(object)  # QImage: the newest frame, with the one before shining through
    ended = Signal()

    def __init__(self, client: Client, notices: Notices, parent: QtCore.QObject) -> None:
        super().__init__(parent)
        self._client, self._notices = client, notices
        self._job: Job | None = None
        self._page: Tab | None = None
        self._canvas: Canvas | None = None
        self._times: Sequence[int] = ()
        self._made: list[tuple[int, Result]] = []
        self._before = QtGui.QImage()

    @property
    def busy(self) -> bool:
        return self._page is not None

    def start(self, page: Tab) -> None:
        """Begin; raises NotReady or CanvasError where it cannot."""
        canvas = page.canvas()
        times = canvas.frames()
        if len(times) < 2:
            raise NotReady(
                self.tr("Choose a layer with several frames first."),
                gone=lambda: len(canvas.frames()) > 1,
            )
        self._page, self._canvas, self._times = page, canvas, times
        self._made, self._before = [], QtGui.QImage()
        self.progress.emit(0, len(times))
        self._show_frame()

    def cancel(self) -> None:
        """Stop; the document is as it was."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        if self.busy:
            self._end("")

    def _show_frame(self) -> None:
        assert self._canvas is not None
        try:
            self._canvas.show_time(self._times[len(self._made)])
        except CanvasError as error:
            self._end(str(error))
            return
        QtCore.QTimer.singleShot(TURN, self._ask)

    def _ask(self) -> None:
        if self._page is None or self._canvas is None:
            return  # stopped meanwhile
        try:
            request = self._page.frame_request(len(self._made) / (len(self._times) - 1))
            job = self._job = self._client.run(
                request.task, request.options, request.pictures, self._canvas.reply(), preview=0
            )
        except (NotReady, CanvasError) as error:
            self._end(str(error))
            return
        answers: list[Answer] = []
        wrong: list[str] = []
        job.result.connect(answers.append)
        job.error.connect(wrong.append)

        def on_ended() -> None:
            if self._job is not job:
                return  # stopped meanwhile
            self._job = None
            if not answers:
                self._end(wrong[0] if wrong else "")
                return
            result = placed(request, answers[0].pictures[0], request.name)
            self._made.append((self._times[len(self._made)], result))
            self._look(result)
            self.progress.emit(len(self._made), len(self._times))
            if len(self._made) < len(self._times):
                self._show_frame()
            else:
                self._write(request.name)

        # reading gives the event loop its turn, which it may not have inside the job's own signal
        job.ended.connect(lambda: QtCore.QTimer.singleShot(0, on_ended))

    def _look(self, result: Result) -> None:
        """As onion skins do."""
        image = averaged(result.picture, DETAIL)
        shown = image.copy()
        if image.size() == self._before.size():
            painter = QtGui.QPainter(shown)
            painter.setOpacity(BEFORE)
            painter.drawImage(0, 0, self._before)
            painter.end()
        self._before = image
        self.seen.emit(shown)

    def _write(self, name: str) -> None:
        assert self._canvas is not None
        try:
            self._canvas.add_frames(self._made, name)
        except CanvasError as error:
            self._end(str(error))
            return
        self._end("")

    def _end(self, wrong: str) -> None:
        self._page = self._canvas = None
        self._made = []
        self._notices.say(CAUSE, wrong, bool(wrong))
        self.ended.emit()
