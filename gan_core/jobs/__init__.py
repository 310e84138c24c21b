"""The jobs: a file each, and a line here. Command line, HTTP and panel offer what stands here."""

from __future__ import annotations

from importlib import import_module

from gan_core.errors import InputError
from gan_core.jobs.job import Job

# The order in which help lists them. Imported only when asked for.
TASKS = (
    "inpaint",
    "stylize",
    "learn-style",
    "generate",
    "portrait",
    "extend",
    "harmonize",
    "vary",
    "mix",
    "walk",
    "project",
    "directions",
    "edit",
    "drag",
    "face",
    "restore",
    "upscale",
    "subject",
    "faces",
    "damage",
)


def job(task: str) -> Job:
    """The job of that name. InputError, with the names there are, for any other."""
    if task not in TASKS:
        raise InputError(
            "There is no task '{task}'; there are {tasks}.", task=task, tasks=", ".join(TASKS)
        )
    found: Job = import_module(f"{__name__}.{task.replace('-', '_')}").JOB
    return found


def served() -> tuple[Job, ...]:
    """Those that are offered over HTTP."""
    return tuple(each for each in map(job, TASKS) if each.served)
