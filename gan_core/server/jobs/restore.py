"""POST /v1/jobs/restore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch

from gan_core.server.jobs.enhancing import EnhanceOptions, arguments
from gan_core.server.jobs.job import Job, Made, Role, recipe
from gan_core.server.jobs.work import Work
from gan_core.tasks.restore import DEFAULT, restore


class RestoreOptions(EnhanceOptions):
    """See `tasks.restore`."""


def run(
    options: RestoreOptions, pictures: Mapping[str, torch.Tensor], work: Work
) -> Sequence[Made]:
    """Clean `image`, or what `mask` selects of it."""
    given = arguments(options, DEFAULT, work)
    clean = restore(pictures["image"], mask=pictures.get("mask"), **given)
    return [Made(clean, "Restored", recipe(given["model"], options.seed, options))]


JOB = Job(
    task="restore",
    summary="Take grain, JPEG's blocks and blur out of a picture",
    options=RestoreOptions,
    run=run,
    roles=(Role("image"), Role("mask", required=False, mask=True)),
    tiles=True,
)
