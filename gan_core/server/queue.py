"""One worker per device, a bounded number of jobs for them."""

from __future__ import annotations

import itertools
import logging
import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

import torch

from gan_core.server.faults import BusyError, QuotaError
from gan_core.server.reports import Reports

_log = logging.getLogger(__name__)
_RETRY = 5  # seconds
_names = itertools.count()


@dataclass
class Ticket:
    """A job in the queue: `perform(device)` is called by a worker and must not raise."""

    reports: Reports
    perform: Callable[[torch.device], None]
    seat: str = ""  # whose it is


@dataclass
class Place:
    """The right to have a job, from when its pictures are there until its answer was sent."""

    queue: JobQueue
    seat: str = ""
    ticket: Ticket | None = None
    _given_back: bool = field(default=False, repr=False)

    def submit(self, ticket: Ticket) -> None:
        """Queue the job."""
        self.ticket = ticket
        self.queue._submit(ticket)

    def give_back(self) -> None:
        """Free the place, and stop the job if it has not ended."""
        if self._given_back:
            return
        self._given_back = True
        if self.ticket is not None:
            self.ticket.reports.cancel()
        self.queue._leave(self.seat, self.ticket)


class JobQueue:
    """Jobs in the order in which they came, but nobody's many before another's first.

    Who has the fewest jobs running is next; among equals, who was served longest ago.

    Args:
        devices: one worker is started for each.
        waiting: how many jobs may wait besides those that run.
    """

    def __init__(self, devices: tuple[str, ...], waiting: int) -> None:
        self.devices = devices
        self.places = len(devices) + waiting
        self._taken: Counter[str] = Counter()  # places, by seat
        self._running: Counter[str] = Counter()
        self._served: dict[str, int] = {}  # when a job of a seat was last begun
        self._begun = itertools.count()
        self._tickets: deque[Ticket] = deque()
        self._changed = threading.Condition()
        for device in devices:
            name = f"worker-{next(_names)}-{device}"
            worker = threading.Thread(target=self._work, args=(device,), name=name, daemon=True)
            worker.start()

    def reserve(self, seat: str = "", quota: int | None = None) -> Place:
        """A place; BusyError where all are taken, or as many by `seat` as it may have."""
        with self._changed:
            self.check_room(seat, quota)
            self._taken[seat] += 1
        return Place(self, seat)

    def check_room(self, seat: str = "", quota: int | None = None) -> None:
        """The BusyError that `reserve` would raise; another may take the last place in between."""
        if quota is not None and self._taken[seat] >= quota:
            raise QuotaError(quota, _RETRY)
        if self.taken >= self.places:
            raise BusyError(_RETRY)

    @property
    def taken(self) -> int:
        """Places that jobs have, running or waiting."""
        return self._taken.total()

    @property
    def waiting(self) -> int:
        """Jobs that no worker has begun."""
        with self._changed:
            return len(self._tickets)

    def _submit(self, ticket: Ticket) -> None:
        with self._changed:
            self._tickets.append(ticket)
            self._changed.notify()
        self._tell()

    def _leave(self, seat: str, ticket: Ticket | None) -> None:
        with self._changed:
            self._taken[seat] -= 1
            if not self._taken[seat]:
                del self._taken[seat]
            if ticket is not None and ticket in self._tickets:
                self._tickets.remove(ticket)
        self._tell()

    def _tell(self) -> None:
        with self._changed:
            tickets = list(self._tickets)
        for before, ticket in enumerate(tickets):
            if not ticket.reports.cancelled():
                others = "another job" if before == 0 else f"{before + 1} other jobs"
                ticket.reports.waiting(f"Waiting for {others}")

    def _work(self, device: str) -> None:
        target = torch.device(device)
        while True:
            with self._changed:
                while not self._tickets:
                    self._changed.wait()
                ticket = self._next()
                self._running[ticket.seat] += 1
            self._tell()
            try:
                if not ticket.reports.cancelled():
                    ticket.perform(target)
            except BaseException:
                # a worker that ends would leave every later job waiting for ever
                _log.exception("a job raised")
            with self._changed:
                self._running[ticket.seat] -= 1

    def _next(self) -> Ticket:
        def place(ticket: Ticket) -> tuple[int, int]:
            return self._running[ticket.seat], self._served.get(ticket.seat, -1)

        ticket = min(self._tickets, key=place)  # the first of equals
        self._tickets.remove(ticket)
        self._served[ticket.seat] = next(self._begun)
        return ticket
