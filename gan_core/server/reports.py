"""From a worker's thread to the response on the event loop: the newest of each kind, no backlog."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gan_core.errors import Cancelled
from gan_core.sentences import told

Payload = Sequence[memoryview]


@dataclass(frozen=True)
class Message:
    """One frame to be sent; the payload is its parts, one after the other."""

    header: Mapping[str, Any]
    payload: Payload = ()


class Reports:
    """What one job has to say.

    The worker calls `progress`, `preview` and `finish`; the response iterates over `messages`. Each
    kind has one slot: what a slow reader has not taken is replaced, so nothing piles up.
    Must be made on the event loop.
    """

    def __init__(self, heartbeat: float, preview_pause: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._lock = threading.Lock()
        self._heartbeat = heartbeat
        self._preview_pause = preview_pause
        self._last_preview = float("-inf")
        self._cancelled = threading.Event()
        self._deadline = math.inf
        self._progress: dict[str, Any] = {
            "type": "progress",
            "done": 0,
            "total": 0,
            "note": "",
            "told": told(""),
        }
        self._begun = self._unsent = False
        self._preview: Message | None = None
        self._end: Message | None = None

    def cancel(self) -> None:
        """Nobody listens any more: the worker shall stop."""
        self._cancelled.set()

    def allow(self, seconds: float) -> None:
        """Let the worker work so long from now on."""
        self._deadline = time.monotonic() + seconds

    @property
    def overdue(self) -> bool:
        """Whether the worker has worked as long as it may."""
        return time.monotonic() > self._deadline

    def cancelled(self) -> bool:
        """Whether the worker shall stop."""
        return self._cancelled.is_set() or self.overdue

    def stop_if_cancelled(self) -> None:
        """Raises Cancelled when the worker shall stop."""
        if self.cancelled():
            raise Cancelled

    def progress(self, done: int, total: int, note: str = "") -> None:
        """How far the work is; raises Cancelled when it shall stop."""
        self.stop_if_cancelled()
        self._say(done, total, note, begun=True)

    def waiting(self, note: str) -> None:
        """What it waits for; unheard once it has begun."""
        self._say(0, 0, note, begun=False)

    def _say(self, done: int, total: int, note: str, begun: bool) -> None:
        with self._lock:
            if self._begun and not begun:
                return
            self._begun = begun
            said = {"note": note, "told": told(note)}
            self._progress = {"type": "progress", "done": done, "total": total, **said}
            self._unsent = True
        self._wake()

    def preview(self, make: Callable[[], Message]) -> None:
        """Offer a preview; `make` is called only if it is time for one and the last was taken."""
        now = time.monotonic()
        with self._lock:
            if self._preview is not None or now - self._last_preview < self._preview_pause:
                return
            self._last_preview = now
        message = make()
        with self._lock:
            self._preview = message
        self._wake()

    def finish(self, message: Message) -> None:
        """The result or the error; nothing comes after it."""
        with self._lock:
            self._end = message
        self._wake()

    @property
    def status(self) -> int:
        """How it ended, as an HTTP status; 0 while it has not."""
        if self._end is None:
            return 0
        return int(self._end.header.get("status", 200))

    async def messages(self) -> AsyncIterator[Message]:
        """Frames as they come, a sign of life at least every heartbeat, the end at last."""
        while True:
            try:
                await asyncio.wait_for(self._news.wait(), self._heartbeat)
            except TimeoutError:
                self._unsent = True
            self._news.clear()
            for message in self._take():
                yield message
                if message.header["type"] in ("result", "error"):
                    return

    async def outcome(self) -> Message:
        """The end alone."""
        async for message in self.messages():
            last = message
        return last

    def _take(self) -> list[Message]:
        with self._lock:
            messages = [Message(self._progress)] if self._unsent else []
            messages += [m for m in (self._preview, self._end) if m is not None]
            self._unsent, self._preview = False, None
        return messages

    def _wake(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._news.set)
        except RuntimeError:  # the engine is ending
            self._cancelled.set()
