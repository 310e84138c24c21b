"""Times of the panel's way to the engine: overhead, first preview, how long the host stands still.

Everything as in a host: plugin.engine starts an engine process, plugin.client talks to it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.transport import panel
from benchmarks.transport.heart import Heart
from plugin.client import Client
from plugin.engine import Engine
from plugin.qt import QtCore, QtWidgets
from plugin.wire import Picture

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_ENGINE = str(Path(__file__).with_name("engine.py"))


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
    parser.add_argument("--part", choices=["all", "transport", "panel"], default="all")
    arguments = parser.parse_args()
    application = QtWidgets.QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        if arguments.part != "panel":
            transport(Path(folder), arguments)
        if arguments.part != "transport":
            os.environ["GANVAS_BENCH_STYLE"] = "nothing"
            person = panel.Person(Path(folder), arguments.device)
            panel.overhead(person, arguments.runs)
            panel.stand_still(person)
            person.close()
    del application


def transport(folder: Path, arguments: argparse.Namespace) -> None:
    """plugin.engine and plugin.client alone, without a window."""
    engine = Engine(
        sys.executable,
        folder / "engine.log",
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


def _print(what: str, seconds: list[float]) -> None:
    best, middle = min(seconds) * 1000, statistics.median(seconds) * 1000
    print(f"{what}: {middle:.0f} ms (best {best:.0f}, {len(seconds)} runs)")


if __name__ == "__main__":
    main()
