"""Times of the panel's way to the engine: overhead, first preview, how long the host stands still.

Everything as in a host: plugin.engine starts an engine process, plugin.client talks to it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from plugin.client import Client
from plugin.engine import Engine
from plugin.qt import QtCore
from plugin.wire import Picture

_ENGINE = str(Path(__file__).with_name("engine.py"))


class Heart:
    """How long the event loop stands still, by the clock and in processor time of its thread."""

    def __init__(self) -> None:
        self._timer = QtCore.QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)
        self.reset()

    def reset(self) -> None:
        self.wall = self.processor = 0.0
        self._last = time.perf_counter(), time.thread_time()

    def _beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self.wall = max(self.wall, now[0] - self._last[0])
        self.processor = max(self.processor, now[1] - self._last[1])
        self._last = now


def run(client: Client, task: str, pictures: list[Picture], **options: object) -> dict[str, float]:
    """One job: seconds until the first preview, until the result, and that the engine worked."""
    times: dict[str, float] = {}
    loop = QtCore.QEventLoop()
    started = time.perf_counter()
    job = client.run(task, options, pictures)
    job.preview.connect(lambda _: times.setdefault("preview", time.perf_counter() - started))
    job.result.connect(lambda result: times.update(engine=result.seconds))
    job.error.connect(lambda sentence: sys.exit(sentence))
    job.ended.connect(loop.quit)
    loop.exec()
    times["result"] = time.perf_counter() - started
    return times


def image(side: int, height: int | None = None) -> Picture:
    """Noise as Krita hands it over: 16-bit BGRA."""
    height = height or side
    data = np.random.default_rng(0).integers(0, 65536, (height, side, 4), np.uint16)
    return Picture(side, height, "BGRA", "u16", data.tobytes(), name="image")


def hole(side: int) -> Picture:
    """A mask with a round hole in the middle."""
    y, x = np.mgrid[:side, :side] - side / 2
    data = ((y**2 + x**2 < (side / 6) ** 2) * 255).astype(np.uint8).tobytes()
    return Picture(side, side, "L", "u8", data, name="mask")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    application = QtCore.QCoreApplication([])
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(
            sys.executable,
            Path(folder) / "engine.log",
            device=arguments.device,
            arguments=[_ENGINE],
        )
        client, heart = Client(engine), Heart()
        region, mask = image(1000), hole(1000)
        run(client, "echo", [region])  # starts the engine
        echoes = [run(client, "echo", [region])["result"] for _ in range(arguments.runs)]
        _print("1,000², nothing done: there and back", echoes)
        fills = [run(client, "inpaint", [region, mask], model="patches") for _ in range(3)]
        _print("1,000², a fill: first preview", [fill["preview"] for fill in fills])
        _print("1,000², a fill: result", [fill["result"] for fill in fills])
        _print(
            "1,000², a fill: time outside the engine's work",
            [fill["result"] - fill["engine"] for fill in fills],
        )
        large = image(7680, 4320)
        heart.reset()
        there_and_back = run(client, "echo", [large])["result"]
        _print("7,680 × 4,320, nothing done: there and back", [there_and_back])
        print(
            f"longest stand-still of the event loop meanwhile: {heart.processor * 1000:.0f} ms of "
            f"processor time, {heart.wall * 1000:.0f} ms by the clock"
        )
        engine.kill()
    del application


def _print(what: str, seconds: list[float]) -> None:
    best, middle = min(seconds) * 1000, statistics.median(seconds) * 1000
    print(f"{what}: {middle:.0f} ms (best {best:.0f}, {len(seconds)} runs)")


if __name__ == "__main__":
    main()
