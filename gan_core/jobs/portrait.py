"""A face that one can look at, as a photograph or painted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from gan_core.errors import InputError
from gan_core.jobs.common import Height, Psi, Width, parse_seeds, size_of
from gan_core.jobs.job import Given, Job, Role, Seed, Work
from gan_core.jobs.option import Option
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    import torch

    from gan_core.jobs.changing import Part
    from gan_core.jobs.made import Made

_MARGIN = 1.5  # how much of the scene is looked at, in units of the face's longer side


@dataclass(frozen=True)
class PortraitOptions(Precise):
    """See `tasks.portrait`."""

    seeds: Annotated[
        list[Seed],
        Option(
            "one portrait each, the best of several faces",
            length=(1, 16),
            recorded=False,
            metavar="SEEDS",
            text="0",
            parse=parse_seeds,
        ),
    ] = field(default_factory=lambda: [0])
    style: Annotated[
        str | None, Option("paint it in this style", model="stylizer", metavar="STYLE")
    ] = None
    model: Annotated[
        str | None, Option("a generator of faces", model="generator", recorded=False)
    ] = None
    candidates: Annotated[
        int | None,
        Option("how many faces the best is picked from; left out: 64", least=1, most=256),
    ] = None
    truncation_psi: Psi = 0.7
    upscaler: Annotated[
        str | None,
        Option(
            "what enlarges a small face; left out: realesrgan-x4plus where it was fetched",
            model="restorer",
            metavar="M",
        ),
    ] = None
    width: Width = None
    height: Height = None
    match: Annotated[
        float,
        Option(
            "how far it is matched in light, sharpness and grain to the picture it is put into",
            least=0,
            most=1,
        ),
    ] = 0.7


def run(options: PortraitOptions, given: Given, work: Work) -> Iterable[Made]:
    """A portrait for each seed; with `image`, in the soft oval that `mask` has room for."""
    from gan_core.jobs.changing import selected
    from gan_core.jobs.made import Changed, Fresh
    from gan_core.networks.kinds import Generator, Restorer, Stylizer
    from gan_core.tasks import portrait as task
    from gan_core.tasks.generate import fitted

    size = size_of(options)
    if ("image" in given.pictures) != ("mask" in given.masks):
        raise InputError("A portrait is put into a picture with both, image and mask.")
    network = work.network(options.model or task.DEFAULT_MODEL, Generator)
    style = None if options.style is None else work.network(options.style, Stylizer)
    upscaler = work.network(options.upscaler or task.enlarger(), Restorer)
    told = replace(options, style=_name(options.style), upscaler=upscaler.info.name)
    part = None
    if "image" in given.pictures:
        part = selected(
            given,
            "select where the face is to be",
            lambda bounds: max(16, round(_MARGIN * max(bounds.shape))),
        )
    watched = {key: work.callbacks[key] for key in ("on_progress", "cancelled")}
    show = work.callbacks["on_preview"]
    for seed in options.seeds:
        made = task.portrait(
            seed,
            network,
            candidates=options.candidates,
            truncation_psi=options.truncation_psi,
            upscaler=upscaler,
            style=style,
            device=work.device,
            on_preview=show if show is None or part is None else _within(part, show),
            **watched,
        )
        how = recipe(
            "portrait",
            network,
            seed,
            told,
            face=made.face,
            networks=task.names_of([network, upscaler, style]),
            limits=task.limits_of(network),
        )
        title = "Portrait" if style is None else f"Portrait ({style.info.name})"
        name = f"{title}, seed {seed}"
        if part is None:
            picture = made.picture if size is None else fitted(made.picture, size, "fill")
            yield Fresh(name, how, title, picture, f"portrait-{seed:04}")
            continue
        scene, seen = task.into(
            part.pixels(),
            part.soft,
            made.picture,
            match=options.match,
            seed=seed,
            device=work.device,
            **watched,
        )
        # its soft edge is blended already: it must not be blended again
        yield Changed(name, how, title, part.changed(scene, (seen > 0).float()))


def _within(part: Part, show: Callable[[torch.Tensor], None]) -> Callable[[torch.Tensor], None]:
    """Show a face where it will be."""
    from gan_core.tasks.portrait import into

    pixels = part.pixels()
    return lambda face: show(into(pixels, part.soft, face, match=0.0)[0])


def _name(model: str | None) -> str | None:
    """Without its folder: a result does not tell where its maker keeps things."""
    return model and Path(model).name


JOB = Job(
    task="portrait",
    summary="Make a face that one can look at, as a photograph or painted (--style).",
    about="With IN and --mask it is put into a picture: a soft oval, in the picture's light.",
    options=PortraitOptions,
    run=run,
    roles=(
        Role("image", required=False, several=False, help="the picture that it is put into"),
        Role("mask", required=False, mask=True, help="Where in it."),
    ),
    makes="pictures",
    output="A folder, a picture (a grid of several), or an .ora.",
)
