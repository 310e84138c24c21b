"""Match a pasted object to its scene."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from gan_core.jobs.job import Given, Job, Role, Seed, Work
from gan_core.jobs.option import Option
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    from gan_core.jobs.made import Made

_MARGIN = 1.5  # how much of the scene is looked at, in units of the object's longer side


@dataclass(frozen=True)
class HarmonizeOptions:
    """See `tasks.harmonize`."""

    strength: Annotated[float, Option("0 leaves the object as it is", least=0, most=1)] = 0.7
    seed: Seed = 0


def run(options: HarmonizeOptions, given: Given, work: Work) -> Iterable[Made]:
    """Match the object that `mask` selects in `image` to its scene."""
    from gan_core.jobs.changing import selected
    from gan_core.jobs.made import Changed
    from gan_core.tasks.harmonize import harmonize

    part = selected(
        given,
        "mark the object that was pasted",
        lambda bounds: max(16, round(_MARGIN * max(bounds.shape))),
    )
    watched = {key: work.callbacks[key] for key in ("on_progress", "cancelled")}
    made = harmonize(
        part.pixels(),
        part.soft,
        strength=options.strength,
        seed=options.seed,
        device=work.device,
        **watched,
    )
    how = recipe("harmonize", "statistics", options.seed, options)
    # the task has blended soft edges already: they must not be blended again
    changed = part.changed(made, (part.soft > 0).float())
    yield Changed("Harmonized", how, "Harmonized", changed)


JOB = Job(
    task="harmonize",
    summary="Match a pasted object, which the mask selects, to its scene: light, sharpness, grain.",
    options=HarmonizeOptions,
    run=run,
    roles=(Role("image"), Role("mask", mask=True)),
)
