"""Every job of the product stops soon after its client has gone: over HTTP, by the clock."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import torch

from gan_core.errors import Cancelled
from gan_core.jobs import served
from gan_core.server.stopping import stopping_when
from tests.server import talk
from tests.server.conftest import TOKEN

ENGINE = [sys.executable, str(Path(__file__).parent / "product_engine.py")]
INTO_IT = 0.7  # seconds of work before the client goes
SLACK = 3.0  # seconds: docs/wire.md promises one, on a machine that does nothing else


def scene(height: int, width: int) -> np.ndarray:
    """A picture H×W×3 with something everywhere."""
    patch = talk.noise(256, 256, 3)
    return np.tile(patch, (-(-height // 256), -(-width // 256), 1))[:height, :width].copy()


def hole(height: int, width: int) -> np.ndarray:
    mask = np.zeros((height, width, 1), np.uint8)
    mask[height // 4 : 3 * height // 4, width // 4 : 3 * width // 4] = 255
    return mask


def picture(height: int, width: int) -> bytes:
    return talk.picture(scene(height, width))


def masked(height: int, width: int) -> tuple[bytes, bytes]:
    return picture(height, width), talk.picture(hole(height, width), "L", "mask")


FACE = [[150, 150], [250, 150], [200, 260]]

# Each takes most of a minute on a processor, and much longer than INTO_IT on any.
LONG: dict[str, tuple[tuple[bytes, ...], dict[str, Any]]] = {
    "inpaint": (masked(3000, 3000), {"quality": "best", "candidates": 16}),
    "stylize": (
        (picture(4000, 4000), talk.picture(scene(512, 512), name="style")),
        {"style_scale": 1.0},
    ),
    "generate": ((), {"seeds": [0, 1, 2], "width": 4000, "height": 4000, "upscaler": "upscaler"}),
    "portrait": ((), {"seeds": [0], "model": "landscapes", "candidates": 256}),
    "edit": ((picture(400, 400),), {"steps": 10_000}),
    "drag": ((), {"steps": 2000, "drags": [[300, 200, 20, 20]]}),
    "face": ((picture(400, 400),), {"model": "landscapes", "face": FACE, "steps": 10_000}),
    "vary": ((picture(3000, 3000),), {"seeds": list(range(16))}),
    "extend": ((picture(2000, 2000),), {"left": 2000, "right": 2000, "quality": "best"}),
    "harmonize": (masked(5000, 5000), {}),
    "restore": ((picture(4000, 4000),), {}),
    "damage": ((picture(6000, 6000),), {}),
    "upscale": ((picture(1000, 1000),), {"scale": 4}),
    "learn-style": ((picture(300, 300),), {"name": "left-behind", "steps": 5000}),
}


class Engine:
    """An engine as a program starts it, and the lines of its log as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(TOKEN + "\n")
        process.stdin.flush()
        port = json.loads(process.stdout.readline())["port"]
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=30,
            trust_env=False,
        )
        self._lines: queue.Queue[tuple[float, dict[str, Any]]] = queue.Queue()
        threading.Thread(target=self._read, args=(process.stderr,), daemon=True).start()

    def _read(self, stderr: Any) -> None:
        for line in stderr:
            self._lines.put((time.monotonic(), json.loads(line)))

    def ended(self, task: str) -> tuple[float, int]:
        """When a job ended by the log, and with which status."""
        while True:
            moment, line = self._lines.get(timeout=30)
            if line.get("task") == task:
                return moment, line["status"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> Iterator[Engine]:
    models = str(tmp_path_factory.mktemp("models"))
    with subprocess.Popen(
        [*ENGINE, "--child", "--device", "cpu"],
        env={**os.environ, "GANVAS_HOME": models},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield Engine(process)
        process.kill()


def test_every_task_is_here() -> None:
    too_short = {"subject", "faces"}  # one pass of small networks
    assert set(LONG) | too_short == {job.task for job in served()}


@pytest.mark.slow
@pytest.mark.parametrize("task", LONG)
def test_going_away_stops_the_job(engine, task, record_property) -> None:
    pictures, options = LONG[task]
    body = talk.job(*pictures, **options)
    with engine.client.stream(
        "POST", f"/v1/jobs/{task}", content=body, headers=talk.FRAMES
    ) as response:
        assert response.status_code == 200, response.read()
        frames = talk.read(response.iter_raw())
        for header, _ in frames:  # until the work itself has begun
            assert header["type"] in ("progress", "preview"), header
            if header.get("total"):
                break
        time.sleep(INTO_IT)
        frames.close()
        gone = time.monotonic()
    stopped, status = engine.ended(task)
    assert status == 499, f"it ended before its client was gone ({status})"
    record_property("seconds", round(stopped - gone, 3))
    assert stopped - gone < SLACK
    assert engine.client.get("/v1/health").json()["waiting"] == 0


def test_what_is_stopped_without_gradients_leaves_them_to_the_next_job():
    with pytest.raises(Cancelled), stopping_when(lambda: True), torch.no_grad():
        torch.zeros(1) + 1
    assert torch.is_grad_enabled()
