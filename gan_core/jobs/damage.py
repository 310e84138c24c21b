"""Find the damage on a scan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from gan_core.jobs.common import Sensitivity
from gan_core.jobs.job import Given, Job, NoSeed, Role, Work
from gan_core.jobs.option import Option
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    from gan_core.jobs.made import Made


@dataclass(frozen=True)
class DamageOptions(Precise):
    """See `tasks.damage`."""

    model: Annotated[
        str | None, Option("a detector of damage", model="detector", recorded=False)
    ] = None
    sensitivity: Sensitivity = 0.5
    seed: NoSeed = 0


def run(options: DamageOptions, given: Given, work: Work) -> Iterable[Made]:
    """The mask of the damage in `image`, as a grey picture: white where it is."""
    from gan_core.jobs.made import Fresh
    from gan_core.networks.kinds import Detector
    from gan_core.tasks.damage import DEFAULT, find
    from gan_core.tasks.watch import Watch

    network = work.network(options.model or DEFAULT, Detector)
    found = find(given.image.read(), network, options.sensitivity, Watch(**work.callbacks))
    how = recipe("damage", network, options.seed, options, seen=str(found))
    yield Fresh("Damage", how, "Damage", found.mask.expand(-1, 3, -1, -1), "damage")


JOB = Job(
    task="damage",
    summary="Find scratches, dust, hairs, folds, stains, tears and mould: a mask, white where "
    "there is damage.",
    about="Correct the mask where it errs and give it to `ganvas inpaint scan.tif --mask "
    "mask.png`; `ganvas restore --find-damage` does both at once.",
    options=DamageOptions,
    run=run,
    roles=(Role("image"),),
    output="A picture of the mask, or a folder for several inputs.",
)
