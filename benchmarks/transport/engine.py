"""The real `ganvas serve`, with tasks that tell how long they took, and two that do nothing.

`echo` gives the picture back; with GANVAS_BENCH_STYLE=nothing so does `stylize`, after a preview.
What is left of a job then is the way there and back.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch

from gan_core import cli
from gan_core.server import app
from gan_core.server.jobs import JOBS
from gan_core.server.jobs.job import Job, Made, Options, Role
from gan_core.server.jobs.work import Work


def nothing(options: Options, pictures: Mapping[str, torch.Tensor], work: Work) -> Sequence[Made]:
    """The picture as it came."""
    work.reports.progress(1, 1, "nothing to do")
    work.preview(pictures["image"])
    return [Made(pictures["image"], "Nothing")]


def timed(job: Job) -> Job:
    """The job, with the seconds of the bare task in its recipe."""

    def run(options: Options, pictures: Mapping[str, torch.Tensor], work: Work) -> Sequence[Made]:
        started, processor = time.perf_counter(), time.process_time()
        made = job.run(options, pictures, work)
        bare = {
            "bare_seconds": time.perf_counter() - started,
            "bare_processor": time.process_time() - processor,
        }
        return [replace(each, recipe={**each.recipe, **bare}) for each in made]

    return replace(job, run=run)


def jobs() -> list[Job]:
    """Those of the product, timed."""
    made = [Job("echo", "Nothing", Options, nothing, (Role("image"),))]
    for job in JOBS:
        if job.task == "stylize" and os.environ.get("GANVAS_BENCH_STYLE") == "nothing":
            job = replace(job, run=nothing)
        made.append(timed(job))
    return made


app.create_app = partial(app.create_app, jobs=tuple(jobs()))
cli.main(["serve", *sys.argv[1:]])
