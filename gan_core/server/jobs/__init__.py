"""The tasks that are served: a file each, and a line here."""

from gan_core.server.jobs import (
    edit,
    extend,
    generate,
    harmonize,
    inpaint,
    restore,
    stylize,
    upscale,
    vary,
)
from gan_core.server.jobs.job import Job

JOBS: tuple[Job, ...] = (
    inpaint.JOB,
    stylize.JOB,
    generate.JOB,
    edit.JOB,
    restore.JOB,
    upscale.JOB,
    vary.JOB,
    extend.JOB,
    harmonize.JOB,
)

__all__ = ["JOBS", "Job"]
