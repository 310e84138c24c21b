"""The real `ganvas serve`, with tasks that tell how long they took, and two that do nothing.

`echo` gives the picture back; with GANVAS_BENCH_STYLE=nothing so does `stylize`, after a preview.
What is left of a job then is the way there and back.
"""

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from gan_core import cli
from gan_core.jobs import served
from gan_core.jobs.job import Given, Job, Role
from gan_core.jobs.made import Fresh, Made
from gan_core.server import app
from gan_core.server.work import EngineWork


@dataclass(frozen=True)
class NoOptions:
    """None."""


def nothing(options: object, given: Given, work: EngineWork) -> Iterable[Made]:
    """The picture as it came."""
    image = given.image.read()
    work.reports.progress(1, 1, "nothing to do")
    work.preview(image)
    yield Fresh("Nothing", {}, "Nothing", image)


def timed(job: Job) -> Job:
    """The job, with the seconds of the bare task in its recipe."""

    def run(options: object, given: Given, work: EngineWork) -> list[Made]:
        started, processor = time.perf_counter(), time.process_time()
        made = list(job.run(options, given, work))
        bare = {
            "bare_seconds": time.perf_counter() - started,
            "bare_processor": time.process_time() - processor,
        }
        return [replace(each, recipe={**each.recipe, **bare}) for each in made]

    return replace(job, run=run)


def jobs() -> list[Job]:
    """Those of the product, timed."""
    made = [Job("echo", "Nothing", NoOptions, nothing, (Role("image"),))]
    for job in served():
        if job.task == "stylize" and os.environ.get("GANVAS_BENCH_STYLE") == "nothing":
            job = replace(job, run=nothing)
        made.append(timed(job))
    return made


app.create_app = partial(app.create_app, jobs=tuple(jobs()))
cli.main(["serve", *sys.argv[1:]])
