"""The real `ganvas serve`, whose fills go wrong as the file named by GANVAS_FAULT says.

Without the file, or with an empty one, a fill gives the negative of the picture, in steps.
"""

import errno
import os
import signal
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch

from gan_core import catalog, cli, jobs
from gan_core.jobs.inpaint import InpaintOptions
from gan_core.jobs.job import Given
from gan_core.jobs.made import Fresh, Made
from gan_core.jobs.recipe import recipe
from gan_core.server import app
from gan_core.server.work import EngineWork

FAULT = Path(os.environ["GANVAS_FAULT"])


def fault() -> str:
    return FAULT.read_text() if FAULT.exists() else ""


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def fill(options: InpaintOptions, given: Given, work: EngineWork) -> Iterable[Made]:
    """The negative, or a fault."""
    image, wrong = given.image.read(), fault()
    if wrong == "killed while loading":
        work.reports.progress(0, 0, "Loading a network")
        os.kill(os.getpid(), signal.SIGKILL)
    negative = torch.cat([1 - image[:, :3], image[:, 3:]], 1)
    for step in range(3):
        work.reports.progress(step, 3, f"step {step + 1} of 3")
        work.preview(negative)
        if wrong == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if wrong == "hung":  # as a call into a driver that never comes back: not a word follows
            os.kill(os.getpid(), signal.SIGSTOP)
        if wrong == "disk full":
            full_disk()
        while wrong == "slow" and fault() == "slow":
            work.reports.stop_if_cancelled()
            time.sleep(0.02)
    made = recipe("inpaint", "negative", options.seed, options)
    for _ in range(options.candidates):
        yield Fresh("Negative", made, "Negative", negative)


if fault() == "disk full":
    catalog.get = full_disk  # type: ignore[assignment]
faulty = tuple(replace(j, run=fill) if j.task == "inpaint" else j for j in jobs.served())
app.create_app = partial(app.create_app, jobs=faulty)
cli.main(["serve", *sys.argv[1:]])
