"""Jobs for the engine: frames in, signals out. The host's event loop is never blocked.

    client = Client(engine)
    job = client.run("inpaint", {"seed": 3}, [image, mask], Reply("BGRA", "u16"))
    job.preview.connect(show)
    job.result.connect(lambda result: insert(result.pictures))
    job.error.connect(tell)

A job starts the engine if it does not run. Exactly one of `result`, `error` and `cancelled` is
emitted, then `ended`; nothing follows. Signals come after the call that made the job has returned.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .call import BROKEN_OFF, Address, Call
from .engine import Engine
from .qt import QtCore, Signal
from .sentences import constant, translated
from .wire import CONTENT_TYPE, Buffer, Frame, FrameReader, Picture, Reply, WireError, encode_job

_MAX_JSON = 64 << 20
_TRIES = 10  # connections that are tried before an engine counts as unreachable
_AGAIN = 300  # milliseconds between them
_FULL = 503
_PATIENCE = 600  # seconds that a request waits in all for a place in an engine that is full
_LONGEST_PAUSE = 60  # seconds between two of its tries
_ROUTERS = (500, 502, 504)  # what a proxy says whose engine has just died; an engine says why


@dataclass(frozen=True)
class Progress:
    """How far a job is. `total` is 0 while nobody knows."""

    done: int
    total: int
    note: str

    @property
    def fraction(self) -> float | None:
        """0 to 1, or None while it is unknown."""
        return min(self.done / self.total, 1.0) if self.total > 0 else None


@dataclass(frozen=True)
class Result:
    """What a job made."""

    pictures: Sequence[Picture]  # candidates or seeds, each with its recipe
    notes: Sequence[str] = ()  # sentences for the person
    seconds: float = 0.0  # that the engine worked
    header: Mapping[str, Any] = field(default_factory=dict)  # all that the engine said


class Request(QtCore.QObject):
    """Anything asked of the engine: waits for it, can be cancelled, ends exactly once."""

    error = Signal(str)  # a sentence
    cancelled = Signal()
    ended = Signal()

    def __init__(self, engine: Engine, make: Callable[[Address], Call]) -> None:
        super().__init__()
        self._engine = engine
        self._make: Callable[[Address], Call] | None = make
        self._call: Call | None = None
        self._over = False
        self._tries = 0
        self._waited = 0  # seconds, for a place
        self._asked_again = False
        self._lost = ""  # why the answer broke off, while it is not asked again yet
        engine.ready.connect(self._go)
        engine.failed.connect(self._fail)
        engine.crashed.connect(self._on_crash)
        QtCore.QTimer.singleShot(0, self._begin)

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return not self._over

    def cancel(self) -> None:
        """Stop: the engine hears it from the closed connection."""
        self._end(self.cancelled)

    def _begin(self) -> None:
        if self._over:
            return
        if self._engine.address is not None:
            self._go()
        else:
            self._waiting()
            self._engine.start()

    def _go(self) -> None:
        address = self._engine.address
        if self._over or self._call is not None or address is None or self._make is None:
            return
        call = self._call = self._make(address)
        call.setParent(self)
        call.received.connect(self._guard(self._on_body))
        call.finished.connect(self._guard(self._on_finished))
        call.unanswered.connect(self._on_unanswered)
        call.failed.connect(self._on_broken)
        call.hung.connect(self._on_hung)
        call.start()

    def _guard(self, slot: Callable[..., None]) -> Callable[..., None]:
        def guarded(*arguments: object) -> None:
            try:
                slot(*arguments)
            except (WireError, ValueError) as error:
                self._fail(constant(str(error)))

        return guarded

    def _on_unanswered(self, sentence: str) -> None:
        # Perhaps the engine has just died and Qt has not told us yet; then the next one shall have
        # the request. Not a byte of an answer has come, so nothing is done twice.
        self._tries += 1
        if self._tries > _TRIES:
            self._fail(sentence)
            return
        self._forget_call()
        QtCore.QTimer.singleShot(_AGAIN, self._go)

    def _on_broken(self, sentence: str) -> None:
        """The connection was lost in the middle of an answer: ask once more.

        An engine keeps nothing of a request, and no result has come, so nothing is done twice. A
        studio's engine is several; the others go on when one dies.
        """
        if self._asked_again:
            self._fail(sentence)
            return
        self._asked_again, self._lost = True, sentence
        self._forget_call()
        QtCore.QTimer.singleShot(_AGAIN, self._ask_again)

    def _refused(self, body: bytes) -> None:
        """The answer is not 200: wait for a place, ask another engine, or tell the person."""
        assert self._call is not None
        status, told = self._call.status, _told(body)
        if status == _FULL:
            pause = _pause(self._call.response.headers.get("retry-after", ""))
            if self._waited + pause <= _PATIENCE:
                self._waited += pause
                self._forget_call()
                self._wait_for_place(pause)
                return
        if status in _ROUTERS and not told:
            self._on_broken(_no_reason(status))
        else:
            self._fail(told or _no_reason(status))

    def _wait_for_place(self, seconds: int) -> None:
        if self._over or self._call is not None:
            return
        if seconds == 0:
            self._go()
            return
        self._full(seconds)
        QtCore.QTimer.singleShot(1000, lambda: self._wait_for_place(seconds - 1))

    def _ask_again(self) -> None:
        self._lost = ""
        self._go()

    def _on_crash(self, sentence: str) -> None:
        if self._lost:
            self._fail(sentence)  # the engine of this machine died of it, and would again
            return
        if self._call is None:
            return  # it waits for the engine that is starting
        if self._call.status is None:
            self._on_unanswered(sentence)
        else:
            self._fail(sentence)

    def _forget_call(self) -> None:
        if self._call is not None:
            self._call.abort()
            self._call.deleteLater()
        self._call = None

    def _on_hung(self, sentence: str) -> None:
        self._engine.hung()
        self._fail(sentence)

    def _fail(self, sentence: str) -> None:
        self._end(self.error, sentence)

    def _end(self, signal: Any, *arguments: object) -> None:
        if self._over:
            return
        self._over = True
        self._forget_call()
        self._make = None  # and with it the pictures that were sent
        self._engine.ready.disconnect(self._go)
        self._engine.failed.disconnect(self._fail)
        self._engine.crashed.disconnect(self._on_crash)
        signal.emit(*arguments)
        self.ended.emit()

    def _waiting(self) -> None:
        """The engine has to start first."""

    def _full(self, seconds: int) -> None:
        """The engine has no place; it is asked again so many seconds later."""

    def _on_body(self, piece: memoryview) -> None:
        raise NotImplementedError

    def _on_finished(self) -> None:
        raise NotImplementedError


class Job(Request):
    """A job whose answer is a stream of frames."""

    progress = Signal(object)  # Progress
    preview = Signal(object)  # Picture: the whole result, smaller, 8-bit, in the reply's channels
    result = Signal(object)  # Result

    def __init__(self, engine: Engine, make: Callable[[Address], Call]) -> None:
        super().__init__(engine, make)
        self._frames = FrameReader()
        self._refusal = bytearray()

    def _go(self) -> None:
        if self._call is None:  # what came of a broken answer does not count
            self._frames = FrameReader()
            self._refusal.clear()
        super()._go()

    def _waiting(self) -> None:
        self.progress.emit(Progress(0, 0, self.tr("Starting the engine")))

    def _full(self, seconds: int) -> None:
        note = self.tr("The engine is full; again in {0} s").format(seconds)
        self.progress.emit(Progress(0, 0, note))

    def _on_body(self, piece: memoryview) -> None:
        assert self._call is not None
        if self._call.status != 200:
            self._refusal += piece[: _MAX_JSON - len(self._refusal)]
            return
        for frame in self._frames.feed(piece):
            self._on_frame(frame)
            if self._over:
                return

    def _on_frame(self, frame: Frame) -> None:
        header = frame.header
        if frame.type == "progress":
            done, total = int(header.get("done", 0)), int(header.get("total", 0))
            note = translated(str(header.get("note", "")), header.get("told"))
            self.progress.emit(Progress(done, total, note))
        elif frame.type == "preview":
            self.preview.emit(frame.picture())
        elif frame.type == "error":
            told = translated(str(header.get("error", "")), header.get("told"))
            self._fail(told or _no_reason(header.get("status")))
        elif frame.type == "result":
            result = Result(
                pictures=frame.pictures(),
                notes=_notes(header),
                seconds=float(header.get("seconds", 0.0)),
                header=header,
            )
            self._end(self.result, result)

    def _on_finished(self) -> None:
        assert self._call is not None
        if self._call.status != 200:
            self._refused(bytes(self._refusal))
        else:
            self._on_broken(constant(BROKEN_OFF))


class Fetch(Request):
    """A short question; the answer is JSON or a file's bytes."""

    done = Signal(object)  # what `read` made of the body

    def __init__(
        self, engine: Engine, make: Callable[[Address], Call], read: Callable[[bytes], Any]
    ) -> None:
        super().__init__(engine, make)
        self._read = read
        self._body = bytearray()

    def _go(self) -> None:
        if self._call is None:
            self._body.clear()
        super()._go()

    def _on_body(self, piece: memoryview) -> None:
        if len(self._body) + len(piece) > _MAX_JSON:
            raise WireError("The engine's answer is too long.")
        self._body += piece

    def _on_finished(self) -> None:
        assert self._call is not None
        if self._call.status != 200:
            self._refused(bytes(self._body))
        else:
            self._end(self.done, self._read(bytes(self._body)))


class Client(QtCore.QObject):
    """Asks one engine. Keeps each request alive until it has ended.

    Args:
        idle_seconds: how long the engine may be silent before it counts as hung and is replaced;
            on a machine with ten programs a core it was seen to be silent for more than 15.
    """

    def __init__(
        self, engine: Engine, parent: QtCore.QObject | None = None, idle_seconds: float = 40.0
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._idle = idle_seconds
        self._running: set[Request] = set()

    def run(
        self,
        task: str,
        options: Mapping[str, Any],
        pictures: Sequence[Picture] = (),
        reply: Reply | None = None,
        preview: int = 512,
    ) -> Job:
        """A job of docs/wire.md. The pictures' buffers must stay unchanged until it has ended.

        Args:
            reply: how result and previews come back; None: as the picture "image" came.
            preview: longest side of previews in pixels, 0 for none.
        """
        body = encode_job(options, pictures, reply, preview)
        model = options.get("model") or options.get("style")
        named = model if isinstance(model, str) else ""
        return self._post(f"/v1/jobs/{quote(task)}", body, named)

    def get_model(self, name: str) -> Job:
        """Fetch a model; progress counts bytes, the result's header has the new "model"."""
        return self._post(f"/v1/models/{quote(name, safe='')}/get", [])

    def models(self, task: str = "") -> Fetch:
        """`done` gives a list of mappings as GET /v1/models describes them."""
        path = f"/v1/models?task={quote(task)}" if task else "/v1/models"
        return self._get(path, lambda body: json.loads(body)["models"])

    def jobs(self) -> Fetch:
        """`done` gives a list of mappings as GET /v1/jobs describes them."""
        return self._get("/v1/jobs", lambda body: json.loads(body)["jobs"])

    def file(self, path: str) -> Fetch:
        """`done` gives the bytes behind a path that the engine named, such as a thumbnail's."""
        return self._get(path, bytes)

    def health(self) -> Fetch:
        """`done` gives the mapping of GET /v1/health."""
        return self._get("/v1/health", json.loads)

    def cancel_all(self) -> None:
        """Cancel what is running, e.g. before the host quits."""
        for request in list(self._running):
            request.cancel()

    def _post(self, path: str, pieces: Sequence[Buffer], model: str = "") -> Job:
        def make(address: Address) -> Call:
            return Call(address, "POST", path, pieces, CONTENT_TYPE, self._idle, model=model)

        return self._keep(Job(self._engine, make))

    def _get(self, path: str, read: Callable[[bytes], Any]) -> Fetch:
        def make(address: Address) -> Call:
            return Call(address, "GET", path, idle=self._idle)

        return self._keep(Fetch(self._engine, make, read))

    def _keep(self, request: Any) -> Any:
        self._running.add(request)
        request.ended.connect(self._forget)
        return request

    def _forget(self) -> None:
        self._running.discard(self.sender())


def _told(body: bytes) -> str:
    """The engine's sentence, "" where something else answers."""
    try:
        answer = json.loads(body)
        return translated(str(answer["error"]), answer.get("told"))
    except (ValueError, KeyError, TypeError):
        return ""


def _pause(retry_after: str) -> int:
    """Seconds of a Retry-After."""
    return min(max(int(retry_after), 1), _LONGEST_PAUSE) if retry_after.isdecimal() else 5


def _no_reason(status: object) -> str:
    sentence = QtCore.QCoreApplication.translate(
        "Client", "The engine refused (status {}); its log says why."
    )
    return sentence.format(status)


def _notes(header: Mapping[str, Any]) -> list[str]:
    notes, told = list(header.get("notes", [])), list(header.get("told", []))
    told += [None] * (len(notes) - len(told))  # an engine of before they were told
    return [translated(str(note), each) for note, each in zip(notes, told, strict=False)]
