"""POST /v1/jobs/upscale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from pydantic import Field

from gan_core.server.jobs.enhancing import EnhanceOptions, arguments
from gan_core.server.jobs.job import Job, Made, Role, recipe
from gan_core.server.jobs.work import Work
from gan_core.tasks.upscale import DEFAULT, upscale


class UpscaleOptions(EnhanceOptions):
    """See `tasks.upscale`."""

    model: str | None = Field(None, description="a restorer that enlarges; the default if left out")
    scale: int = Field(2, ge=2, le=4, description="how many times larger")


def run(
    options: UpscaleOptions, pictures: Mapping[str, torch.Tensor], work: Work
) -> Sequence[Made]:
    """Make `image` larger."""
    given = arguments(options, DEFAULT, work)
    large = upscale(pictures["image"], options.scale, **given)
    made = recipe(given["model"], options.seed, options)
    return [Made(large, f"Upscaled ×{options.scale}", made)]


JOB = Job(
    task="upscale",
    summary="Make a picture larger",
    options=UpscaleOptions,
    run=run,
    roles=(Role("image"),),
    tiles=True,
)
