"""One worker per device, a bounded number of jobs for them; jobs that are alike run together."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import torch

from gan_core import memory
from gan_core.device import choose
from gan_core.sentences import Sentence
from gan_core.server.faults import BusyError, QuotaError
from gan_core.server.reports import Reports
from gan_core.server.together import Passes

_log = logging.getLogger(__name__)
_RETRY = 5  # seconds
_COMPANY = 0.005  # seconds that a job waits for others like it
_TIDY = 30.0  # seconds after which freed memory is given back
_ON_A_CARD = 4  # jobs together, unless told
_names = itertools.count()


@dataclass
class Ticket:
    """A job in the queue: `perform(device, passes)` is called by a worker and must not raise.

    `passes` is where it meets the jobs that run with it; None for a job by itself.
    """

    reports: Reports
    perform: Callable[[torch.device, Passes | None], None]
    seat: str = ""  # whose it is
    alike: Hashable = None  # jobs of which this is the same may run together; None: by itself


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
        batch: how many jobs that are alike may run together; None: 4 on a card, 1 on a processor,
            which they would keep busy for as long as one after the other.
        ran: told how many jobs were begun together, each time they might have been several.
    """

    def __init__(
        self,
        devices: tuple[str, ...],
        waiting: int,
        batch: int | None = None,
        ran: Callable[[int], None] = lambda jobs: None,
    ) -> None:
        self.devices = devices
        self._batch, self._ran = batch, ran
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
            self._changed.notify_all()  # an idle worker, and one that waits for company
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
                several = Sentence("Waiting for {count} other jobs", count=before + 1)
                ticket.reports.waiting(several if before else "Waiting for another job")

    def _work(self, device: str) -> None:
        target = torch.device(device)
        most = self._batch or (1 if target.type == "cpu" else _ON_A_CARD)
        choose(target)
        threads = ThreadPoolExecutor(most, f"together-{device}", choose, (target,))
        tidied = time.monotonic()
        while True:
            self._do_next(target, most, threads)
            if time.monotonic() - tidied > _TIDY:
                memory.release()
                tidied = time.monotonic()

    def _do_next(self, device: torch.device, most: int, threads: ThreadPoolExecutor) -> None:
        with self._changed:
            while not self._tickets:
                self._changed.wait()
            group = self._next(most)
            self._running.update(ticket.seat for ticket in group)
        self._tell()
        try:
            if group[0].alike is not None:
                self._ran(len(group))
            wanted = [ticket for ticket in group if not ticket.reports.cancelled()]
            if len(wanted) > 1:
                jobs = [partial(ticket.perform, device) for ticket in wanted]
                Passes(most).run(jobs, threads)
            elif wanted:
                wanted[0].perform(device, None)
        except BaseException:
            # a worker that ends would leave every later job waiting for ever
            _log.exception("a job raised")
        with self._changed:
            self._running.subtract(ticket.seat for ticket in group)

    def _next(self, most: int) -> list[Ticket]:
        """Whose turn it is, and up to `most` jobs in all that are alike, whoever's they are."""
        group = [self._taken_from(self._tickets)]
        alike = group[0].alike
        if alike is None:
            return group
        end = time.monotonic() + _COMPANY
        while len(group) < most:
            others = [ticket for ticket in self._tickets if ticket.alike == alike]
            if others:
                group.append(self._taken_from(others))
            elif (left := end - time.monotonic()) <= 0 or not self._changed.wait(left):
                break
        return group

    def _taken_from(self, tickets: Iterable[Ticket]) -> Ticket:
        def place(ticket: Ticket) -> tuple[int, int]:
            return self._running[ticket.seat], self._served.get(ticket.seat, -1)

        ticket = min(tickets, key=place)  # the first of equals
        self._tickets.remove(ticket)
        self._served[ticket.seat] = next(self._begun)
        return ticket
