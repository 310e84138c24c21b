"""A connection that is lost before the result: the request is made once more, and only once."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from plugin.call import Address
from plugin.client import Client
from plugin.qt import QtCore, Signal


class RunningEngine(QtCore.QObject):
    """As much of an engine as a client needs: it runs, somewhere."""

    ready, failed, crashed = Signal(), Signal(str), Signal(str)

    def __init__(self, port: int) -> None:
        super().__init__()
        self.address = Address(port, "a-token-for-the-tests")

    def start(self) -> None:
        pass

    def hung(self) -> None:
        pass


def frame(header: dict) -> bytes:
    data = json.dumps(header).encode()
    return struct.pack(">I", len(data)) + data


HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
PROGRESS = frame({"type": "progress", "done": 1, "total": 2})
RESULT = frame({"type": "result", "pictures": [], "notes": [], "seconds": 1.0})


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


@pytest.fixture
def serve() -> Iterator:
    """`serve(answer, answer, …)` gives the port of a server and a list of the heads it was sent."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run(*answers: bytes) -> tuple[int, list[bytes]]:
            heads: list[bytes] = []

            def answer() -> None:
                for each in answers:
                    connection, _ = listening.accept()
                    with connection:
                        heads.append(connection.recv(65536))
                        connection.sendall(each)

            threading.Thread(target=answer, daemon=True).start()
            return listening.getsockname()[1], heads

        yield run


def outcome(job) -> list:
    """What a job said at last."""
    said: list = []
    loop = QtCore.QEventLoop()
    job.result.connect(lambda result: said.append(result.seconds))
    job.error.connect(said.append)
    job.ended.connect(loop.quit)
    QtCore.QTimer.singleShot(20_000, loop.quit)
    loop.exec()
    return said


CUT = HEAD + chunk(PROGRESS)
ENDED = CUT + b"0\r\n\r\n"  # a proxy ends the answer properly, though nothing more will come
WHOLE = CUT + chunk(RESULT) + b"0\r\n\r\n"


@pytest.mark.parametrize("lost", [CUT, ENDED, CUT + b"ff\r\n\0\0"])
def test_a_lost_answer_is_asked_for_once_more(qapp, serve, lost) -> None:
    port, heads = serve(lost, WHOLE)
    assert outcome(Client(RunningEngine(port)).run("negate", {})) == [1.0]
    assert len(heads) == 2 and b"X-Request-ID: " in heads[0]


def test_lost_again_it_is_an_error(qapp, serve) -> None:
    port, heads = serve(CUT, CUT, WHOLE)
    (sentence,) = outcome(Client(RunningEngine(port)).run("negate", {}))
    assert sentence.endswith(".") and len(heads) == 2


def test_who_finds_the_house_full_waits_as_long_as_told(qapp, serve) -> None:
    full = b"HTTP/1.1 503 x\r\nRetry-After: 1\r\nContent-Length: 2\r\n\r\n{}"
    port, heads = serve(full, full, WHOLE)
    job = Client(RunningEngine(port)).run("negate", {})
    notes: list[str] = []
    job.progress.connect(lambda progress: notes.append(progress.note))
    assert outcome(job) == [1.0]
    assert notes[:2] == ["The engine is full; again in 1 s"] * 2 and len(heads) == 3


def test_a_router_whose_replica_died_is_asked_once_more(qapp, serve) -> None:
    died = b"HTTP/1.1 500 x\r\nContent-Length: 5\r\n\r\nOops."
    port, heads = serve(died, WHOLE)
    assert outcome(Client(RunningEngine(port)).run("negate", {})) == [1.0]
    assert len(heads) == 2


def test_what_the_engine_says_itself_is_not_asked_again(qapp, serve) -> None:
    told = b'HTTP/1.1 500 x\r\nContent-Length: 16\r\n\r\n{"error": "No."}'
    port, heads = serve(told, WHOLE)
    assert outcome(Client(RunningEngine(port)).run("negate", {})) == ["No."]
    assert len(heads) == 1


def test_what_killed_the_engine_is_not_asked_again(qapp, serve) -> None:
    port, heads = serve(CUT, WHOLE)
    engine = RunningEngine(port)
    job = Client(engine).run("negate", {})
    timer = QtCore.QTimer()
    timer.timeout.connect(lambda: job._lost and engine.crashed.emit("The engine ended."))
    timer.start(10)
    assert outcome(job) == ["The engine ended."]
    assert len(heads) == 1
