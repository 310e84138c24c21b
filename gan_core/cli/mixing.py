"""The work of `ganvas mix`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from gan_core.cli.generating import picture_of, table, write_layers
from gan_core.cli.points import Drawing, network_for, parse_layers, parse_points, place
from gan_core.cli.recipe import recipe
from gan_core.cli.report import Report
from gan_core.cli.targets import ORA, folder, one_target
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.files import write
from gan_core.tasks.latent import journey, mix, render


def run(
    first: str,
    second: str,
    output: Path,
    layers: str | None,
    share: float | None,
    model: str | None,
    drawing: Drawing,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.latent.mix` for the arguments."""
    if layers is not None and share is not None:
        raise InputError("Give either --layers or --share, not both.")
    rows, columns = parse_points(first), parse_points(second)
    target = one_target(output) if output.suffix and not output.is_dir() else folder(output)
    network: Any = network_for(model, rows + columns, pick_device(device))
    chosen = parse_layers(layers, network.num_ws)
    if chosen is None and share is None:
        if network.num_ws == 1:
            share = 0.5
        else:
            chosen = list(range(network.num_ws // 2, network.num_ws))
    a, b = place(network, rows, drawing), place(network, columns, drawing)
    mixed = torch.cat(
        [
            mix(one, other, chosen) if chosen is not None else between(network, one, other, share)
            for one in a.split(1)
            for other in b.split(1)
        ]
    )
    report = Report("mix", as_json)
    with report.progress("Mixing") as on_progress:
        pictures = torch.cat(list(render(network, mixed, on_progress=on_progress)))
    made = recipe("mix", network, layers=chosen, share=share, truncation_psi=drawing.psi)
    names = [f"{name(one)}+{name(other)}" for one in rows for other in columns]
    if len(names) != len(mixed):  # a file held several
        names = [str(number) for number in range(len(mixed))]
    recipes = [made | {"points": each} for each in names]
    if target.is_dir():
        for index, how in enumerate(recipes):
            path = target / f"{how['points']}.png"
            write(picture_of(pictures[index : index + 1], how), path)
            report.made(path, how)
    elif target.suffix.lower() == ORA:
        write_layers([f"Mix {each}" for each in names], pictures, recipes, target)
        report.made(target, made | {"points": names})
    else:
        how = made | {"points": names}
        write(picture_of(table(pictures, len(b)), how), target)
        report.made(target, how)
    report.close()


def between(
    network: Any, one: torch.Tensor, other: torch.Tensor, share: float | None
) -> torch.Tensor:
    """The latent at `share` of the way, 1×num_ws×w_dim."""
    steps = 1000
    return journey(network, torch.cat([one, other]), steps + 1)[[round((share or 0) * steps)]]


def name(point: int | Path) -> str:
    return str(point) if isinstance(point, int) else point.stem
