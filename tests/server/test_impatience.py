"""Clients that stall, crawl, do not listen, or do not take no for an answer: others are served."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from gan_core.server.limits import Limits
from gan_core.server.settings import Settings
from tests.server import talk
from tests.server.conftest import TOKEN, serving

BODY = talk.job(talk.picture(talk.noise(4, 4, 3)))
IMPATIENT = Limits(waiting=1, idle_seconds=1.0, head_seconds=1.0)


@pytest.fixture(scope="module")
def client():
    with serving(replace(Settings(TOKEN), limits=IMPATIENT)) as connected:
        yield connected


def head(port: int, length: int, path: str = "/v1/jobs/negate") -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Authorization: Bearer {TOKEN}",
        f"Content-Type: {talk.FRAMES['Content-Type']}",
        f"Content-Length: {length}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextlib.contextmanager
def stalled(port: int, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Connections that stop after `sent`."""
    with contextlib.ExitStack() as stack:
        sockets = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 20))
            for _ in range(count)
        ]
        for each in sockets:
            each.sendall(sent)
        yield sockets


def answer(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    data = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            data += piece
    return data


def test_stalled_uploads_hold_no_place_and_are_ended(client) -> None:
    port = client.base_url.port
    with stalled(port, 12, head(port, 1000) + b"ab") as sockets:
        time.sleep(0.3)
        health = client.get("/v1/health").json()
        assert (health["arriving"], health["held"], health["taken"]) == (12, 24, 0)
        assert talk.ask(client, "negate", BODY)[-1][0]["type"] == "result"
        for each in sockets:
            assert b"408" in answer(each).split(b"\r\n")[0]
    health = client.get("/v1/health").json()
    assert (health["arriving"], health["held"], health["taken"]) == (0, 0, 0)


def test_headers_that_do_not_come_are_not_waited_for(client) -> None:
    port = client.base_url.port
    with stalled(port, 2, b"") as silent, stalled(port, 2, b"POST /v1/jobs/negate HT") as half:
        for each in (*silent, *half):
            assert answer(each) == b""
    after_one = head(port, len(BODY)).replace(b"POST", b"GET").replace(b"jobs/negate", b"health")
    after_one = after_one.replace(f"Content-Length: {len(BODY)}".encode(), b"Accept: */*")
    with stalled(port, 1, after_one) as (each,):
        assert each.recv(65536).startswith(b"HTTP/1.1 200")
        each.sendall(b"GET /v1/hea")
        answer(each)


def test_a_body_in_drops_is_ended(monkeypatch) -> None:
    from gan_core.server import admission

    monkeypatch.setattr(admission, "_START", 0.5)
    with serving(replace(Settings(TOKEN), limits=Limits(idle_seconds=5))) as client:
        port = client.base_url.port
        with stalled(port, 1, head(port, 1000) + BODY[:4]) as (each,):
            for letter in BODY[4:50]:
                time.sleep(0.05)
                try:
                    each.sendall(bytes([letter]))
                except OSError:
                    break
            assert b"408" in answer(each).split(b"\r\n")[0]


def test_who_does_not_take_the_answer_loses_it(client) -> None:
    port = client.base_url.port
    image = talk.noise(1500, 1500, 3)
    body = talk.job(talk.picture(image), candidates=4)  # 27 MB: more than any socket's buffer
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.settimeout(20)
        deaf.connect(("127.0.0.1", port))
        deaf.sendall(head(port, len(body)) + body)
        end = time.monotonic() + 60
        while time.monotonic() < end and client.get("/v1/health").json()["taken"] == 0:
            time.sleep(0.01)
        while time.monotonic() < end and client.get("/v1/health").json()["taken"]:
            time.sleep(0.1)
        assert client.get("/v1/health").json()["taken"] == 0
        assert len(answer(deaf)) < 27_000_000


def test_memory_for_bodies_has_an_end(client) -> None:
    limits = Limits(held=20_000)
    with serving(replace(Settings(TOKEN), limits=limits)) as client:
        port = client.base_url.port
        large = talk.job(talk.picture(talk.noise(100, 60, 3)))
        with stalled(port, 1, head(port, len(large)) + large[:15_000]):
            time.sleep(0.3)
            refused = client.post("/v1/jobs/negate", content=large, headers=talk.FRAMES)
            assert refused.status_code == 503 and refused.headers["Retry-After"]
            assert talk.ask(client, "negate", BODY)[-1][0]["type"] == "result"


def test_a_refusal_reads_no_body_and_the_first_comes_at_once(client) -> None:
    port = client.base_url.port
    long = talk.job(talk.picture(talk.noise(4, 4, 3)), steps=1000, pause=0.05)
    with contextlib.ExitStack() as stack:
        for _ in range(2):
            stream = client.stream("POST", "/v1/jobs/negate", content=long, headers=talk.FRAMES)
            frames = talk.read(stack.enter_context(stream).iter_raw())
            next(frames)
            stack.callback(frames.close)
        with stalled(port, 1, head(port, 1 << 30)) as (each,):  # of which nothing was sent
            started = time.monotonic()
            assert b"503" in each.recv(65536).split(b"\r\n")[0]
            assert time.monotonic() - started < 1.0
            with contextlib.suppress(OSError):  # it takes some of the body, not all of a gigabyte
                for megabytes in range(1 << 10):
                    each.sendall(bytes(1 << 20))
                    assert megabytes < 100


@pytest.mark.slow
def test_told_to_end_it_ends_whatever_its_clients_do() -> None:
    engine = [sys.executable, "-m", "gan_core", "serve", "--device", "cpu", "--port", "0"]
    environment = {**os.environ, "GANVAS_TOKEN": TOKEN}
    with subprocess.Popen(engine, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["port"]
        with stalled(port, 3, head(port, 1000) + b"ab"), stalled(port, 3, b"GET"):
            process.terminate()
            assert process.wait(30) in (0, -signal.SIGTERM)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.1:{port}/v1/health", trust_env=False)


def test_a_job_that_would_not_fit_is_refused_before_it_waits(client, monkeypatch) -> None:
    from tests.server.test_form import png

    monkeypatch.setenv("GANVAS_MEMORY_GB", "0.1")
    image = talk.noise(1000, 1000, 3)
    large = talk.job(talk.picture(image))
    refused = client.post("/v1/jobs/negate", content=large, headers=talk.FRAMES)
    assert refused.status_code == 507 and "0.2 GB" in refused.json()["error"]
    form = client.post("/v1/jobs/negate", files={"image": png(image)})
    assert form.status_code == 507
    assert talk.ask(client, "negate", BODY)[-1][0]["type"] == "result"


def test_who_sends_and_closes_hears_the_refusal(client) -> None:
    port = client.base_url.port
    body = talk.job(talk.picture(talk.noise(600, 600, 3)))  # a megabyte
    long = talk.job(talk.picture(talk.noise(4, 4, 3)), steps=1000, pause=0.05)
    closing = head(port, len(body)).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with contextlib.ExitStack() as stack:
        for _ in range(2):
            stream = client.stream("POST", "/v1/jobs/negate", content=long, headers=talk.FRAMES)
            frames = talk.read(stack.enter_context(stream).iter_raw())
            next(frames)
            stack.callback(frames.close)
        for _ in range(10):
            with stalled(port, 1, closing + body) as (each,):
                assert b"503" in answer(each).split(b"\r\n")[0]
