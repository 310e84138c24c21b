"""Responses that watch their connection: when the client goes away, the job stops."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gan_core.server import frames
from gan_core.server.reports import Message, Reports

_SLICE = 1 << 18  # bytes given to the socket at once
T = TypeVar("T")


class FrameStream(Response):
    """Sends a job's messages as frames.

    Args:
        reports: what the job says.
        begin: starts the job. Called once the response has begun, so that a client knows: without
            a status the job was not begun either, and may be asked for again.
        done: called at the end, however it comes.
    """

    media_type = frames.CONTENT_TYPE

    def __init__(
        self, reports: Reports, begin: Callable[[], object], done: Callable[[], object]
    ) -> None:
        self._reports = reports
        self._begin = begin
        self._done = done
        self.status_code = 200
        self.background = None
        self.init_headers({"cache-control": "no-store"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {
            "type": "http.response.start",
            "status": self.status_code,
            "headers": self.raw_headers,
        }
        try:
            await send(start)
            self._begin()
            await while_connected(receive, lambda: self._send(send))
        finally:
            self._reports.cancel()
            self._done()

    async def _send(self, send: Send) -> None:
        async for message in self._reports.messages():
            await _piece(send, frames.encode(message.header))
            await _payload(send, message)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _payload(send: Send, message: Message) -> None:
    for part in message.payload:
        for start in range(0, len(part), _SLICE):
            await _piece(send, bytes(part[start : start + _SLICE]))


async def _piece(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def while_connected(receive: Receive, work: Callable[[], Awaitable[T]]) -> T | None:
    """What `work` gives, or None when the client goes away before; the work is then cancelled."""
    result: T | None = None
    async with anyio.create_task_group() as group:

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            group.cancel_scope.cancel()

        group.start_soon(watch)
        result = await work()
        group.cancel_scope.cancel()
    return result
