"""The tasks that are served: a file each, and a line here."""

from gan_core.server.jobs import edit, generate, inpaint, restore, stylize, upscale
from gan_core.server.jobs.job import Job

JOBS: tuple[Job, ...] = (
    inpaint.JOB,
    stylize.JOB,
    generate.JOB,
    edit.JOB,
    restore.JOB,
    upscale.JOB,
)

__all__ = ["JOBS", "Job"]
