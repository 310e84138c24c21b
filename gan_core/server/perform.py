"""One job from its pictures to its answer, on a worker's thread."""

from __future__ import annotations

import logging
import math
import secrets
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from gan_core.errors import Cancelled
from gan_core.jobs.job import Given, Job
from gan_core.jobs.made import Changed, Enlarged, Extended, Fresh, Made
from gan_core.jobs.precise import do
from gan_core.sentences import Sentence, told
from gan_core.server import pixels
from gan_core.server.cache import NetworkCache
from gan_core.server.canvas import WireCanvas
from gan_core.server.fallback import Attempt, with_less_memory
from gan_core.server.faults import answer, expected, too_much_work
from gan_core.server.reports import Message, Reports
from gan_core.server.stopping import stopping_when
from gan_core.server.together import Passes
from gan_core.server.work import EngineWork

_log = logging.getLogger(__name__)

_RGB = pixels.Layout()
Finish = Callable[[Sequence[Made], Mapping[str, Any]], Message]


@dataclass(frozen=True)
class Order:
    """What was asked for."""

    job: Job
    options: Any
    read: Callable[[], Given]  # decodes the pictures; called on the worker
    finish: Finish  # (pictures made, header so far) → the last message
    reply: pixels.Layout = _RGB
    preview_side: int = 0
    seconds: float = math.inf  # that it may be worked on
    number: str = field(default_factory=lambda: secrets.token_hex(4))  # names it in the log
    alike: Hashable = None  # see `Ticket`


def perform(
    order: Order,
    reports: Reports,
    networks: NetworkCache,
    device: torch.device,
    passes: Passes | None = None,
) -> None:
    """Do the job and report its end, whatever happens.

    Args:
        passes: where its networks meet those of the jobs that run with it.
    """
    started = time.monotonic()
    notes: list[str] = []
    reports.allow(order.seconds)
    try:
        with stopping_when(reports.cancelled):
            made, notes = _run(order, reports, networks, device, passes)
            reports.stop_if_cancelled()
            seconds = round(time.monotonic() - started, 3)
            said = {"notes": notes, "told": [told(note) for note in notes]}
            message = order.finish(made, {"type": "result", **said, "seconds": seconds})
    except (Exception, Cancelled) as raised:
        error: BaseException = raised
        if isinstance(raised, Cancelled) and reports.overdue:
            error = too_much_work(order.seconds)
        message = failure(error)
        _report(order, device, started, message.header["status"], notes, error)
    else:
        _report(order, device, started, 200, notes, None)
    reports.finish(message)


def failure(error: BaseException) -> Message:
    """The last message of a job that failed."""
    status, said = answer(error)
    return Message({"type": "error", "status": status, **said})


def frames_of(made: Sequence[Made], header: Mapping[str, Any], reply: pixels.Layout) -> Message:
    """The result as a frame."""
    encoded = [(each, *_encoded(each, reply)) for each in made]
    pictures = [
        {**fields.model_dump(), "name": each.name, "bytes": fields.size, "recipe": each.recipe}
        for each, fields, _ in encoded
    ]
    payload = [data for _, _, data in encoded]
    size = sum(len(data) for data in payload)
    return Message({**header, "pictures": pictures, "bytes": size}, payload)


def _encoded(made: Made, reply: pixels.Layout) -> tuple[pixels.Header, memoryview]:
    if isinstance(made, Changed):
        assert isinstance(made.canvas, WireCanvas)
        return made.canvas.encoded(reply)
    assert isinstance(made, Fresh | Enlarged | Extended)
    return pixels.encode(made.picture, reply)


def _run(
    order: Order,
    reports: Reports,
    networks: NetworkCache,
    device: torch.device,
    passes: Passes | None,
) -> tuple[list[Made], list[str]]:
    reports.progress(0, 0, "Reading the picture")
    given = order.read()

    def run(attempt: Attempt) -> list[Made]:
        work = EngineWork(
            attempt.device, reports, networks, order.reply, order.preview_side, attempt.tile, passes
        )
        return do(order.job, order.options, given, work)

    def free(attempt: Attempt, note: str) -> None:
        networks.clear(device, keep=getattr(order.options, "model", None) or "")
        _log.warning("out of memory", extra={"job": order.number, "next": note})
        reports.progress(0, 0, note)

    understood = [mask.described() for mask in given.masks.values() if mask.source]
    made, notes = with_less_memory(device, order.job.tiles, run, free)
    seen = [each.recipe.get("seen") for each in made]  # perhaps that there was nothing to do
    seen_notes = [Sentence("Seen: {seen}", seen=each) for each in seen if each]
    return made, [*understood, *notes, *seen_notes[:1]]


def _report(
    order: Order,
    device: torch.device,
    started: float,
    status: int,
    notes: list[str],
    error: BaseException | None,
) -> None:
    fields = {
        "job": order.number,
        "task": order.job.task,
        "model": getattr(order.options, "model", None),
        "device": str(device),
        "seconds": round(time.monotonic() - started, 3),
        "status": status,
        "notes": notes,
    }
    trace = error if error is not None and not expected(error) else None
    _log.log(logging.ERROR if trace else logging.INFO, "job", extra=fields, exc_info=trace)
