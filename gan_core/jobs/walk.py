"""Walk from picture to picture of a generator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from gan_core.errors import InputError
from gan_core.jobs.common import ClassIndex, Height, Psi, Width, size_of
from gan_core.jobs.job import Given, Job, Work
from gan_core.jobs.option import Option
from gan_core.jobs.points import Points, names_of, network_for, place
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    from gan_core.jobs.made import Made

_MOST_FRAMES = 100_000


@dataclass(frozen=True)
class WalkOptions(Precise):
    """See `tasks.latent`."""

    points: Points
    seconds: Annotated[float, Option("how long", least=0.1, most=3600)] = 8.0
    fps: Annotated[int, Option("frames a second", least=1, most=120)] = 24
    loop: Annotated[bool, Option("end where it begins")] = False
    width: Width = None
    height: Height = None
    model: Annotated[str | None, Option("a generator", model="generator", recorded=False)] = None
    truncation_psi: Psi = 0.7
    class_index: ClassIndex = None

    def __post_init__(self) -> None:
        if self.frames > _MOST_FRAMES:
            raise InputError(
                "{frames:,} frames are more than {most_frames:,}; make it shorter.",
                frames=self.frames,
                most_frames=_MOST_FRAMES,
            )

    @property
    def frames(self) -> int:
        return max(2, round(self.seconds * self.fps))


def run(options: WalkOptions, given: Given, work: Work) -> Iterable[Made]:
    """A film from the first of the points to the last."""
    from gan_core.jobs.made import Film
    from gan_core.tasks.generate import fitted
    from gan_core.tasks.latent import journey, render

    network = network_for(options.model, options.points, work)
    keys = place(network, options.points, options.truncation_psi, options.class_index)
    frames = render(network, journey(network, keys, options.frames, options.loop), **work.callbacks)
    size = size_of(options)
    if size is not None:
        frames = (fitted(picture, size, "fill") for picture in frames)
    how = recipe("walk", network, None, options, points=names_of(options.points))
    yield Film("Walk", how, "Walk", frames, options.fps)


JOB = Job(
    task="walk",
    summary="Walk smoothly from picture to picture: a short video.",
    options=WalkOptions,
    run=run,
    makes="film",
    output=".mp4, .webm, .webp, .gif, or a folder of frames.",
    served=False,
)
