"""The work of `ganvas edit`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from gan_core.cli.generating import parse_size, picture_of, write_layers
from gan_core.cli.points import (
    Drawing,
    belonging,
    network_for,
    parse_layers,
    parse_points,
    place,
)
from gan_core.cli.projecting import read_colours, search, square
from gan_core.cli.recipe import recipe
from gan_core.cli.report import Report
from gan_core.cli.targets import ORA, one_target
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.files import SUFFIXES, write
from gan_core.networks.kinds import Generator
from gan_core.tasks.directions import Directions, find_directions, moved
from gan_core.tasks.generate import fitted
from gan_core.tasks.latent import render


@dataclass(frozen=True)
class Moves:
    """NAME=STRENGTH as given, the file that the names are of, and which layers move."""

    given: tuple[str, ...]
    file: Path | None
    layers: str | None


def run(
    point: str,
    output: Path,
    moves: Moves,
    size: str | None,
    model: str | None,
    steps: int,
    drawing: Drawing,
    seed: int,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.latent.edit` for the arguments."""
    strengths = parse_moves(moves.given)
    wanted = parse_size(size)
    target = one_target(output)
    picture = Path(point) if Path(point).suffix.lower() in SUFFIXES else None
    points = [] if picture else parse_points(point)
    if len(points) > 1:
        raise InputError("Edit one picture at a time: give a single seed, file or picture.")
    image = None if picture is None else square(read_colours(picture))
    network: Any = network_for(model, points, pick_device(device))
    layers = parse_layers(moves.layers, network.num_ws)
    directions = known(network, moves.file)
    for name in strengths:
        directions.index(name)  # complains before the work begins
    report = Report("edit", as_json)
    with report.progress("Editing") as on_progress:
        if image is None:
            ws = place(network, points, drawing)[:1]
        else:
            ws = search(network, image, steps, True, seed, on_progress)
        edited = moved(ws, directions, strengths, layers)
        made: torch.Tensor = next(render(network, edited, on_progress=on_progress))
    how = recipe(
        "edit",
        network,
        point=Path(point).name,
        moves=strengths,
        method=directions.method,
        layers=layers,
        truncation_psi=drawing.psi,
        class_index=drawing.class_index,
    )
    if wanted is not None:
        made = fitted(made, wanted, "fill")
    if target.suffix.lower() == ORA:
        write_layers(["Edit"], made, [how], target)
    else:
        write(picture_of(made, how), target)
    report.made(target, how, picture)
    report.close()


def known(network: Generator, file: Path | None) -> Directions:
    """The directions of a file, or the network's as `ganvas directions` finds them."""
    if file is None:
        return find_directions(network)
    read = belonging(network, file, "vectors", "deviations")
    vectors, deviations = read.tensors["vectors"], read.tensors["deviations"]
    names = tuple(str(name) for name in read.about.get("names", ()))
    if len(names) != len(vectors) or deviations.shape != (len(vectors),):
        raise InputError(f"'{file}' is damaged: it does not name each of its directions.")
    return Directions(vectors, deviations, names, str(read.about.get("method", "")))


def parse_moves(given: tuple[str, ...]) -> dict[str, float]:
    """`("1=2.5", "pan=-1")` → {"1": 2.5, "pan": -1.0}; InputError for anything else."""
    strengths: dict[str, float] = {}
    for text in given:
        name, _, strength = text.partition("=")
        try:
            strengths[name.strip()] = float(strength)
        except ValueError:
            raise InputError(
                f"'{text}' is no move; write NAME=STRENGTH, for example 1=2."
            ) from None
        if not abs(strengths[name.strip()]) <= 1000:
            raise InputError(f"The strength of '{name}' must lie between -1000 and 1000.")
    return strengths
