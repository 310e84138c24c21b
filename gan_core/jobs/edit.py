"""Move a picture of a generator, or one found in it, along directions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from gan_core.choices import READABLE, Method
from gan_core.errors import InputError
from gan_core.jobs.common import (
    ClassIndex,
    Fitting,
    Height,
    Layers,
    Psi,
    Width,
    parse_moves,
    size_of,
)
from gan_core.jobs.job import Given, Job, Role, SeedRange, Work
from gan_core.jobs.option import Option
from gan_core.jobs.points import (
    belonging,
    check_layers,
    found_in,
    network_for,
    parse_points,
    place,
    target_of,
)
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    import torch

    from gan_core.jobs.made import Made
    from gan_core.networks.kinds import Generator
    from gan_core.tasks.directions import Directions

_MOST = 30_000  # characters of a latent: it has to fit into a frame's header


def parse_point(text: str) -> int | Path:
    """A seed, a file of latents, or a picture."""
    if Path(text).suffix.lower() in READABLE:
        return Path(text)
    points = parse_points(text)
    if len(points) != 1:
        raise InputError("Edit one picture at a time: give a single seed, file or picture.")
    return points[0]


Latent = Annotated[
    str | None,
    Option(
        "what is moved, as an earlier result's recipe has it",
        length=(0, _MOST),
        recorded=False,
        typed=False,
    ),
]
Moves = Annotated[
    dict[str, float],
    Option(
        "a direction and how far along it, in deviations",
        length=(0, 64),
        flag="--move",
        metavar="NAME=STRENGTH",
        several=True,
        needed=True,
        parse=parse_moves,
    ),
]


@dataclass(frozen=True)
class EditOptions(Precise):
    """See `tasks.latent` and `tasks.directions`."""

    point: Annotated[
        int | Path | None,
        Option(
            "a seed, a file of `ganvas project`, or a picture",
            argument=True,
            needed=True,
            served=False,
            metavar="POINT",
            parse=parse_point,
        ),
    ] = None
    model: Annotated[str | None, Option("a generator", model="generator", recorded=False)] = None
    seed: Annotated[
        int, replace(SeedRange, help="what is moved, or of the search for a picture")
    ] = 0
    truncation_psi: Psi = 0.7
    class_index: ClassIndex = None
    latent: Latent = None
    moves: Moves = field(default_factory=dict)
    along: Annotated[
        Path | None,
        Option(
            "of `ganvas directions`; else found", served=False, flag="--directions", metavar="FILE"
        ),
    ] = None
    layers: Layers = None
    method: Annotated[Method, Option("how directions are found")] = "auto"
    steps: Annotated[
        int, Option("to find a picture in the model", least=1, most=10_000, text="300")
    ] = 200
    width: Width = None
    height: Height = None
    fit: Fitting = "fill"


def run(options: EditOptions, given: Given, work: Work) -> Iterable[Made]:
    """Move a seed's picture, a latent's, or what `image` looks most like, along directions.

    The recipe names the directions that there are, and has the latent before it was moved.
    """
    from gan_core.jobs.made import Fresh
    from gan_core.tasks.generate import fitted
    from gan_core.tasks.latent import render

    size = size_of(options)
    file = _latents(options.point)
    network: Generator = network_for(options.model, [] if file is None else [file], work)
    check_layers(options.layers, network)
    directions = _directions(options, network)
    for name in options.moves:
        directions.index(name)  # complains before the work begins
    ws, seed = _start(options, given, network, work)
    edited = _moved(ws, directions, options)
    made = next(render(network, edited, cancelled=work.callbacks["cancelled"]))
    if size is not None:
        made = fitted(made, size, options.fit)
    latent = None if seed is not None else to_text(ws)
    how = recipe("edit", network, seed, options, latent=latent, directions=list(directions.names))
    name = f"{network.info.name} (edited)"
    yield Fresh(name, how, "Edit", made, "edit")


def _latents(point: int | Path | None) -> Path | None:
    """A point that is a file of latents."""
    return point if isinstance(point, Path) and point.suffix.lower() not in READABLE else None


def _directions(options: EditOptions, network: Generator) -> Directions:
    """The directions of a file, or the network's as `ganvas directions` finds them."""
    from gan_core.tasks.directions import Directions, find_directions

    if options.along is None:
        return find_directions(network, options.method)
    read = belonging(network, options.along, "vectors", "deviations")
    vectors, deviations = read.tensors["vectors"], read.tensors["deviations"]
    names = tuple(str(name) for name in read.about.get("names", ()))
    if len(names) != len(vectors) or deviations.shape != (len(vectors),):
        raise InputError(
            "'{along}' is damaged: it does not name each of its directions.", along=options.along
        )
    return Directions(vectors, deviations, names, str(read.about.get("method", "")))


def _moved(ws: torch.Tensor, directions: Directions, options: EditOptions) -> torch.Tensor:
    from gan_core.tasks.directions import moved

    return moved(ws, directions, options.moves, options.layers)


def _start(
    options: EditOptions, given: Given, network: Generator, work: Work
) -> tuple[torch.Tensor, int | None]:
    """1×num_ws×w_dim before it is moved, and its seed if that alone says which it is."""
    drawn = options.truncation_psi, options.class_index
    file, image = _latents(options.point), given.pictures.get("image")
    if options.point is None and options.latent is not None:
        return from_text(options.latent, network), None
    if file is not None:
        return place(network, [file], *drawn)[:1], None
    if isinstance(options.point, Path):
        assert given.open is not None, "a path comes from this machine's own people"
        image = given.open(str(options.point))
    if image is None:
        seed = options.point if isinstance(options.point, int) else options.seed
        return place(network, [seed], *drawn), seed
    found = found_in(network, target_of(image), options.steps, True, options.seed, work)
    return from_text(to_text(found), network), None  # so that it is the same when it comes back


def to_text(ws: torch.Tensor) -> str:
    """A latent 1×num_ws×w_dim as 16-bit floats in base64; a row once where all are the same."""
    import base64

    rows = ws[0].half().cpu()
    if bool((rows == rows[:1]).all()):
        rows = rows[:1]
    return base64.b64encode(rows.numpy().astype("<f2").tobytes()).decode("ascii")


def from_text(text: str, network: Generator) -> torch.Tensor:
    """The latent 1×num_ws×w_dim again, on the network's device; InputError if it is none of its."""
    import base64
    import binascii

    import numpy as np
    import torch

    try:
        values = np.frombuffer(base64.b64decode(text, validate=True), "<f2").astype(np.float32)
        rows = torch.from_numpy(values).view(-1, network.w_dim)
    except (binascii.Error, ValueError, RuntimeError):
        rows = torch.empty(0, 0)
    if len(rows) not in (1, network.num_ws) or not bool(torch.isfinite(rows).all()):
        raise InputError("The latent is not one of this model's; find the picture in it again.")
    return rows.expand(network.num_ws, -1)[None].clone().to(network.device)


JOB = Job(
    task="edit",
    summary="Move a generated picture, or a projection of yours, along directions.",
    options=EditOptions,
    run=run,
    roles=(Role("image", required=False, typed=False),),
    output="A picture, or an .ora.",
)
