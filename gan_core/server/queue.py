"""One worker per device, a bounded number of jobs for them."""

from __future__ import annotations

import itertools
import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import torch

from gan_core.server.faults import BusyError
from gan_core.server.reports import Reports

_log = logging.getLogger(__name__)
_RETRY = 5  # seconds
_names = itertools.count()


@dataclass
class Ticket:
    """A job in the queue: `perform(device)` is called by a worker and must not raise."""

    reports: Reports
    perform: Callable[[torch.device], None]


@dataclass
class Place:
    """The right to have a job, from when its pictures are there until its answer was sent."""

    queue: JobQueue
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
        self.queue._leave(self.ticket)


class JobQueue:
    """Jobs in the order in which they came.

    Args:
        devices: one worker is started for each.
        waiting: how many jobs may wait besides those that run.
    """

    def __init__(self, devices: tuple[str, ...], waiting: int) -> None:
        self.devices = devices
        self.places = len(devices) + waiting
        self._taken = 0
        self._tickets: deque[Ticket] = deque()
        self._changed = threading.Condition()
        for device in devices:
            name = f"worker-{next(_names)}-{device}"
            worker = threading.Thread(target=self._work, args=(device,), name=name, daemon=True)
            worker.start()

    def reserve(self) -> Place:
        """A place; BusyError where all are taken."""
        with self._changed:
            self.check_room()
            self._taken += 1
        return Place(self)

    def check_room(self) -> None:
        """BusyError where all places are taken; another may take the last one in between."""
        if self._taken >= self.places:
            raise BusyError(_RETRY)

    @property
    def taken(self) -> int:
        """Places that jobs have, running or waiting."""
        return self._taken

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

    def _leave(self, ticket: Ticket | None) -> None:
        with self._changed:
            self._taken -= 1
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
                ticket = self._tickets.popleft()
            self._tell()
            if ticket.reports.cancelled():
                continue
            try:
                ticket.perform(target)
            except BaseException:
                # a worker that ends would leave every later job waiting for ever
                _log.exception("a job raised")
