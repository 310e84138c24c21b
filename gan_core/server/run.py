"""An engine as a process: a socket, uvicorn on it, and the one line that says that it is ready."""

from __future__ import annotations

import errno
import json
import math
import os
import socket
import ssl
import sys
import threading
from asyncio import BaseTransport, TimerHandle, get_running_loop
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from gan_core import __version__
from gan_core.errors import InputError
from gan_core.server.limits import Limits
from gan_core.server.settings import Settings
from gan_core.tasks.inpainting.warm import warm_up_aside

WIRE = 1
_MOST_UNREAD = 4 << 20  # bytes of a refused body that are read and thrown away
_LINGER = 2.0  # seconds for the client to hear why no more is read
_GRACE = 0.5  # seconds for answers under way once the engine shall end


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one. InputError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere it would let two programs share the port
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(1024)
    except (OSError, OverflowError) as error:
        bound.close()
        raise InputError(_why(error, host, port)) from None
    return bound


def check_tls(certificate: Path | None, key: Path | None) -> tuple[str, str] | None:
    """The two files, if a server can use them; None where neither is given. InputError else."""
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise InputError("TLS needs both: --tls-certificate FILE --tls-key FILE.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except OSError as error:  # an SSLError is one
        reason = getattr(error, "reason", None) or error.strerror or error
        raise InputError(
            "The certificate or its key cannot be used: {reason}.", reason=reason
        ) from None
    return str(certificate), str(key)


class Engine(uvicorn.Server):
    """A server that tells where it listens, and that ends even if a network never returns."""

    def __init__(
        self, app: FastAPI, settings: Settings, ready: Callable[[str], None], extra: dict[str, str]
    ) -> None:
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            http=_impatient(settings.limits),
            timeout_keep_alive=30,
            ssl_certfile=settings.tls and settings.tls[0],
            ssl_keyfile=settings.tls and settings.tls[1],
            timeout_graceful_shutdown=math.ceil(settings.limits.drain_seconds),
        )
        super().__init__(config)
        self._settings = settings
        self._ready = ready
        self._extra = extra

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started or not sockets:
            return
        hello = {
            "ganvas": __version__,
            "wire": WIRE,
            "port": sockets[0].getsockname()[1],
            "pid": os.getpid(),
            "devices": list(self._settings.devices),
            **self._extra,
        }
        self._ready(json.dumps(hello))

    def end(self) -> None:
        """End soon, from any thread: nobody waits for the answers any more."""
        self.should_exit = self.force_exit = True
        timer = threading.Timer(_GRACE, os._exit, (0,))
        timer.daemon = True
        timer.start()

    def run_to_the_end(self, bound: socket.socket) -> None:
        """Serve until told to stop, then leave without tidying up.

        Nothing is left to be saved, and taking torch apart takes a busy machine seconds.
        """
        _allow_many_connections()
        warm_up_aside()
        self.run(sockets=[bound])
        sys.stderr.flush()
        os._exit(0)


def _allow_many_connections() -> None:
    """As many open files as this user may have; the usual 1024 are too few for a studio."""
    if sys.platform == "win32":
        return
    import resource

    wanted = 1 << 16
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def _impatient(limits: Limits) -> Any:
    """uvicorn's protocol, which waits for ever, with an end to waiting for headers and readers."""
    base: Any = AutoHTTPProtocol

    class Impatient(base):
        """Drops a connection whose headers do not come, or whose client takes no answer."""

        def connection_made(self, transport: BaseTransport) -> None:
            super().connection_made(transport)
            self._timers: dict[str, TimerHandle] = {}
            self._unread = 0
            self._limit("head", limits.head_seconds)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self._lift("head")
                self._unread = 0
                return
            self._limit("head", limits.head_seconds)
            # What still comes of a body after its refusal is taken for a while: many clients hear
            # an answer only if they may finish speaking, and none if the connection is reset.
            self._unread += len(data)
            if self._unread > _MOST_UNREAD:
                self.flow.pause_reading()
                self._limit("refused", _LINGER)

        def pause_writing(self) -> None:
            super().pause_writing()
            self._limit("answer", limits.idle_seconds)

        def resume_writing(self) -> None:
            super().resume_writing()
            self._lift("answer")

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            for timer in list(self._timers):
                self._lift(timer)

        def _limit(self, what: str, seconds: float) -> None:
            if what not in self._timers:
                timer = get_running_loop().call_later(seconds, self.transport.abort)
                self._timers[what] = timer

        def _lift(self, what: str) -> None:
            if what in self._timers:
                self._timers.pop(what).cancel()

    return Impatient


def _why(error: Exception, host: str, port: int) -> str:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return f"Port {port} is taken by another program; choose another with --port."
    if code == errno.EACCES:
        return f"Port {port} needs more rights than you have; choose one above 1023."
    if isinstance(error, OverflowError):
        return f"{port} is not a port; use 1 to 65535, or 0 for a free one."
    return f"The engine cannot listen on '{host}': {getattr(error, 'strerror', None) or error}."
