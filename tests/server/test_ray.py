"""`ganvas serve --ray`: replicas that share the work, and the death of one."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

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


SEATS = f"""
[seats.tester]
token = "{TOKEN}"
jobs = 30
[seats.anna]
token = "a-token-for-anna-alone"
jobs = 2
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[dict]:
    """Two replicas of half a core each; the name that they answer to is told to them."""
    seats = tmp_path_factory.mktemp("seats") / "seats.toml"
    seats.write_text(SEATS)
    seats.chmod(0o600)
    command = [sys.executable, "-m", "gan_core", "serve", "--ray", "--port", "0", "--device", "cpu"]
    command += ["--replicas", "2", "--cpus", "0.5", "--allow-host", "render.lan"]
    command += ["--seats", str(seats)]
    environment = {key: value for key, value in os.environ.items() if key != "GANVAS_TOKEN"}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=os.getcwd()
    ) as process:
        assert process.stdout is not None
        # until it is ready or dead, however long a busy machine takes
        lines = iter(process.stdout.readline, "")
        yield next(json.loads(line) for line in lines if line.startswith("{"))
        process.terminate()
        assert process.wait(60) == 0


@pytest.fixture
def client(served) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
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
def test_a_seat_s_quota_holds_for_all_replicas_together(client) -> None:
    anna = {**talk.FRAMES, "Authorization": "Bearer a-token-for-anna-alone"}
    long = talk.job(talk.picture(talk.noise(400, 400, 3)), scale=4, model="upscaler")
    short = talk.job(talk.picture(talk.noise(8, 8, 3)), strength=0, style="auvers")
    with contextlib.ExitStack() as both:
        for _ in range(2):
            stream = client.stream("POST", "/v1/jobs/upscale", content=long, headers=anna)
            frames = talk.read(both.enter_context(stream).iter_raw())
            next(frames)
            both.callback(frames.close)
        refused = client.post("/v1/jobs/stylize", content=short, headers=anna)
        assert refused.status_code == 429 and "2 jobs" in refused.json()["error"]
        assert refused.headers["Retry-After"]
        assert client.get("/v1/health", headers=anna).status_code == 200
    while (
        answer := client.post("/v1/jobs/stylize", content=short, headers=anna)
    ).status_code == 429:
        time.sleep(0.1)
    assert answer.status_code == 200


def family(pid: int) -> set[int]:
    """A process and all that came of it."""
    parents = {}
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError, ValueError):
            stat = Path(f"/proc/{int(entry)}/stat").read_text()
            parents[int(entry)] = int(stat.rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def listening(pids: set[int]) -> set[str]:
    """The addresses on which processes wait for connections."""
    inodes = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").glob("*"):
            with contextlib.suppress(OSError):
                inodes.add(os.readlink(link).removeprefix("socket:[").rstrip("]"))
    found = set()
    for table, size in (("tcp", 4), ("tcp6", 16)):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                words = bytes.fromhex(fields[1].partition(":")[0])
                raw = b"".join(words[n : n + 4][::-1] for n in range(0, size, 4))
                address = ipaddress.ip_address(raw)
                found.add(str(getattr(address, "ipv4_mapped", None) or address))
    return found


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_it_listens_where_it_was_told_and_a_killed_replica_is_replaced(served, client) -> None:
    assert listening(family(served["pid"])) <= {"127.0.0.1", "::1"}
    before = replicas()
    assert len(before) == 2
    os.kill(before.pop(), signal.SIGKILL)
    for seed in range(4):
        fill(client, seed)
