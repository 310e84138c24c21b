"""POST /v1/jobs/harmonize."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from pydantic import Field

from gan_core.server.jobs.job import Job, Made, Options, Role, Seed, recipe
from gan_core.server.jobs.work import Work
from gan_core.tasks.harmonize import harmonize


class HarmonizeOptions(Options):
    """See `tasks.harmonize`."""

    strength: float = Field(0.7, ge=0, le=1, description="0 leaves the object as it is")
    seed: Seed = Field(0, description="of the grain")


def run(
    options: HarmonizeOptions, pictures: Mapping[str, torch.Tensor], work: Work
) -> Sequence[Made]:
    """Match the object that `mask` selects in `image` to its scene."""
    made = harmonize(
        pictures["image"],
        pictures["mask"],
        strength=options.strength,
        seed=options.seed,
        device=work.device,
        on_progress=work.reports.progress,
        cancelled=work.reports.cancelled,
    )
    return [Made(made, "Harmonized", recipe(None, options.seed, options, model="statistics"))]


JOB = Job(
    task="harmonize",
    summary="Match a pasted object to its scene",
    options=HarmonizeOptions,
    run=run,
    roles=(Role("image"), Role("mask", mask=True)),
)
