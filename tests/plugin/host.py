"""A host without a window: an event loop, an engine, a client, and a record of what it heard.

Run by the tests with the Python of either Qt: `python host.py SCENARIO ENGINE_PYTHON FOLDER`. Each
scenario prints what the panel would have heard as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

REPO = Path(__file__).parents[2]
sys.path.insert(0, str(REPO))

from plugin.client import Client, Job, Progress  # noqa: E402
from plugin.engine import Engine  # noqa: E402
from plugin.qt import QtCore  # noqa: E402
from plugin.wire import Picture, Reply  # noqa: E402

PRACTICE = str(REPO / "tests" / "server" / "practice_engine.py")


class Host:
    """What a panel does, as lines of a test."""

    def __init__(
        self, python: str, folder: str, arguments=(PRACTICE,), idle=15.0, **engine
    ) -> None:
        self.app = QtCore.QCoreApplication([])
        engine.setdefault("device", "cpu")
        self.engine = Engine(python, Path(folder) / "engine.log", arguments=arguments, **engine)
        self.client = Client(self.engine, idle_seconds=idle)
        self.heard: list = []
        self.crashes: list = []
        self.engine.crashed.connect(self.crashes.append)
        self.longest = 0.0  # seconds of work between two turns of the event loop
        self._beat = time.thread_time()  # not of the clock: other programs take their share of it
        self._timer = QtCore.QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(5)

    def _tick(self) -> None:
        now = time.thread_time()
        self.longest = max(self.longest, now - self._beat)
        self._beat = now

    def wait(self, signal, seconds: float = 300.0) -> bool:
        """Run the event loop until the signal comes."""
        loop = QtCore.QEventLoop()
        came = []
        signal.connect(lambda *_: (came.append(True), loop.quit()))
        QtCore.QTimer.singleShot(round(seconds * 1000), loop.quit)
        getattr(loop, "exec", None) and loop.exec()
        return bool(came)

    def job(self, task: str = "negate", picture=None, reply=None, **options) -> Job:
        """Ask for a job, and note what it says."""
        picture = picture or Picture(2, 1, "BGRA", "u16", bytes(range(16)), name="image")
        job = self.client.run(task, options, [picture], reply)
        heard: list = []
        self.heard.append(heard)
        job.progress.connect(lambda p: heard.append(["progress", p.note]))
        job.preview.connect(lambda p: heard.append(["preview", p.width, p.height, p.channels]))
        job.result.connect(
            lambda r: heard.append(["result", *[bytes(p.data).hex() for p in r.pictures]])
        )
        job.error.connect(lambda sentence: heard.append(["error", sentence]))
        job.cancelled.connect(lambda: heard.append(["cancelled"]))
        job.ended.connect(lambda: heard.append(["ended"]))
        return job

    def fetch(self, fetch):
        """Note what a question is answered with."""
        heard: list = []
        self.heard.append(heard)
        if hasattr(fetch, "done"):
            fetch.done.connect(lambda answer: heard.append(["done", type(answer).__name__]))
        fetch.error.connect(lambda sentence: heard.append(["error", sentence]))
        return fetch

    def finish(self, job: Job) -> None:
        """Wait for the job's end."""
        assert not job.running or self.wait(job.ended), "the job never ended"

    def until(self, job: Job, note: str) -> None:
        """Wait until the job says so."""
        while job.running:
            loop = QtCore.QEventLoop()

            def look(progress: Progress, loop=loop) -> None:
                if progress.note.startswith(note):
                    loop.quit()

            job.progress.connect(look)
            job.ended.connect(loop.quit)
            loop.exec()
            return


def work(host: Host, python: str) -> None:
    """A job with previews, one in another layout, one that is cancelled, questions."""
    host.finish(host.job(steps=5, pause=0.2))
    host.finish(host.job(reply=Reply("RGB", "u8")))
    job = host.job(steps=1000, pause=0.05)
    host.until(job, "step 3")
    job.cancel()
    host.finish(host.job(nonsense=1))
    host.finish(host.job())
    client = host.client
    for ask in (client.models, client.health, lambda: client.file("/v1/models/x/thumbnail")):
        host.finish(host.fetch(ask()))
    host.finish(host.fetch(client.get_model("no-such-model")))


def crashes(host: Host, python: str) -> None:
    """Killed while it works, while it loads, while nothing happens: the next job works."""
    host.finish(host.job(die=True, steps=3, pause=0.3))
    host.finish(host.job())
    host.finish(host.job("through", model="deadly"))
    host.finish(host.job())
    os.kill(host.engine.pid, signal.SIGKILL)
    host.finish(host.job())


def hangs(host: Host, python: str) -> None:
    """Stopped in the middle of a job, as a network that never answers."""
    job = host.job(steps=1000, pause=0.05)
    host.until(job, "step 2")
    os.kill(host.engine.pid, signal.SIGSTOP)
    host.finish(job)
    host.finish(host.job())


def block(host: Host, python: str) -> None:
    """An 8K picture to and fro: how long does the event loop stand still?"""
    data = bytearray(7680 * 4320 * 8)
    host.finish(host.job())
    host.longest = 0.0
    picture = Picture(7680, 4320, "BGRA", "u16", data, name="image")
    job = host.client.run("negate", {}, [picture])
    heard: list = []
    host.heard.append(heard)
    job.result.connect(lambda r: heard.append(["result", len(r.pictures[0].data)]))
    job.error.connect(lambda sentence: heard.append(["error", sentence]))
    host.finish(job)
    heard.append(["longest", host.longest])


def starts(host: Host, python: str) -> None:
    """Start it, say where it is, and stay until killed."""
    host.finish(host.job())
    print(json.dumps({"engine": host.engine.pid}), flush=True)
    if sys.argv[4:] == ["busy"]:
        host.job(steps=100000, pause=0.05)
    host.wait(host.engine.failed, 60)


def one(host: Host, python: str) -> None:
    """One job on an engine that cannot start."""
    host.finish(host.job())
    host.heard.append([host.engine.state])


def main() -> None:
    name, python, folder = sys.argv[1:4]
    keywords = {"idle": 3.0} if name == "hangs" else {}
    if name == "one" and len(sys.argv) > 4:
        keywords = json.loads(sys.argv[4])
    host = Host(python, folder, **keywords)
    globals()[name](host, python)
    pid = host.engine.pid
    host.engine.kill()
    print(json.dumps({"heard": host.heard, "crashes": host.crashes, "pid": pid}), flush=True)


if __name__ == "__main__":
    main()
