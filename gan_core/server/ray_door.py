"""The door of a cluster: what is known before a request is sent to a replica, in Ray's HTTP proxy.

All requests come through the proxy, so it counts how many jobs each seat has in all replicas, and
refuses at once where the whole house was full a moment ago: to send a picture of some megabytes to
a replica only to hear that costs as much as a part of a job.

Ray calls `middlewares` in the proxy's process; the settings come in the environment, as the proxy
is started before there is an application. They hold digests of tokens, no tokens.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gan_core.server.admission import Admission, thrown_away
from gan_core.server.faults import BusyError, QuotaError, refusal
from gan_core.server.guard import token_of
from gan_core.server.limits import Limits
from gan_core.server.seats import Seat, Seats

CALLBACK = "RAY_SERVE_HTTP_PROXY_CALLBACK_IMPORT_PATH"
SEATS = "GANVAS_DOOR_SEATS"
_JOBS = "/v1/jobs/"
_RETRY = 5  # seconds
_REFUSALS = 20  # a second that are told at once: the proxy has the pictures come in for each
_FULL = 0.25  # seconds for which a full house is taken to be full still


def environment(seats: Seats) -> dict[str, str]:
    """What the environment of Ray's processes has to say, so that its proxy has the door."""
    told = [{**asdict(seat), "digest": seat.digest.hex()} for seat in seats]
    finite = [{key: value for key, value in seat.items() if value != math.inf} for seat in told]
    return {CALLBACK: f"{__name__}:middlewares", SEATS: json.dumps(finite)}


def middlewares() -> list[Middleware]:
    """For Ray, in the proxy's process."""
    return [Middleware(Door, seats=seats_of(os.environ))]


def seats_of(environment: Mapping[str, str]) -> Seats:
    """What `environment` told."""
    told: list[dict[str, Any]] = json.loads(environment.get(SEATS, "[]"))
    return Seats(Seat(**{**each, "digest": bytes.fromhex(each["digest"])}) for each in told)


class Door:
    """ASGI middleware. Whatever it lets pass is checked by the replica as by any engine."""

    def __init__(self, app: ASGIApp, seats: Seats) -> None:
        self._app = app
        self._seats = seats
        self._jobs: Counter[str] = Counter()  # under way, by seat
        self._full_until = 0.0
        self._admission = Admission(Limits(), _REFUSALS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_JOBS):
            await self._app(scope, receive, send)
            return
        seat = self._seats.whose(token_of(Headers(scope=scope)))
        if seat is None:  # the replica says so
            await self._app(scope, receive, send)
            return
        refused = self._refusal(seat)
        if refused is not None:
            await thrown_away(receive)
            await self._admission.before_refusal()
            headers = {"Retry-After": str(refused.retry_after)}
            answer = JSONResponse(refusal(str(refused)), refused.status, headers)
            await answer(scope, receive, send)
            return

        async def seen(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 503:
                self._full_until = time.monotonic() + _FULL
            await send(message)

        self._jobs[seat.name] += 1
        try:
            await self._app(scope, receive, seen)
        finally:
            self._jobs[seat.name] -= 1

    def _refusal(self, seat: Seat) -> BusyError | None:
        if seat.jobs is not None and self._jobs[seat.name] >= seat.jobs:
            return QuotaError(seat.jobs, _RETRY)
        if time.monotonic() < self._full_until:
            return BusyError(_RETRY)
        return None
