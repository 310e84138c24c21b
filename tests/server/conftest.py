"""A server in a thread, and a client that knows its token."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from gan_core.server.app import create_app
from gan_core.server.run import Engine, listen
from gan_core.server.settings import Settings
from tests.server import practice

TOKEN = "a-token-for-the-tests"


@contextmanager
def serving(settings: Settings, **what: Any) -> Iterator[httpx.Client]:
    """A client of a server with these settings."""
    ready = threading.Event()
    hello: dict[str, Any] = {}

    def say(line: str) -> None:
        hello.update(json.loads(line))
        ready.set()

    what = {"jobs": practice.JOBS, "networks": practice.networks, **what}
    engine = Engine(create_app(settings, **what), settings, say, {})
    thread = threading.Thread(target=engine.run, args=([listen("127.0.0.1", 0)],), daemon=True)
    thread.start()
    assert ready.wait(20)
    headers = {"Authorization": f"Bearer {settings.token}"}
    base = f"http://127.0.0.1:{hello['port']}"
    with httpx.Client(base_url=base, headers=headers, timeout=20, trust_env=False) as client:
        yield client
    engine.should_exit = engine.force_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of a server with the usual settings."""
    with serving(Settings(TOKEN)) as connected:
        yield connected


@pytest.fixture
def serve() -> Callable[..., Any]:
    """`with serve(settings) as client:` for a server of one's own."""
    return serving
