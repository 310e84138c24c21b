"""Who may talk to the engine: checked before anything of a request is read."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from gan_core.server.admission import Admission, too_long
from gan_core.server.faults import RequestError
from gan_core.server.settings import Limits


class Guard:
    """ASGI middleware: host name, origin, bearer token, and the body's length and pace.

    The host name is checked because a web page can make a name of its own point to this machine
    (DNS rebinding); the browser would then count the engine as part of the page's site.
    """

    def __init__(
        self, app: ASGIApp, token: str, hosts: Iterable[str], limits: Limits, admission: Admission
    ) -> None:
        self._app = app
        self._token = token.encode()
        self._hosts = {host.lower() for host in hosts}
        self._limits = limits
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope["path"], Headers(scope=scope))
        except RequestError as error:
            response = JSONResponse({"error": str(error)}, error.status)
            if error.status == 401:
                response.headers["WWW-Authenticate"] = "Bearer"
            await response(scope, receive, send)
            return
        with self._admission.watching(receive) as watched:
            await self._app(scope, watched, send)

    def _check(self, path: str, headers: Headers) -> None:
        host = headers.get("host", "")
        if "*" not in self._hosts and _without_port(host).lower() not in self._hosts:
            raise RequestError(
                421, "The engine does not answer to that host name; see: ganvas serve --allow-host."
            )
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            raise RequestError(403, "Pages of other sites may not use the engine.")
        if path.startswith("/v1/") and not self._knows(headers.get("authorization", "")):
            raise RequestError(401, "The engine asks for its token: Authorization: Bearer TOKEN.")
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._limits.body:
            raise too_long(self._limits)

    def _knows(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        # the same time for every wrong token, so that it cannot be guessed letter by letter
        given = token.strip().encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self._token) and scheme.lower() == "bearer"


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host
