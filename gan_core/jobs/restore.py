"""Take grain, JPEG's blocks and blur out of a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from gan_core.jobs.job import Given, Job, NoSeed, Role, Work
from gan_core.jobs.option import Option
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    from gan_core.jobs.made import Made

_TILE = 512


@dataclass(frozen=True)
class RestoreOptions(Precise):
    """See `tasks.restore`."""

    model: Annotated[
        str | None,
        Option(
            "a restorer; left out: what the picture needs",
            model="restorer",
            recorded=False,
        ),
    ] = None
    strength: Annotated[float, Option("0 leaves the picture as it is", least=0, most=1)] = 1.0
    seed: NoSeed = 0


def run(options: RestoreOptions, given: Given, work: Work) -> Iterable[Made]:
    """Clean `image`, or what `mask` selects of it."""
    from gan_core.jobs.changing import selected
    from gan_core.jobs.made import Changed
    from gan_core.networks.kinds import Restorer
    from gan_core.ops.traces import middle
    from gan_core.tasks import choosing
    from gan_core.tasks.enhancing import Reach, filled, opaque, reach_of
    from gan_core.tasks.restore import restore
    from gan_core.tasks.watch import Watch

    use = "select what is to be restored"
    choice, network, strength = None, None, options.strength
    if choosing.is_automatic(options.model):
        bounds = selected(given, use, lambda _: 0).bounds
        choice = choosing.for_restoring(
            opaque(given.image.read(middle(bounds))), lambda name: work.network(name, Restorer)
        )
        Watch(**work.callbacks).step(0, 1, str(choice))
        network, strength = choice.network, strength * choice.strength
    elif options.model is not None:
        network = work.network(options.model, Restorer)
    reach = reach_of(network) if network is not None else Reach(0)
    # as much as the network looks at, on its grid: a selection comes out as all of it would
    part = selected(given, use, lambda _: reach.halo + reach.align, reach.align)
    image = part.pixels(clamp=False)  # wide gamuts and HDR pass unharmed
    clean = (
        filled(image, part.hard)
        if network is None
        else restore(
            image,
            mask=part.hard,
            model=network,
            strength=strength,
            tile=min(work.tile or _TILE, _TILE),
            device=work.device,
            **work.callbacks,
        )
    )
    how = recipe(
        "restore",
        network or choosing.AUTOMATIC,
        options.seed,
        options,
        seen=choice and str(choice),
    )
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
