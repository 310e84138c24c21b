"""Take grain, JPEG's blocks and blur out of a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from gan_core.jobs.job import Given, Job, NoSeed, Role, Work
from gan_core.jobs.option import Option
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    from gan_core.jobs.made import Made

_TILE = 512


@dataclass(frozen=True)
class RestoreOptions:
    """See `tasks.restore`."""

    model: Annotated[str | None, Option("a restorer", model="restorer", recorded=False)] = None
    strength: Annotated[float, Option("0 leaves the picture as it is", least=0, most=1)] = 1.0
    seed: NoSeed = 0


def run(options: RestoreOptions, given: Given, work: Work) -> Iterable[Made]:
    """Clean `image`, or what `mask` selects of it."""
    from gan_core.jobs.changing import selected
    from gan_core.jobs.made import Changed
    from gan_core.networks.kinds import Restorer
    from gan_core.tasks.enhancing.reach import reach_of
    from gan_core.tasks.restore import DEFAULT, restore

    network = work.network(options.model or DEFAULT, Restorer)
    reach = reach_of(network)
    # as much as the network looks at, on its grid: a selection comes out as all of it would
    part = selected(
        given, "select what is to be restored", lambda _: reach.halo + reach.align, reach.align
    )
    clean = restore(
        part.pixels(clamp=False),  # wide gamuts and HDR pass unharmed
        mask=part.hard,
        model=network,
        strength=options.strength,
        tile=min(work.tile or _TILE, _TILE),
        device=work.device,
        **work.callbacks,
    )
    how = recipe("restore", network, options.seed, options)
    yield Changed("Restored", how, "Restored", part.changed(clean, part.soft))


JOB = Job(
    task="restore",
    summary="Clean pictures, or what the mask selects of them: grain, JPEG's blocks, mild blur.",
    about="Scratches and tears hide what was there; `ganvas inpaint` fills them.",
    options=RestoreOptions,
    run=run,
    roles=(Role("image"), Role("mask", required=False, mask=True)),
    tiles=True,
)
