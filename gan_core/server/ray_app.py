"""The same application on Ray Serve, for a studio with many seats.

    GANVAS_TOKEN=… GANVAS_HOSTS=render.studio.lan serve run gan_core.server.ray_app:application

Each replica is an engine with its own worker and networks; Ray chooses one for each request. A job
leaves nothing behind after its response, so any replica can do the next one.
"""

from __future__ import annotations

import os
from typing import Any

from fastapi import FastAPI
from ray import serve

from gan_core.errors import InputError
from gan_core.server.app import create_app
from gan_core.server.devices import all_devices
from gan_core.server.settings import Settings


def build() -> FastAPI:
    """The application as a replica makes it for itself: threads and networks do not travel."""
    token = os.environ.get("GANVAS_TOKEN", "")
    if len(token) < 16:
        raise InputError("Set GANVAS_TOKEN to a token of at least 16 letters and digits.")
    hosts = tuple(os.environ.get("GANVAS_HOSTS", "").replace(",", " ").split())
    devices = all_devices(["auto"])
    return create_app(Settings(token, devices, hosts or Settings(token).hosts))


class Ganvas:
    """One engine; the deployment's options say how many replicas there are, and on which GPUs."""


def application(arguments: dict[str, Any]) -> Any:
    """For `serve run` and configuration files; `arguments` are deployment options."""
    deployment: Any = serve.deployment(serve.ingress(build)(Ganvas))
    return deployment.options(**arguments).bind()
