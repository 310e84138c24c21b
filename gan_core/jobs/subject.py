"""Find the subject of a picture."""

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


@dataclass(frozen=True)
class SubjectOptions(Precise):
    """See `tasks.subject`."""

    model: Annotated[str | None, Option("a segmenter", model="segmenter", recorded=False)] = None
    seed: NoSeed = 0


def run(options: SubjectOptions, given: Given, work: Work) -> Iterable[Made]:
    """The mask of what `image` shows, as a grey picture: white where the subject is."""
    from gan_core.jobs.made import Fresh
    from gan_core.networks.kinds import Segmenter
    from gan_core.tasks.subject import DEFAULT, subject

    network = work.network(options.model or DEFAULT, Segmenter)
    mask = subject(given.image.read(), model=network, device=work.device, **work.callbacks)
    how = recipe("subject", network, options.seed, options)
    yield Fresh("Subject", how, "Subject", mask.expand(-1, 3, -1, -1), "subject")


JOB = Job(
    task="subject",
    summary="Find the subject of a picture: a mask, white where the subject is.",
    about="The mask is what the other commands take: `ganvas inpaint photo.jpg --mask mask.png`.",
    options=SubjectOptions,
    run=run,
    roles=(Role("image"),),
    output="A picture of the mask, or a folder for several inputs.",
)
