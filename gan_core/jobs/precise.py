"""The option that every job with networks has, and where it is heeded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from gan_core.choices import Precision
from gan_core.jobs.job import Given, Job, Work
from gan_core.jobs.option import Option

if TYPE_CHECKING:
    from gan_core.jobs.made import Made

DEFAULT: Precision = "fast"


@dataclass(frozen=True, kw_only=True)
class Precise:
    """Options of a job that runs networks."""

    precision: Annotated[
        Precision,
        Option(
            "on CUDA, 'fast' rounds products to TF32, or to 16 bits where nobody sees it; 'exact' "
            "does not",
            if_changed=True,
        ),
    ] = DEFAULT


def do(job: Job, options: Any, given: Given, work: Work) -> list[Made]:
    """What the job makes, computed as exactly as its options ask for."""
    from gan_core.precision import multiplying

    with multiplying(options.precision if isinstance(options, Precise) else DEFAULT):
        return list(job.run(options, given, work))
