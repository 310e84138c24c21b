"""The tasks that are served: a file each, and a line here."""

from gan_core.server.jobs import generate, inpaint, stylize
from gan_core.server.jobs.job import Job

JOBS: tuple[Job, ...] = (inpaint.JOB, stylize.JOB, generate.JOB)

__all__ = ["JOBS", "Job"]
