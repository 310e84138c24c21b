"""POST /v1/jobs/restore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from pydantic import Field

from gan_core.server.jobs.job import Job, Made, Options, Role, recipe
from gan_core.server.jobs.work import Work
from gan_core.tasks.restore import DEFAULT, restore

_TILE = 512


class RestoreOptions(Options):
    """See `tasks.restore`."""

    model: str | None = Field(None, description="a restorer; the default if left out")
    strength: float = Field(1.0, ge=0, le=1, description="0 leaves the picture as it is")
    seed: int = Field(0, description="as every task takes one; nothing here is random")


def run(
    options: RestoreOptions, pictures: Mapping[str, torch.Tensor], work: Work
) -> Sequence[Made]:
    """Clean `image`, or what `mask` selects of it."""
    network = work.network(options.model or DEFAULT, "restorer")
    clean = restore(
        pictures["image"],
        mask=pictures.get("mask"),
        model=network,
        strength=options.strength,
        tile=min(work.tile or _TILE, _TILE),
        device=work.device,
        **work.callbacks,
    )
    return [Made(clean, "Restored", recipe(network, options.seed, options))]


JOB = Job(
    task="restore",
    summary="Take grain, JPEG's blocks and blur out of a picture",
    options=RestoreOptions,
    run=run,
    roles=(Role("image"), Role("mask", required=False, mask=True)),
    tiles=True,
)
