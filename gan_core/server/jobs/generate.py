"""POST /v1/jobs/generate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import torch
from pydantic import Field

from gan_core.errors import InputError
from gan_core.networks.kinds import Generator, Restorer
from gan_core.server.jobs.job import Job, Made, Options, Seed, recipe
from gan_core.server.jobs.work import Work
from gan_core.tasks.generate import DEFAULT_MODEL, generate


class GenerateOptions(Options):
    """See `tasks.generate`."""

    model: str | None = Field(None, description="a generator; the default if left out")
    seeds: list[Seed] = Field(
        default_factory=lambda: [0], min_length=1, max_length=64, description="one picture each"
    )
    truncation_psi: float = Field(
        0.7, ge=-2, le=2, description="0 is the average picture, 1 all variety"
    )
    truncation_cutoff: int | None = Field(None, ge=0, description="how many layers are truncated")
    class_index: int | None = Field(None, ge=0, description="of a network with classes")
    noise_mode: Literal["const", "none", "random"] = "const"
    style_mix: dict[Seed, list[int]] | None = Field(
        None, description="layers whose w comes from other seeds: {seed: [layers]}"
    )
    width: int | None = Field(None, ge=1, le=16384, description="of the selection; with height")
    height: int | None = Field(None, ge=1, le=16384)
    fit: Literal["fill", "fit", "stretch"] = Field("fill", description="how it fits into that")
    upscaler: str | None = Field(None, description="a restorer, where the selection is larger")


def run(
    options: GenerateOptions, pictures: Mapping[str, torch.Tensor], work: Work
) -> Sequence[Made]:
    """One picture for each seed."""
    if (options.width is None) != (options.height is None):
        raise InputError("Give both width and height, or neither.")
    size = None
    if options.width is not None and options.height is not None:
        size = (options.height, options.width)
    name = options.model or DEFAULT_MODEL
    network = work.network(name, Generator)
    upscaler = None if options.upscaler is None else work.network(options.upscaler, Restorer)
    made = generate(
        network,
        options.seeds,
        truncation_psi=options.truncation_psi,
        truncation_cutoff=options.truncation_cutoff,
        class_index=options.class_index,
        noise_mode=options.noise_mode,
        style_mix=options.style_mix,
        size=size,
        fit=options.fit,
        upscaler=upscaler,
        device=work.device,
        **work.callbacks,
    )
    return [
        Made(picture, f"{name} (seed {seed})", recipe(network, seed, options))
        for seed, picture in zip(options.seeds, made.split(1), strict=True)
    ]


JOB = Job(
    task="generate",
    summary="Make pictures from seeds",
    options=GenerateOptions,
    run=run,
)
