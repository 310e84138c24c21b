"""POST /v1/jobs/stylize."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import torch
from pydantic import Field

from gan_core.errors import InputError
from gan_core.networks.kinds import ExampleStylizer, Network, Stylizer
from gan_core.server.jobs.job import Job, Made, Options, Role, Seed, recipe
from gan_core.server.jobs.work import Work
from gan_core.tasks.stylize import EXAMPLE_MODEL, Style, stylize

_TILE = 1024


class StylizeOptions(Options):
    """See `tasks.stylize`."""

    style: str | dict[str, float] | None = Field(
        None, description="a fixed style's name, or several with weights; or send a picture 'style'"
    )
    model: str | None = Field(
        None, description="what paints like the picture 'style'; the default if left out"
    )
    strength: float = Field(1.0, ge=0, le=1, description="0 leaves the picture as it is")
    keep: Literal["colors", "texture", "light"] | None = Field(
        None, description="what of the picture stays"
    )
    style_scale: float | None = Field(None, ge=0.5, le=16, description="size of the strokes")
    seed: Seed = 0


def run(
    options: StylizeOptions, pictures: Mapping[str, torch.Tensor], work: Work
) -> Sequence[Made]:
    """Paint `image`, or what `mask` selects of it, in one or several styles."""
    styles, example = _styles(options, pictures, work)
    painted = stylize(
        pictures["image"],
        styles,
        strength=options.strength,
        keep=options.keep,
        mask=pictures.get("mask"),
        model=example,
        style_scale=options.style_scale,
        tile=work.tile or _TILE,
        seed=options.seed,
        device=work.device,
        **work.callbacks,
    )
    network = example or next(style for style in styles if isinstance(style, Network))
    return [Made(painted, f"Style ({_title(options)})", recipe(network, options.seed, options))]


def _styles(
    options: StylizeOptions, pictures: Mapping[str, torch.Tensor], work: Work
) -> tuple[dict[Style, float], ExampleStylizer | None]:
    """Networks and pictures with their weights, and the network that paints by example."""
    asked = options.style or {}
    names = {asked: 1.0} if isinstance(asked, str) else asked
    picture = pictures.get("style")
    if not names and picture is None:
        raise InputError("Choose a style, or a picture to paint like.")
    styles: dict[Style, float] = {
        work.network(name, Stylizer): weight for name, weight in names.items()
    }
    if picture is None:
        return styles, None
    styles[picture] = 1.0
    name = options.model or EXAMPLE_MODEL
    return styles, work.network(name, ExampleStylizer)


def _title(options: StylizeOptions) -> str:
    if isinstance(options.style, dict):
        return " + ".join(options.style)
    return options.style or "a picture"


JOB = Job(
    task="stylize",
    summary="Paint a picture in a style, or like another picture",
    options=StylizeOptions,
    run=run,
    roles=(
        Role("image"),
        Role("style", required=False),
        Role("mask", required=False, mask=True),
    ),
    tiles=True,
)
