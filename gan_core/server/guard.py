"""Who may talk to the engine: checked before anything of a request is read."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gan_core.server.admission import Admission, too_long
from gan_core.server.faults import RequestError
from gan_core.server.limits import Limits
from gan_core.server.seats import Seat, Seats

REQUEST_ID = "x-request-id"


class Guard:
    """ASGI middleware: host name, origin, bearer token, and the body's length and pace.

    The host name is checked because a web page can make a name of its own point to this machine
    (DNS rebinding); the browser would then count the engine as part of the page's site.
    """

    def __init__(
        self, app: ASGIApp, seats: Seats, hosts: Iterable[str], limits: Limits, admission: Admission
    ) -> None:
        self._app = app
        self._seats = seats
        self._hosts = {host.lower() for host in hosts}
        self._limits = limits
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        number = _request_id(headers.get(REQUEST_ID, ""))
        try:
            seat = self._check(scope["path"], headers)
        except RequestError as error:
            response = JSONResponse({"error": str(error)}, error.status, {REQUEST_ID: number})
            if error.status == 401:
                response.headers["WWW-Authenticate"] = "Bearer"
            await response(scope, receive, send)
            return

        async def numbered(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (REQUEST_ID.encode(), number.encode()),
                ]
            await send(message)

        with self._admission.watching(receive) as body:
            scope.setdefault("state", {}).update(seat=seat, number=number, body=body)
            await self._app(scope, body.receive, numbered)

    def _check(self, path: str, headers: Headers) -> Seat | None:
        """Whose request it is; None for everybody's pages. RequestError if it is refused."""
        host = headers.get("host", "")
        if "*" not in self._hosts and _without_port(host).lower() not in self._hosts:
            raise RequestError(
                421, "The engine does not answer to that host name; see: ganvas serve --allow-host."
            )
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            raise RequestError(403, "Pages of other sites may not use the engine.")
        seat = self._seats.whose(token_of(headers))
        if seat is None and path.startswith("/v1/"):
            raise RequestError(401, "The engine asks for its token: Authorization: Bearer TOKEN.")
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._limits.body:
            raise too_long(self._limits)
        return seat


def token_of(headers: Headers) -> str:
    """The bearer token of a request; empty, which is nobody's, without one."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _request_id(given: str) -> str:
    """What names a request in every log on its way: the client's word for it, or one of ours."""
    return given if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", given) else secrets.token_hex(8)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host
