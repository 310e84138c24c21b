"""Move the parts of a picture about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from gan_core.jobs.job import SEED_LIMIT, Given, Job, Role, Seed, Work
from gan_core.jobs.option import Option
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    from gan_core.jobs.made import Made


@dataclass(frozen=True)
class VaryOptions:
    """See `tasks.vary`. The command line counts seeds from one on."""

    count: Annotated[
        int, Option("how many variations", least=1, most=64, served=False, text="4")
    ] = 0
    amount: Annotated[float, Option("0 is the picture itself", least=0, most=2)] = 0.7
    mirror: Annotated[bool, Option("mirror half of them")] = False
    seed: Annotated[
        int,
        Option(
            "of the first; the same seed gives the same pixels",
            least=0,
            most=SEED_LIMIT,
            served=False,
        ),
    ] = 0
    seeds: Annotated[
        list[Seed], Option("one picture each", length=(1, 64), recorded=False, typed=False)
    ] = field(default_factory=lambda: [0])


def run(options: VaryOptions, given: Given, work: Work) -> Iterable[Made]:
    """Other views of `image`."""
    import torch

    from gan_core.jobs.made import Changed
    from gan_core.ops.boxes import Box
    from gan_core.tasks.vary import vary

    seeds = options.seeds
    if options.count:
        seeds = list(range(options.seed, options.seed + options.count))
    whole = Box(0, 0, *given.image.size)
    made = vary(
        given.image.read(),
        seeds,
        amount=options.amount,
        mirror=options.mirror,
        device=work.device,
        **work.callbacks,
    )
    everything = torch.ones(1, 1, *whole.shape)
    canvases = given.image.results(len(seeds), whole)
    for seed, picture, canvas in zip(seeds, made, canvases, strict=True):
        canvas.write(whole, picture, everything)
        how = recipe("vary", "bending", seed, options)
        yield Changed(f"Variation (seed {seed})", how, "Variation", canvas)


JOB = Job(
    task="vary",
    summary="Vary a landscape: its parts move, its texture stays.",
    about="Gives numbered files, or the layers of an .ora.",
    options=VaryOptions,
    run=run,
    roles=(Role("image", several=False),),
    output="A picture, or an .ora.",
)
