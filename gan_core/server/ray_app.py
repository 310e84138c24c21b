"""The same application on Ray Serve, for a studio with many seats (docs/serving.md).

    ganvas serve --ray --replicas 4                                its own Ray, or RAY_ADDRESS's
    serve run gan_core.server.ray_app:application replicas=4       on a cluster, from its own tools

Each replica is an engine with its own worker and networks; Ray chooses one for each request. A job
leaves nothing behind after its response, so any replica can do the next one. What an engine is told
travels with the application: replicas may run on machines that know nothing of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import FastAPI
from ray import serve
from ray.serve.config import BackpressureConfig
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Connection

from gan_core.errors import InputError
from gan_core.server.app import create_app
from gan_core.server.devices import all_devices
from gan_core.server.log import log_to_stderr
from gan_core.server.settings import Settings

NAME = "ganvas"
_BESIDE_JOBS = 64  # requests that a replica takes besides jobs: health, models, quick refusals
_RETRY = 5.0  # seconds
_MODELS = 16  # that a replica is known to have, the last ones used
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True)
class Scale:
    """How much of a cluster the engine takes."""

    replicas: int = 1  # at least
    most_replicas: int = 0  # autoscaling up to so many; 0: as many as at least
    cpus: float = 1.0  # cores of a replica, which are also its threads
    gpus: float = 0.0  # cards of a replica, or a share of one


class Engine:
    """One engine. The application is made in the replica: threads and networks do not travel."""

    def __init__(self, settings: Settings, cpus: float, alone: bool) -> None:
        import torch

        log_to_stderr()
        if alone:
            _listen_on_loopback()
        # Ray tells OpenMP of whole cores alone, and of none where a replica has less than one
        torch.set_num_threads(max(1, round(cpus)))
        self._settings = replace(settings, devices=all_devices(settings.devices))

    def __serve_build_asgi_app__(self) -> ASGIApp:
        return _Noting(create_app(self._settings), self.hold)

    @serve.multiplexed(max_num_models_per_replica=_MODELS)
    async def hold(self, name: str) -> str:
        """Let Ray know that this replica has a model, so that it sends more such jobs here."""
        return name


class _Noting:
    """Tells what model a job used that was accepted; the client's header names it.

    The networks themselves lie in the engine's own cache: what is said here only helps Ray choose.
    """

    def __init__(self, app: FastAPI, hold: Callable[[str], Awaitable[str]]) -> None:
        self._app, self._hold = app, hold

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        name = serve.get_multiplexed_model_id() if scope["type"] == "http" else ""

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                await self._hold(name)
            await send(message)

        asked = _NAME.fullmatch(name) and scope["path"].startswith("/v1/jobs/")
        await self._app(scope, receive, noting if asked else send)


def _listen_on_loopback() -> None:
    """Ray Serve gives each replica a port for calls of other deployments, on every address of the
    machine, and no option for it; here nobody else calls. `tests/server/test_ray.py` looks."""
    from ray.serve._private import replica

    listen = replica.add_port_to_grpc_server

    def on_loopback(server: Any, address: str) -> int:
        return listen(server, address.replace("[::]", "127.0.0.1"))

    replica.add_port_to_grpc_server = on_loopback


def deployed(settings: Settings, scale: Scale, alone: bool = False) -> Any:
    """The application, to be run with `ray.serve.run`.

    Args:
        alone: on a Ray of this machine, which nobody else shall reach.

    A full house is told so at once: each replica refuses by itself what its queue has no place for,
    and Ray what no replica takes.
    """
    at_once = 1 + settings.limits.waiting + _BESIDE_JOBS
    options: dict[str, Any] = {
        "name": NAME,
        "max_ongoing_requests": at_once,
        "max_queued_requests": at_once * max(scale.replicas, scale.most_replicas),
        "backpressure_config": BackpressureConfig(retry_after_s=_RETRY),
        "ray_actor_options": {"num_cpus": scale.cpus, "num_gpus": scale.gpus},
        "health_check_period_s": 5,
        "health_check_timeout_s": 30,
        "graceful_shutdown_timeout_s": settings.limits.drain_seconds,
    }
    if scale.most_replicas > scale.replicas:
        options["autoscaling_config"] = {
            "min_replicas": scale.replicas,
            "max_replicas": scale.most_replicas,
            "target_ongoing_requests": 1 + settings.limits.waiting / 2,
        }
    else:
        options["num_replicas"] = scale.replicas
    deployment: Any = serve.deployment(serve.ingress()(Engine))
    return deployment.options(**options).bind(settings, scale.cpus, alone)


def application(arguments: Mapping[str, Any]) -> Any:
    """For `serve run` and configuration files.

    `arguments` are those of `Scale`. Token and host names come from GANVAS_TOKEN and GANVAS_HOSTS
    of the process that builds it.
    """
    known = Scale.__dataclass_fields__
    unknown = [name for name in arguments if name not in known]
    if unknown:
        raise InputError(
            "There is no option '{name}'; there are {known}.",
            name=unknown[0],
            known=", ".join(known),
        )
    numbers = {name: float(value) for name, value in arguments.items()}
    whole = {name: int(value) for name, value in numbers.items() if "replicas" in name}
    return deployed(settings_of(os.environ), Scale(**{**numbers, **whole}))  # type: ignore[arg-type]


def settings_of(environment: Mapping[str, str]) -> Settings:
    """Settings from GANVAS_TOKEN and GANVAS_HOSTS (names that clients use, comma or space between).

    Raises InputError for a token that is too short, or none.
    """
    token = environment.get("GANVAS_TOKEN", "")
    if len(token) < 16:
        raise InputError("Set GANVAS_TOKEN to a token of at least 16 letters and digits.")
    hosts = environment.get("GANVAS_HOSTS", "").replace(",", " ").split()
    settings = Settings(token, devices=("auto",))
    return replace(settings, hosts=(*settings.hosts, *hosts))
