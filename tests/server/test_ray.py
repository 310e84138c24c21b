"""`ganvas serve --ray`: replicas that share the work, and the death of one."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import numpy as np
import pytest

from gan_core.errors import InputError
from tests.server import talk

pytest.importorskip("ray")

TOKEN = "a-token-for-the-tests"


def test_settings_come_from_the_environment_of_who_starts_it() -> None:
    from gan_core.server.ray_app import settings_of

    settings = settings_of({"GANVAS_TOKEN": TOKEN, "GANVAS_HOSTS": "render.lan, other.lan"})
    assert settings.token == TOKEN and {"render.lan", "other.lan", "127.0.0.1"} <= {*settings.hosts}
    with pytest.raises(InputError, match="GANVAS_TOKEN"):
        settings_of({})


@pytest.fixture(scope="module")
def served() -> Iterator[dict]:
    """Two replicas of half a core each; the name that they answer to is told to them."""
    command = [sys.executable, "-m", "gan_core", "serve", "--ray", "--port", "0", "--device", "cpu"]
    command += ["--replicas", "2", "--cpus", "0.5", "--allow-host", "render.lan"]
    environment = {key: value for key, value in os.environ.items() if key != "GANVAS_TOKEN"}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=os.getcwd()
    ) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        yield next(json.loads(line) for line in lines if line.startswith("{"))
        process.terminate()
        assert process.wait(60) == 0


@pytest.fixture
def client(served) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {served['token']}"}
    base = f"http://127.0.0.1:{served['port']}"
    with httpx.Client(base_url=base, headers=headers, timeout=120, trust_env=False) as connected:
        yield connected


def replicas() -> set[int]:
    """The processes of our replicas, by what Ray calls them."""
    names = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    names[int(entry)] = file.read()
            except OSError:
                continue
    return {pid for pid, name in names.items() if b"ServeReplica:ganvas" in name}


def fill(client: httpx.Client, seed: int) -> None:
    image = talk.noise(48, 48, 3)
    mask = np.zeros((48, 48, 1), np.uint8)
    mask[20:28, 20:28] = 255
    pictures = talk.picture(image), talk.picture(mask, "L", "mask")
    header, payload = talk.ask(client, "inpaint", talk.job(*pictures, model="patches", seed=seed))[
        -1
    ]
    assert header["type"] == "result", header
    (result,) = talk.pictures(header, payload)
    np.testing.assert_array_equal(result[mask[..., 0] == 0], image[mask[..., 0] == 0])


@pytest.mark.slow
def test_jobs_and_refusals_on_ray(served, client) -> None:
    fill(client, 1)
    assert client.get("/v1/health", headers={"Authorization": ""}).status_code == 401
    assert client.get("/v1/health", headers={"Host": "render.lan"}).status_code == 200
    assert client.get("/v1/health", headers={"Host": "evil.lan"}).status_code == 421


@pytest.mark.slow
def test_a_job_goes_where_its_model_is(client) -> None:
    chosen = {"Serve-Multiplexed-Model-Id": "auvers"}
    body = talk.job(talk.picture(talk.noise(48, 48, 3)), style="auvers")
    answer = client.post("/v1/jobs/stylize", content=body, headers={**talk.FRAMES, **chosen})
    assert list(talk.read([answer.content]))[-1][0]["type"] == "result"
    in_a_row, tries = 0, 0
    while in_a_row < 12:  # the replicas tell in their own time which of them has it
        tries += 1
        assert tries < 200
        networks = client.get("/v1/health", headers=chosen).json()["networks"]
        in_a_row = in_a_row + 1 if "auvers" in networks else 0
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_it_listens_where_it_was_told_and_a_killed_replica_is_replaced(served, client) -> None:
    outside = {
        info[4][0]
        for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        if not info[4][0].startswith("127.")
    }
    for address in outside:
        with socket.socket() as other, pytest.raises(OSError):
            other.settimeout(1)
            other.connect((address, served["port"]))
    before = replicas()
    assert len(before) == 2
    os.kill(before.pop(), signal.SIGKILL)
    for seed in range(4):
        fill(client, seed)
