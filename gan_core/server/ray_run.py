"""`ganvas serve --ray`: Ray Serve from start to end, on a cluster or on this machine alone."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from gan_core import __version__
from gan_core.errors import InputError
from gan_core.server import ray_door
from gan_core.server.run import WIRE, listen
from gan_core.server.seats import Seats
from gan_core.server.settings import Settings

_ADDRESS = "RAY_ADDRESS"
# Ray asks it when it is imported: without it all its processes listen on every address of the
# machine, whatever address a node is given.
_ELSEWHERE = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
if not os.environ.get(_ADDRESS):
    os.environ[_ELSEWHERE] = "0"

import ray  # noqa: E402
from ray import serve  # noqa: E402

from gan_core.server.ray_app import NAME, Scale, deployed  # noqa: E402

_ATTEMPTS = 6  # to start Ray


def run(
    settings: Settings,
    scale: Scale,
    host: str,
    port: int,
    ready: Callable[[str], None],
    extra: dict[str, str],
) -> None:
    """Serve until SIGINT or SIGTERM.

    On a cluster (RAY_ADDRESS) only our application is taken away at the end; a Ray that was started
    here ends with it.
    """
    own = not os.environ.get(_ADDRESS)
    ended = threading.Event()
    if own:
        with listen(host, port) as bound:  # a sentence at once where the port is taken
            port = bound.getsockname()[1]
        _start_ray(scale, settings.seats or Seats.of_one(settings.token))
    else:
        ray.init(address=os.environ[_ADDRESS], log_to_driver=False)
    try:
        options: dict[str, Any] = {"host": host, "port": port, "location": "HeadOnly"}
        if settings.tls is not None:
            options |= {"ssl_certfile": settings.tls[0], "ssl_keyfile": settings.tls[1]}
        serve.start(http_options=options)
        serve.run(deployed(settings, scale, own), name=NAME, route_prefix="/")
        for number in (signal.SIGINT, signal.SIGTERM):  # which Ray has taken for itself
            signal.signal(number, lambda *_: ended.set())
        about = {"ganvas": __version__, "wire": WIRE, "port": port, "pid": os.getpid()}
        ready(json.dumps({**about, **extra}))
        ended.wait()
        serve.delete(NAME)
    finally:
        if own:
            serve.shutdown()
            ray.shutdown()


def _start_ray(scale: Scale, seats: Seats) -> None:
    """A Ray of our own that listens on this machine alone."""
    most = max(scale.replicas, scale.most_replicas)
    have = os.cpu_count() or 1
    if most * scale.cpus > have:
        raise InputError(
            "{most} replicas of {cpus:g} cores need more than this machine's {have}; "
            "use fewer, or --cpus.",
            most=most,
            cpus=scale.cpus,
            have=have,
        )
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
    os.environ.update(ray_door.environment(seats))
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            ray.init(
                num_cpus=have,
                include_dashboard=False,
                log_to_driver=False,
                _node_ip_address="127.0.0.1",
            )
            return
        except Exception:
            # Ray's node gives its own helpers fifteen seconds to start, and ends where a busy
            # machine has not so much for them; the next time more of it is in memory
            ray.shutdown()
            if attempt == _ATTEMPTS:
                raise
