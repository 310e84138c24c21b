"""A file server on this machine that can fail in every way that servers fail."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """How one request is answered; the defaults are those of a good server."""

    content: bytes
    status: int = 200
    etag: str | None = '"one"'
    ranges: bool = True
    announce: int | None = None  # Content-Length, when it is not the truth
    stop_after: int | None = None  # bytes of the body before the connection breaks
    location: str = ""
    wrong_range: bool = False
    pause: threading.Event | None = None  # the second half waits for it


@dataclass
class Site:
    """Answers by path, in turn; the last one is repeated. `requests` is what was asked."""

    url: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[tuple[str, str | None]] = field(default_factory=list)  # (path, Range)

    def serve(self, path: str, *answers: Answer) -> str:
        self.answers[path] = list(answers)
        return self.url + path

    def next(self, path: str, span: str | None) -> Answer:
        self.requests.append((path, span))
        answers = self.answers.get(path) or [Answer(b"", status=404)]
        return answers.pop(0) if len(answers) > 1 else answers[0]


def _handler(site: Site) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = site.next(self.path, self.headers.get("Range"))
            body, status, start = answer.content, answer.status, 0
            span = self.headers.get("Range")
            same = answer.etag is not None and self.headers.get("If-Range") == answer.etag
            if span and answer.ranges and same and status == 200:
                start = int(span.removeprefix("bytes=").split("-")[0])
                status = 206 if start < len(body) else 416
            self.send_response(status)
            if answer.location:
                self.send_header("Location", answer.location)
            if answer.etag:
                self.send_header("ETag", answer.etag)
            if status == 206:
                shown = start + 1 if answer.wrong_range else start
                self.send_header("Content-Range", f"bytes {shown}-{len(body) - 1}/{len(body)}")
            rest = body[start:] if status in (200, 206) else b""
            length = len(rest) if answer.announce is None else answer.announce
            self.send_header("Content-Length", str(length))
            self.end_headers()
            with suppress(ConnectionError):  # the client may stop first
                if answer.pause is not None:
                    self.wfile.write(rest[: len(rest) // 2])
                    answer.pause.wait(120)
                    rest = rest[len(rest) // 2 :]
                self.wfile.write(rest[: answer.stop_after])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler


@contextmanager
def unreliable_site() -> Iterator[Site]:
    """A running server on a free port of the loopback interface."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
