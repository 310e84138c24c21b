"""The ASGI application: routes, and how an exception becomes an answer."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, Response

from gan_core import __version__
from gan_core.errors import GanvasError
from gan_core.jobs import served
from gan_core.jobs.job import Job
from gan_core.sentences import Sentence
from gan_core.server import body, docs_page, frames, models
from gan_core.server.admission import Admission
from gan_core.server.cache import NetworkCache
from gan_core.server.faults import BusyError, RequestError, answer, refusal
from gan_core.server.guard import Guard
from gan_core.server.metrics import CONTENT_TYPE, Metrics
from gan_core.server.networks import catalogue_networks
from gan_core.server.openapi import describe_body
from gan_core.server.perform import Order, perform
from gan_core.server.queue import JobQueue, Place, Ticket
from gan_core.server.reports import Reports
from gan_core.server.schema import describe as described
from gan_core.server.seats import Seats
from gan_core.server.settings import Settings
from gan_core.server.stream import FrameStream, while_connected
from gan_core.server.together import Passes

_log = logging.getLogger(__name__)
NOTES = "Ganvas-Notes"  # sentences for the person, where the answer is a PNG
_ABOUT = "GANs for image editors. How frames look is described in docs/wire.md."


def create_app(
    settings: Settings,
    jobs: Sequence[Job] | None = None,
    networks: Callable[[int | None], NetworkCache] = catalogue_networks,
) -> FastAPI:
    """The engine as an ASGI application.

    Args:
        jobs: what it can do; None for all that the product serves.
        networks: makes its cache of networks, given a budget in bytes.
    """
    jobs = served() if jobs is None else jobs
    app = FastAPI(title="Ganvas engine", version=__version__, description=_ABOUT, docs_url=None)
    app.router.redirect_slashes = False
    admission = Admission(settings.limits)
    desk = _Desk(settings, networks(settings.cache_bytes), admission)
    _handle_errors(app, admission, desk.metrics)
    app.add_middleware(
        Guard,
        seats=settings.seats or Seats.of_one(settings.token),
        hosts=settings.hosts,
        limits=settings.limits,
        admission=admission,
    )

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(docs_page.page(app.openapi()))

    @app.get("/v1/health", summary="Who answers, on which devices, and how much there is to do")
    def health() -> dict[str, Any]:
        return desk.health()

    @app.get("/v1/jobs", summary="Every task: its pictures, and its options as JSON schema")
    def tasks() -> dict[str, Any]:
        return {"jobs": [described(job) for job in jobs]}

    @app.get("/v1/metrics", summary="Numbers for Prometheus", response_class=Response)
    def metrics() -> Response:
        return Response(desk.metrics.text(), media_type=CONTENT_TYPE)

    app.include_router(models.routes(settings))
    for job in jobs:
        app.add_api_route(
            f"/v1/jobs/{job.task}",
            _endpoint(job, desk),
            methods=["POST"],
            name=job.task,
            summary=job.summary,
            tags=["jobs"],
            response_class=Response,
            openapi_extra=describe_body(job),
        )

    @app.post("/v1/jobs/{task}", include_in_schema=False)
    def unknown(task: str) -> None:
        known = ", ".join(job.task for job in jobs)
        raise RequestError(
            404, "There is no task '{task}'; there are {known}.", task=task, known=known
        )

    return app


def _endpoint(job: Job, desk: _Desk) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await _answer(request, job, desk)

    return endpoint


async def _answer(request: Request, job: Job, desk: _Desk) -> Response:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (frames.CONTENT_TYPE, "multipart/form-data"):
        raise RequestError(
            415,
            "A job is sent as {content_type} or as form data.",
            content_type=frames.CONTENT_TYPE,
        )
    seat = request.state.seat
    desk.queue.check_room(seat.name, seat.jobs)  # before anything of the body is read
    read = body.read_frames if kind == frames.CONTENT_TYPE else body.read_form
    limits = seat.within(desk.limits)
    order = await read(request, job, limits)
    order = replace(order, number=request.state.number, seconds=limits.seconds)
    # only now, or clients that send half a request would hold all places
    place = desk.queue.reserve(seat.name, seat.jobs)
    reports = desk.reports()
    if kind == frames.CONTENT_TYPE:
        return FrameStream(reports, partial(desk.begin, order, reports, place), place.give_back)
    try:
        desk.begin(order, reports, place)
        message = await while_connected(request.receive, reports.outcome)
    finally:
        place.give_back()
    if message is None:
        return Response(status_code=499)
    if message.header["type"] == "error":
        said = {key: message.header[key] for key in ("error", "told")}
        return JSONResponse(said, message.header["status"])
    notes = message.header["notes"]
    headers = {NOTES: json.dumps(notes)} if notes else {}
    return Response(b"".join(message.payload), media_type="image/png", headers=headers)


class _Desk:
    """Where orders come in: the queue, the workers, and what they share."""

    def __init__(self, settings: Settings, networks: NetworkCache, admission: Admission) -> None:
        self._admission = admission
        self.limits = settings.limits
        self.queue = JobQueue(
            settings.devices,
            settings.limits.waiting,
            settings.batch,
            lambda jobs: self.metrics.together(jobs),
        )
        self._settings = settings
        self._networks = networks
        self.metrics = Metrics(
            {
                "places": ("Jobs that may run or wait at once", lambda: self.queue.places),
                "places_taken": ("Jobs that run or wait", lambda: self.queue.taken),
                "jobs_waiting": ("Jobs that no device has begun", lambda: self.queue.waiting),
                "bodies_arriving": ("Requests on their way in", lambda: admission.arriving),
                "bodies_bytes": ("Bytes of requests that are held", lambda: admission.held),
                "networks": ("Networks that are kept ready", lambda: len(networks.names())),
            }
        )

    def reports(self) -> Reports:
        """For what a job will have to say."""
        return Reports(self._settings.heartbeat_seconds, self._settings.preview_seconds)

    def begin(self, order: Order, reports: Reports, place: Place) -> None:
        """Queue an order."""

        def work(device: torch.device, passes: Passes | None) -> None:
            started = time.monotonic()
            perform(order, reports, self._networks, device, passes)
            seconds = time.monotonic() - started
            self.metrics.job(order.job.task, str(device), reports.status, place.seat, seconds)

        place.submit(Ticket(reports, work, place.seat, order.alike))

    def health(self) -> dict[str, Any]:
        """Plain values for GET /v1/health."""
        return {
            "ganvas": __version__,
            "devices": list(self.queue.devices),
            "places": self.queue.places,
            "taken": self.queue.taken,
            "waiting": self.queue.waiting,
            "arriving": self._admission.arriving - 1,  # all but the one that asks
            "held": self._admission.held,
            "networks": self._networks.names(),
        }


def _handle_errors(app: FastAPI, admission: Admission, metrics: Metrics) -> None:
    @app.exception_handler(GanvasError)
    async def known(request: Request, error: GanvasError) -> Response:
        headers = {}
        if isinstance(error, BusyError):
            await request.state.body.throw_away()
            await admission.before_refusal()
            headers["Retry-After"] = str(error.retry_after)
        status, said = answer(error)
        metrics.refusal(status)
        if status == 408:
            headers["Connection"] = "close"
        return JSONResponse(said, status, headers=headers)

    @app.exception_handler(HTTPException)
    async def routing(_: Request, error: HTTPException) -> Response:
        return JSONResponse(refusal(f"{error.detail}."), error.status_code)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        sentence = Sentence(
            "'{where}' cannot be used: {problem}.", where=where, problem=first["msg"]
        )
        return JSONResponse(refusal(sentence), 422)

    @app.exception_handler(ClientDisconnect)
    async def gone(_: Request, error: ClientDisconnect) -> Response:
        return Response(status_code=499)

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:
        _log.error("request failed", extra={"path": request.url.path}, exc_info=error)
        status, said = answer(error)
        return JSONResponse(said, status)
