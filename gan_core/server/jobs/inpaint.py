"""POST /v1/jobs/inpaint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import torch
from pydantic import Field

from gan_core.networks.kinds import Inpainter
from gan_core.server.jobs.job import Job, Made, Options, Role, Seed, recipe
from gan_core.server.jobs.work import Work
from gan_core.tasks.inpainting import inpaint
from gan_core.tasks.inpainting.networks import DEFAULT, PATCHES_ONLY


class InpaintOptions(Options):
    """See `tasks.inpaint`."""

    model: str | None = Field(None, description="an inpainting model; the default if left out")
    seed: Seed = Field(0, description="another seed, another fill")
    quality: Literal["fast", "good", "best"] = "good"
    candidates: int = Field(1, ge=1, le=16, description="how many fills, from that seed on")


def run(
    options: InpaintOptions, pictures: Mapping[str, torch.Tensor], work: Work
) -> Sequence[Made]:
    """Fill `mask` in `image`."""
    name = options.model or DEFAULT
    network = None
    if name != PATCHES_ONLY:
        network = work.network(name, Inpainter)
    filled = inpaint(
        pictures["image"],
        pictures["mask"],
        avoid=pictures.get("avoid"),
        model=network if network is not None else name,
        seed=options.seed,
        quality=options.quality,
        candidates=options.candidates,
        device=work.device,
        **work.callbacks,
    )
    return [
        Made(
            picture,
            f"Fill (seed {options.seed + index})",
            recipe(network, options.seed + index, options, model=name),
        )
        for index, picture in enumerate(filled.split(1))
    ]


JOB = Job(
    task="inpaint",
    summary="Fill the masked part of a picture",
    options=InpaintOptions,
    run=run,
    roles=(Role("image"), Role("mask", mask=True), Role("avoid", required=False, mask=True)),
)
