"""POST /v1/jobs/vary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from pydantic import Field

from gan_core.server.jobs.job import Job, Made, Options, Role, Seed, recipe
from gan_core.server.jobs.work import Work
from gan_core.tasks.vary import vary


class VaryOptions(Options):
    """See `tasks.vary`."""

    seeds: list[Seed] = Field(
        default_factory=lambda: [0], min_length=1, max_length=64, description="one picture each"
    )
    amount: float = Field(0.7, ge=0, le=2, description="0 is the picture itself")
    mirror: bool = Field(False, description="mirror half of them")


def run(options: VaryOptions, pictures: Mapping[str, torch.Tensor], work: Work) -> Sequence[Made]:
    """Other views of `image`."""
    made = vary(
        pictures["image"],
        options.seeds,
        amount=options.amount,
        mirror=options.mirror,
        device=work.device,
        **work.callbacks,
    )
    return [
        Made(picture, f"Variation (seed {seed})", recipe(None, seed, options, model="bending"))
        for seed, picture in zip(options.seeds, made, strict=True)
    ]


JOB = Job(
    task="vary",
    summary="Move the parts of a picture about",
    options=VaryOptions,
    run=run,
    roles=(Role("image"),),
)
