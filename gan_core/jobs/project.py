"""Find a picture in a generator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from gan_core.jobs.job import Given, Job, Role, Seed, Work
from gan_core.jobs.option import Option
from gan_core.jobs.points import found_in, target_of
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    from gan_core.jobs.made import Made


@dataclass(frozen=True)
class ProjectOptions(Precise):
    """See `tasks.latent.project`."""

    model: Annotated[str | None, Option("a generator", model="generator", recorded=False)] = None
    steps: Annotated[int, Option("more come closer", least=1, most=100_000)] = 300
    together: Annotated[bool, Option("one w for all layers: less like it, easier to edit")] = False
    seed: Seed = 0


def run(options: ProjectOptions, given: Given, work: Work) -> Iterable[Made]:
    """The latent of `image`."""
    from gan_core.jobs.made import Latents
    from gan_core.networks.kinds import Generator
    from gan_core.tasks.generate import DEFAULT_MODEL
    from gan_core.tasks.latent import render

    target = target_of(given.image)
    network = work.network(options.model or DEFAULT_MODEL, Generator)
    ws = found_in(network, target, options.steps, not options.together, options.seed, work)
    how = recipe("project", network, options.seed, options)
    yield Latents("Projection", how, "Projection", {"ws": ws}, next(render(network, ws)))


JOB = Job(
    task="project",
    summary="Find the latent whose picture is most like yours, to walk from and to edit.",
    options=ProjectOptions,
    run=run,
    roles=(Role("image", several=False),),
    makes="latents",
    output="A .safetensors; the picture lies beside it.",
    served=False,
)
