"""The little of HTTP/1.1 that one request to the engine needs. Standard library only.

Qt's own QNetworkAccessManager sends a request again when a connection breaks, and copies a body
whole before it goes out; a job must do neither.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from urllib.parse import quote

from .wire import Buffer, WireError

_MAX_HEAD = 65536
_UNREADABLE = "The engine's answer cannot be read."


def request_head(
    method: str,
    path: str,
    host: str,
    token: str,
    content_type: str = "",
    length: int = 0,
    model: str = "",
) -> bytes:
    """The lines before a request's body. The connection is for this one request.

    Args:
        model: that a job will use: Ray Serve sends it to a replica that has it already.
    """
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {host}",
        f"Authorization: Bearer {token}",
        f"X-Request-ID: {secrets.token_hex(8)}",  # names the request in the engine's log
        "Connection: close",
    ]
    if model:
        lines.append(f"Serve-Multiplexed-Model-Id: {quote(model)}")
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    if method != "GET":
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


class ResponseReader:
    """Takes the bytes of one response as they come and gives those of its body.

    `status` and `headers` (names in lower case) are there once its first lines have come,
    `complete` is true at its end.
    """

    def __init__(self) -> None:
        self.status: int | None = None
        self.headers: dict[str, str] = {}
        self.complete = False
        self._lines = bytearray()  # lines that are not complete yet
        self._left: int | None = 0  # of the body or of a chunk; None: until the end
        self._chunked = False
        self._expect = "head"  # head, body, size, gap, trailer

    def feed(self, data: Buffer) -> Iterator[memoryview]:
        """Pieces of the body that are in `data`. Raises WireError where it is not HTTP."""
        view = memoryview(data)
        while view and not self.complete:
            if self._expect == "body":
                piece = view if self._left is None else view[: self._left]
                view = view[len(piece) :]
                if self._left is not None:
                    self._left -= len(piece)
                yield piece
                if self._left == 0:
                    self._after_body()
            else:
                view = self._take_line(view)

    def close(self) -> None:
        """The connection has ended: so has a body of unknown length."""
        if self._expect == "body" and self._left is None:
            self.complete = True

    def _take_line(self, view: memoryview) -> memoryview:
        end = bytes(view[:_MAX_HEAD]).find(b"\n")
        part = view if end < 0 else view[: end + 1]
        self._lines += part
        if len(self._lines) > _MAX_HEAD:
            raise WireError(_UNREADABLE)
        if end >= 0:
            self._line_complete()
        return view[len(part) :]

    def _line_complete(self) -> None:
        try:
            if self._expect == "head":
                if self._lines.endswith(b"\r\n\r\n"):
                    self._begin(self._lines.decode("latin-1"))
                    self._lines.clear()
                return
            line = self._lines.decode("latin-1").strip()
            self._lines.clear()
            if self._expect == "size":
                self._left = int(line.split(";")[0], 16)
                if self._left < 0:
                    raise ValueError(line)
                self._expect = "body" if self._left else "trailer"
            elif self._expect == "gap":
                self._expect = "size"
            elif not line:
                self.complete = True
        except ValueError:
            raise WireError(_UNREADABLE) from None

    def _begin(self, head: str) -> None:
        first, *lines = head.strip().split("\r\n")
        version, status = first.split(" ", 2)[:2]
        if not version.startswith("HTTP/1."):
            raise ValueError(version)
        self.status = int(status)
        for line in lines:
            name, _, value = line.partition(":")
            self.headers[name.strip().lower()] = value.strip()
        self._chunked = self.headers.get("transfer-encoding", "").lower() == "chunked"
        length = self.headers.get("content-length")
        self._left = None if length is None else int(length)
        self._expect = "size" if self._chunked else "body"
        self.complete = not self._chunked and self._left == 0

    def _after_body(self) -> None:
        if self._chunked:
            self._expect = "gap"
        else:
            self.complete = True
