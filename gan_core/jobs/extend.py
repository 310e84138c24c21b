"""Continue a picture beyond its border."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from gan_core.choices import Quality
from gan_core.jobs.common import PATCHES_ONLY
from gan_core.jobs.job import Given, Job, Role, Seed, Work
from gan_core.jobs.option import Option
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    from gan_core.jobs.made import Made

_Pixels = Annotated[int, Option("pixels to add there", least=0, most=16384, metavar="PIXELS")]


@dataclass(frozen=True)
class ExtendOptions(Precise):
    """See `tasks.extend`."""

    left: _Pixels = 0
    top: _Pixels = 0
    right: _Pixels = 0
    bottom: _Pixels = 0
    model: Annotated[
        str | None,
        Option("an inpainting model to guess the layout by", model="inpainter", recorded=False),
    ] = None
    seed: Seed = 0
    quality: Annotated[Quality, Option("how much time to spend")] = "good"
    subjects: Annotated[bool, Option("copy from subjects of the picture, too")] = False
    candidates: Annotated[
        int, Option("how many, with seeds from that one on", least=1, most=16, recorded=False)
    ] = 1


def run(options: ExtendOptions, given: Given, work: Work) -> Iterable[Made]:
    """Continue `image` beyond its border, copying nothing from `avoid`."""
    from gan_core.jobs.made import Extended
    from gan_core.networks.kinds import Inpainter, Segmenter
    from gan_core.tasks.extend import Margins, extend
    from gan_core.tasks.subject import DEFAULT as SEGMENTER

    network = None
    if options.model not in (None, PATCHES_ONLY):
        network = work.network(options.model, Inpainter)
    picture = given.image.read()
    avoid = given.masks.get("avoid")
    margins = Margins(options.left, options.top, options.right, options.bottom)
    for seed in range(options.seed, options.seed + options.candidates):
        made = extend(
            picture,
            margins,
            avoid=None if avoid is None else avoid.tensor(),
            segmenter=None if options.subjects else lambda: work.network(SEGMENTER, Segmenter),
            model=network,
            seed=seed,
            quality=options.quality,
            device=work.device,
            **work.callbacks,
        )
        how = recipe("extend", network or PATCHES_ONLY, seed, options)
        name = f"Extension (seed {seed})"
        yield Extended(name, how, "Extension", made, margins.left, margins.top)


JOB = Job(
    task="extend",
    summary="Continue a picture beyond its border.",
    options=ExtendOptions,
    run=run,
    roles=(
        Role("image", several=False),
        Role("avoid", required=False, mask=True, help="What nothing may be copied from."),
    ),
    output="A picture, or an .ora.",
)
