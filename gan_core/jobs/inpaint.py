"""Fill the masked part of a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from gan_core.choices import Quality
from gan_core.jobs.job import Given, Job, Role, Seed, Work
from gan_core.jobs.option import Option
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    from gan_core.jobs.made import Made


@dataclass(frozen=True)
class InpaintOptions(Precise):
    """See `tasks.inpaint`."""

    model: Annotated[
        str | None,
        Option("an inpainting model; 'patches' for none", model="inpainter", recorded=False),
    ] = None
    seed: Seed = 0
    quality: Annotated[Quality, Option("how much time to spend")] = "good"
    candidates: Annotated[
        int, Option("how many fills, with seeds from that one on", least=1, most=16, recorded=False)
    ] = 1
    subjects: Annotated[
        bool, Option("copy from people, animals and other subjects of the picture, too")
    ] = False


def run(options: InpaintOptions, given: Given, work: Work) -> Iterable[Made]:
    """Fill `mask` in `image`, copying nothing from `avoid`."""
    from gan_core.jobs.made import Changed
    from gan_core.networks.kinds import Inpainter, Segmenter
    from gan_core.tasks.inpainting.networks import networks_for
    from gan_core.tasks.inpainting.task import fill
    from gan_core.tasks.subject import DEFAULT as SUBJECTS

    mask = given.mask("mask", "mark what is to be filled")
    networks = networks_for(options.model, lambda name: work.network(name, Inpainter))
    canvases = given.image.results(options.candidates, mask.bounds)
    avoid = given.masks.get("avoid")
    fill(
        canvases,
        mask.values,
        networks,
        avoid=None if avoid is None else avoid.values,
        segmenter=None if options.subjects else lambda: work.network(SUBJECTS, Segmenter),
        seed=options.seed,
        quality=options.quality,
        device=work.device,
        **work.callbacks,
    )
    for seed, canvas in enumerate(canvases, start=options.seed):
        how = recipe("inpaint", networks.asked_for, seed, options)
        yield Changed(f"Fill (seed {seed})", how, "Fill", canvas)


JOB = Job(
    task="inpaint",
    summary="Fill what the mask selects so that it looks as if it had always been there.",
    options=InpaintOptions,
    run=run,
    roles=(
        Role("image"),
        Role("mask", mask=True),
        Role("avoid", required=False, mask=True, help="What nothing may be copied from."),
    ),
)
