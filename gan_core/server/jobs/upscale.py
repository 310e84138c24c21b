"""POST /v1/jobs/upscale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from pydantic import Field

from gan_core.server.jobs.job import Job, Made, Options, Role, recipe
from gan_core.server.jobs.work import Work
from gan_core.tasks.upscale import DEFAULT, upscale

_TILE = 512


class UpscaleOptions(Options):
    """See `tasks.upscale`."""

    model: str | None = Field(None, description="a restorer that enlarges; the default if left out")
    scale: int = Field(2, ge=2, le=4, description="how many times larger")
    strength: float = Field(1.0, ge=0, le=1, description="0 is plain bicubic resampling")
    seed: int = Field(0, description="as every task takes one; nothing here is random")


def run(
    options: UpscaleOptions, pictures: Mapping[str, torch.Tensor], work: Work
) -> Sequence[Made]:
    """Make `image` larger."""
    network = work.network(options.model or DEFAULT, "restorer")
    large = upscale(
        pictures["image"],
        options.scale,
        model=network,
        strength=options.strength,
        tile=min(work.tile or _TILE, _TILE),
        device=work.device,
        **work.callbacks,
    )
    return [Made(large, f"Upscaled ×{options.scale}", recipe(network, options.seed, options))]


JOB = Job(
    task="upscale",
    summary="Make a picture larger",
    options=UpscaleOptions,
    run=run,
    roles=(Role("image"),),
    tiles=True,
)
