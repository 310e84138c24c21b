"""POST /v1/jobs/extend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import torch
from pydantic import Field

from gan_core.networks.kinds import Inpainter
from gan_core.server.jobs.job import Job, Made, Options, Role, Seed, recipe
from gan_core.server.jobs.work import Work
from gan_core.tasks.extend import Margins, extend
from gan_core.tasks.inpainting.networks import PATCHES_ONLY


class ExtendOptions(Options):
    """See `tasks.extend`."""

    left: int = Field(0, ge=0, le=16384, description="pixels to add")
    top: int = Field(0, ge=0, le=16384)
    right: int = Field(0, ge=0, le=16384)
    bottom: int = Field(0, ge=0, le=16384)
    model: str | None = Field(None, description="an inpainting model to guess the layout by")
    seed: Seed = Field(0, description="another seed, another continuation")
    quality: Literal["fast", "good", "best"] = "good"


def run(options: ExtendOptions, pictures: Mapping[str, torch.Tensor], work: Work) -> Sequence[Made]:
    """Continue `image` beyond its border."""
    network = None
    if options.model not in (None, PATCHES_ONLY):
        network = work.network(options.model, Inpainter)
    made = extend(
        pictures["image"],
        Margins(options.left, options.top, options.right, options.bottom),
        model=network,
        seed=options.seed,
        quality=options.quality,
        device=work.device,
        **work.callbacks,
    )
    return [Made(made, "Extension", recipe(network, options.seed, options, model="patches"))]


JOB = Job(
    task="extend",
    summary="Continue a picture beyond its border",
    options=ExtendOptions,
    run=run,
    roles=(Role("image"),),
)
