"""Learn a style from a picture: a new model in the list of styles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from gan_core.errors import InputError
from gan_core.jobs.job import Given, Job, Role, Seed, Work
from gan_core.jobs.option import Option
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    from gan_core.jobs.made import Made

_PAINTING = 1600  # longest side of the picture that is learned from; it is scaled further down


@dataclass(frozen=True)
class LearnStyleOptions:
    """See `tasks.learn_style`."""

    name: Annotated[
        str,
        Option("how the style is to be called", length=(1, 60), needed=True, metavar="NAME"),
    ] = "my-style"
    strokes: Annotated[
        float, Option("size of the strokes; 2 is twice as large", least=0.25, most=4)
    ] = 1.0
    likeness: Annotated[
        float, Option("how much of a photograph is to be recognised", least=0, most=10)
    ] = 1.0
    colours: Annotated[
        float, Option("how faithful to the painting's own colours", least=0, most=10)
    ] = 1.0
    steps: Annotated[int, Option("of learning; more take longer", least=1, most=5000)] = 150
    licence: Annotated[
        str, Option("of the picture that is learned from", length=(1, 80), metavar="LICENCE")
    ] = "not known"
    seed: Seed = 0


def run(options: LearnStyleOptions, given: Given, work: Work) -> Iterable[Made]:
    """The style `options.name` in the store, and a photograph painted in it."""
    import torch

    from gan_core.files import read
    from gan_core.jobs.made import Fresh
    from gan_core.ops import alpha
    from gan_core.ops.resample import fit, resize
    from gan_core.resources import resource
    from gan_core.tasks.keep_style import check_name, keep_style
    from gan_core.tasks.learn_style import Wishes, learn_style

    check_name(options.name)
    painting = alpha.flatten(given.image.read(), background=1.0)
    if max(painting.shape[-2:]) > _PAINTING:
        painting = resize(painting, fit(*given.image.size, _PAINTING)).clamp(0, 1)
    if min(painting.shape[-2:]) < 16:
        raise InputError("The picture is too small to learn a style from; 16 pixels a side do.")
    photographs = [
        read(path).tensor()[:, :3] for path in sorted(resource("pictures").glob("*.jpg"))
    ]
    wishes = Wishes(options.strokes, options.likeness, options.colours)
    net = learn_style(
        painting,
        photographs,
        wishes,
        steps=options.steps,
        seed=options.seed,
        device=work.device,
        **work.callbacks,
    )
    with torch.inference_mode():
        height, width = photographs[0].shape[-2:]
        shown = resize(photographs[0], fit(height, width, 640)).clamp(0, 1)
        painted = net(shown.to(work.device)).clamp(0, 1).cpu()
    words = (
        f"Learned from one picture in {options.steps} steps; strokes {options.strokes:g}, "
        f"likeness {options.likeness:g}, colours {options.colours:g}, seed {options.seed}."
    )
    keep_style(net.cpu(), options.name, painted, options.licence, words)
    how = recipe("learn-style", options.name, options.seed, options)
    yield Fresh(f"Style ({options.name})", how, options.name, painted, options.name)


JOB = Job(
    task="learn-style",
    summary="Learn a style from a picture: it is kept, and used like those that ship.",
    options=LearnStyleOptions,
    run=run,
    roles=(Role("image", several=False),),
    makes="pictures",
    output="A picture, to see a photograph painted in it.",
)
