"""Take damage out of a picture, then grain, JPEG's blocks and blur, then fading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from gan_core.jobs.common import Sensitivity
from gan_core.jobs.job import Given, Job, NoSeed, Role, Work
from gan_core.jobs.option import Option
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe
from gan_core.sentences import joined

if TYPE_CHECKING:
    from gan_core.jobs.changing import Part
    from gan_core.jobs.made import Made
    from gan_core.networks.kinds import Network


@dataclass(frozen=True)
class RestoreOptions(Precise):
    """See `tasks.restore`, `tasks.damage` and `tasks.unfade`."""

    model: Annotated[
        str | None,
        Option(
            "a restorer; left out: what the picture needs",
            model="restorer",
            recorded=False,
        ),
    ] = None
    strength: Annotated[float, Option("0 leaves the picture as it is", least=0, most=1)] = 1.0
    find_damage: Annotated[
        bool, Option("find scratches, dust, folds and stains first, and fill them")
    ] = False
    sensitivity: Sensitivity = 0.5
    unfade: Annotated[
        float, Option("how much of fading and cast to undo, 1 for all of it", least=0, most=1)
    ] = 0.0
    seed: NoSeed = 0


def run(options: RestoreOptions, given: Given, work: Work) -> Iterable[Made]:
    """Clean `image`, or what `mask` selects of it: fill damage, restore, undo fading.

    Fading is undone last: more contrast moves coefficients off JPEG's steps, by which its quality
    is known, and makes grain and blocks stronger than those that the networks learned from.
    """
    from gan_core.jobs.changing import selected
    from gan_core.jobs.made import Changed

    part = selected(given, "select what is to be restored", lambda _: 0)
    (canvas,) = given.image.results(1, part.bounds)
    part = replace(part, canvas=canvas)
    given = replace(given, pictures={**given.pictures, "image": canvas})
    seen = []
    if options.find_damage:
        seen.append(_mended(part, options, work))
    network, said = _cleaned(options, given, work, part)
    seen += [said] if said else []
    if options.unfade > 0:
        seen.append(_unfaded(part, options.unfade))
    how = recipe(
        "restore", network, options.seed, options, seen=joined(seen, "; ") if seen else None
    )
    yield Changed("Restored", how, "Restored", canvas)


def _mended(part: Part, options: RestoreOptions, work: Work) -> str:
    """Find damage in the selected part and fill it; says what was found."""
    import numpy as np

    from gan_core.networks.kinds import Detector, Inpainter
    from gan_core.tasks.damage import DEFAULT, Found, find
    from gan_core.tasks.inpainting.networks import networks_for
    from gan_core.tasks.inpainting.task import fill
    from gan_core.tasks.watch import Watch

    network = work.network(DEFAULT, Detector)
    found = find(part.pixels(), network, options.sensitivity, Watch(**work.callbacks))
    inside = found.mask * (part.soft > 0)
    if bool((inside > 0).all()):  # then there is nothing to mend it from
        return str(Found(inside * 0, 0.0))
    if bool((inside > 0).any()):
        mask = np.zeros(part.canvas.size, np.uint8)
        mask[part.box.slices] = (inside[0, 0] * 255).round().byte().cpu().numpy()
        # damage lies on subjects, too, which are then mended from themselves
        fill(
            [part.canvas],
            mask,
            networks_for(None, lambda name: work.network(name, Inpainter)),
            seed=options.seed,
            device=work.device,
            **work.callbacks,
        )
    return str(Found(inside, found.certainty))


def _unfaded(part: Part, strength: float) -> str:
    """Undo fading in the selected part; says what was measured."""
    from gan_core.tasks.unfade import measured, without

    pixels = part.pixels(clamp=False)
    found = measured(pixels, part.hard)
    part.canvas.write(part.box, without(found, pixels, strength, part.hard), part.soft)
    return str(found)


def _cleaned(
    options: RestoreOptions, given: Given, work: Work, whole: Part
) -> tuple[Network | str, str | None]:
    """Restore on the canvas; gives what the recipe names, and what was seen."""
    from gan_core.jobs.changing import selected
    from gan_core.networks.kinds import Restorer
    from gan_core.ops.traces import middle
    from gan_core.tasks import choosing
    from gan_core.tasks.enhancing import Reach, filled, opaque, reach_of
    from gan_core.tasks.restore import restore
    from gan_core.tasks.watch import Watch

    choice, network, strength = None, None, options.strength
    if choosing.is_automatic(options.model):
        choice = choosing.for_restoring(
            opaque(given.image.read(middle(whole.bounds))),
            lambda name: work.network(name, Restorer),
        )
        Watch(**work.callbacks).step(0, 1, str(choice))
        network, strength = choice.network, strength * choice.strength
    elif options.model is not None:
        network = work.network(options.model, Restorer)
    reach = reach_of(network) if network is not None else Reach(0)
    # as much as the network looks at, on its grid: a selection comes out as all of it would
    part = selected(
        given, "select what is to be restored", lambda _: reach.halo + reach.align, reach.align
    )
    image = part.pixels(clamp=False)  # wide gamuts and HDR pass unharmed
    clean = (
        filled(image, part.hard)
        if network is None
        else restore(
            image,
            mask=part.hard,
            model=network,
            strength=strength,
            tile=work.tile,
            device=work.device,
            **work.callbacks,
        )
    )
    part.canvas.write(part.box, clean, part.soft)
    return network or choosing.AUTOMATIC, None if choice is None else str(choice)


JOB = Job(
    task="restore",
    summary="Clean pictures, or what the mask selects of them: grain, JPEG's blocks, mild blur; "
    "damage and fading, if asked to.",
    about="Scratches and tears hide what was there: --find-damage fills what it finds; `ganvas "
    "damage` gives the mask alone, to be corrected first.",
    options=RestoreOptions,
    run=run,
    roles=(Role("image"), Role("mask", required=False, mask=True)),
    tiles=True,
    boxes=True,
)
