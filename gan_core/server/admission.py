"""What is on its way in: how long it may take, how much is held at once, and cheap refusals."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from starlette.types import Message, Receive

from gan_core.server.faults import BusyError, RequestError
from gan_core.server.limits import Limits

_START = 30.0  # seconds after which a body has to have come at a least rate
_RETRY = 5  # seconds
_REFUSALS = 50  # a second that are told at once
_MOST_UNREAD = 4 << 20  # bytes of a refused body that are read and thrown away
_SILENCE = 0.2  # seconds without a byte of it
_LONGEST_PAUSE = 1.5  # seconds that a further one waits to be told


class Admission:
    """Counts the requests whose bodies are held, and the bytes of them.

    A body that stalls, or comes in drops, is ended, so that its memory goes to somebody else; a
    place in the queue is only taken once a body is there. All on the event loop.

    Args:
        refusals: that are told at once, a second.
    """

    def __init__(self, limits: Limits, refusals: int = _REFUSALS) -> None:
        self._limits = limits
        self._refusals = refusals
        self.arriving = 0  # requests whose body has not come completely
        self.held = 0  # bytes of the bodies of all requests that are not answered yet
        self._free_at = 0.0  # when the next refusal has its turn

    @contextmanager
    def watching(self, receive: Receive) -> Iterator[Body]:
        """One request's body, whose `receive` has limits of time, length and memory.

        That raises RequestError 408 (too slow) or 413 (too long), or BusyError where the engine
        holds as much as it may.
        """
        body = Body(self, self._limits, receive)
        self.arriving += 1
        try:
            yield body
        finally:
            self.held -= body.size
            body.has_come()

    async def before_refusal(self) -> None:
        """Wait until it is this refusal's turn: at once, unless clients ask faster than told.

        A client that asks again every 50 ms would else take the processor from the jobs.
        """
        now = time.monotonic()
        turn = max(now, self._free_at)
        pause = min(turn - now, _LONGEST_PAUSE)
        self._free_at = now + pause + 1 / self._refusals
        if pause > 0:
            await asyncio.sleep(pause)


class Body:
    """One request's body while it comes."""

    def __init__(self, admission: Admission, limits: Limits, receive: Receive) -> None:
        self._admission = admission
        self._limits = limits
        self._receive = receive
        self._started = time.monotonic()
        self._arriving = True
        self.size = 0

    async def receive(self) -> Message:
        if not self._arriving:  # now it is watched whether the client goes away
            return await self._receive()
        try:
            async with asyncio.timeout(self._limits.idle_seconds):
                message = await self._receive()
        except TimeoutError:
            raise self._too_slow() from None
        more = len(message.get("body", b""))
        self.size += more
        self._admission.held += more
        if self.size > self._limits.body:
            raise too_long(self._limits)
        if self._admission.held > self._limits.held:
            raise BusyError(_RETRY)
        if not message.get("more_body", False):
            self.has_come()
        elif self._crawls():
            raise self._too_slow()
        return message

    async def throw_away(self) -> None:
        """Read some of what still comes: a client that may not finish speaking hears no answer.

        Where a connection is closed with unread bytes, the system resets it, and with it goes the
        refusal that was just sent.
        """
        if self._arriving:
            with suppress(RequestError):
                await thrown_away(self.receive)

    def has_come(self) -> None:
        """Nothing more of it is waited for."""
        if self._arriving:
            self._arriving = False
            self._admission.arriving -= 1

    def _crawls(self) -> bool:
        seconds = time.monotonic() - self._started
        return seconds > _START and self.size < seconds * self._limits.least_rate

    @staticmethod
    def _too_slow() -> RequestError:
        return RequestError(408, "The request came too slowly or broke off; send it again.")


async def thrown_away(receive: Receive) -> None:
    """Read some of a body that is not wanted; see `Body.throw_away`."""
    size = 0
    with suppress(TimeoutError):
        while size < _MOST_UNREAD:
            async with asyncio.timeout(_SILENCE):  # who stopped speaking listens
                message = await receive()
            size += len(message.get("body", b""))
            if not message.get("more_body", False):
                return


def too_long(limits: Limits) -> RequestError:
    """The error for a body of more bytes than one may have."""
    return RequestError(
        413,
        "The request is longer than {megabytes} MB, the engine's limit.",
        megabytes=limits.body >> 20,
    )
