"""Paint a picture in a style, or like another picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from gan_core.choices import READABLE, Keep
from gan_core.errors import InputError
from gan_core.jobs.common import LEARNED
from gan_core.jobs.job import Given, Job, Role, Seed, Work
from gan_core.jobs.option import Option
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    import torch

    from gan_core.jobs.canvas import Canvas
    from gan_core.jobs.made import Made
    from gan_core.networks.kinds import Network

_MARGIN = 128  # pixels around a selection that are given along; the task takes what it needs
_STYLE_SIDE = 1024  # longest side of a picture as style: more would only shrink its strokes


def parse_styles(given: list[str]) -> str | dict[str, float]:
    """`["great-wave=2", "auvers"]` → {"great-wave": 2.0, "auvers": 1.0}; a single one as it is."""
    styles = dict(map(_weighted, given))
    return given[0] if list(styles) == given and len(given) == 1 else styles


def _weighted(given: str) -> tuple[str, float]:
    name, equals, weight = given.rpartition("=")
    if not equals or Path(given).is_file():
        return given, 1.0
    try:
        value = float(weight)
    except ValueError:
        return given, 1.0
    if not 0 < value < 1e6:
        raise InputError(
            "The weight of '{name}' must be above 0, not {weight}.", name=name, weight=weight
        )
    return name, value


@dataclass(frozen=True)
class StylizeOptions(Precise):
    """See `tasks.stylize`."""

    style: Annotated[
        str | dict[str, float] | None,
        Option(
            "a style's name, or several with weights, or a picture to paint like",
            model="stylizer",
            several=True,
            metavar="STYLE",
            parse=parse_styles,
            needed=True,
        ),
    ] = None
    model: Annotated[
        str | None,
        Option(
            "what paints like a picture; 'learned' learns its style first, which takes some 15 "
            "seconds and is bolder",
            model="example_stylizer",
            recorded=False,
        ),
    ] = None
    strength: Annotated[float, Option("0 leaves the picture as it is", least=0, most=1)] = 1.0
    keep: Annotated[
        Keep | None,
        Option(
            "what stays: the colors; the texture (colours and light alone are taken from the "
            "style); or colours and light (only strokes are taken)"
        ),
    ] = None
    style_scale: Annotated[
        float | None,
        Option("size of the strokes; 2 is twice as large", least=0.5, most=16, flag="--scale"),
    ] = None
    seed: Seed = 0


def run(options: StylizeOptions, given: Given, work: Work) -> Iterable[Made]:
    """Paint `image`, or what `mask` selects of it, in one or several styles."""
    import torch

    from gan_core.jobs.changing import selected
    from gan_core.jobs.made import Changed
    from gan_core.networks.kinds import ExampleStylizer, Stylizer
    from gan_core.tasks.stylize import EXAMPLE_MODEL, stylize
    from gan_core.tasks.stylizing.picture import natural_scale

    names = {options.style: 1.0} if isinstance(options.style, str) else options.style or {}
    styles: dict[Any, float] = {}
    made_by: Network | str | None = None
    by_example: ExampleStylizer | str | None = None
    for name, weight in names.items():
        if given.open is not None and Path(name).suffix.lower() in READABLE:
            styles[_example(given.open(name))] = weight
        else:
            network = work.network(name, Stylizer)
            made_by = made_by or network
            styles[network] = weight
    if "style" in given.pictures:
        styles[_example(given.pictures["style"])] = 1.0
    if not styles:
        raise InputError("Choose a style, or a picture to paint like.")
    if any(isinstance(style, torch.Tensor) for style in styles):
        made_by = by_example = (
            LEARNED
            if options.model == LEARNED
            else work.network(options.model or EXAMPLE_MODEL, ExampleStylizer)
        )
    part = selected(given, "select what is to be painted", lambda bounds: _MARGIN)
    painted = stylize(
        part.pixels(),
        styles,
        strength=options.strength,
        keep=options.keep,
        mask=part.hard,
        model=by_example,
        style_scale=options.style_scale or natural_scale(*given.image.size),
        tile=work.tile,
        seed=options.seed,
        device=work.device,
        **work.callbacks,
    )
    assert made_by is not None, "there is a style, and something paints it"
    # Names alone: a result that is passed on does not tell where its maker keeps things.
    told = {Path(name).name: weight for name, weight in names.items()}
    style = next(iter(told), None) if isinstance(options.style, str) else told or None
    how = recipe("stylize", made_by, options.seed, replace(options, style=style))
    title = " + ".join(Path(name).stem for name in names) or "a picture"
    yield Changed(f"Style ({title})", how, title, part.changed(painted, part.soft))


def _example(canvas: Canvas) -> torch.Tensor:
    """A picture to paint like, 1×3×h×w; transparent parts are white, as on paper."""
    from torch.nn.functional import interpolate

    from gan_core.ops import alpha
    from gan_core.ops.resample import fit

    picture = alpha.flatten(canvas.read(), background=1.0)
    if max(canvas.size) <= _STYLE_SIDE:
        return picture
    size = fit(*canvas.size, _STYLE_SIDE)
    return interpolate(picture, size, mode="bilinear", antialias=True)


JOB = Job(
    task="stylize",
    summary="Paint pictures, or what the mask selects of them, in a style.",
    options=StylizeOptions,
    run=run,
    roles=(
        Role("image"),
        Role("style", required=False, typed=False),
        Role("mask", required=False, mask=True),
    ),
    tiles=True,
    together=lambda options: options.model != LEARNED,
)
