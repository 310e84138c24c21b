"""`ganvas evaluate`: how good a model is, in numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gan_core.cli.options import Device, Json
from gan_core.errors import InputError

if TYPE_CHECKING:
    import torch

    from gan_core.networks.kinds import Network
    from gan_core.training.evaluation import Evaluation
    from gan_core.training.evaluation.results import Group

SUFFIXES = (".json", ".md")


def evaluate(
    model: Annotated[
        str, typer.Argument(help="A catalogue name, a checkpoint file, or a run's folder.")
    ],
    data: Annotated[
        Path, typer.Option(help="Folder or zip of pictures that the model has not seen.")
    ],
    style: Annotated[
        list[Path] | None,
        typer.Option("--style", help="What a stylizer is to paint like: a picture or folder."),
    ] = None,
    count: Annotated[
        int | None,
        typer.Option(min=1, help="Pictures to measure on; all, 500 of a generator, 4 to attack."),
    ] = None,
    size: Annotated[int, typer.Option(min=64, max=2048, help="Their side in pixels.")] = 256,
    psi: Annotated[float, typer.Option(help="Truncation of a generator; 1 is all variety.")] = 1.0,
    crops: Annotated[
        bool, typer.Option("--crops", help="Compare a generator with random squares of pictures.")
    ] = False,
    adversarial: Annotated[
        bool, typer.Option("--adversarial", help="Disturb pictures: how far does the result move?")
    ] = False,
    purifier: Annotated[
        str | None, typer.Option(metavar="M", help="A restorer to try as a defence.")
    ] = None,
    part: Annotated[str | None, typer.Option(help="Of several networks: G_ema, G or D.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same numbers.")] = 0,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write a report.json or report.md.")
    ] = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Measure a model on pictures that it has not seen; its kind says how.

    Generators: FID, KID, precision, recall, path length. Inpainters, restorers and upscalers:
    PSNR, SSIM and distance in features. Stylizers: distance to style and content. With
    --adversarial: how far the result, or a discriminator's verdict, moves when each value of the
    picture may change by a few levels of grey, and what defences do about it.
    """
    check_target(output)  # and torch takes a second to import; --help and this do without
    from gan_core.training.evaluation.subject import Options

    options = Options(
        data=data,
        count=count,
        size=size,
        seed=seed,
        styles=tuple(style or ()),
        psi=psi,
        crops=crops,
    )
    if adversarial:
        from gan_core.cli.attacking import run

        run(model, part, purifier, options, output, device, as_json)
        return
    from gan_core.cli.report import Report
    from gan_core.device import pick_device
    from gan_core.training.evaluation import evaluate as measure

    network = load(model, part, pick_device(device))
    with Report("evaluate", as_json).progress(f"Measuring {model}") as on_progress:
        found = measure(network, options, on_progress=on_progress)
    tell(found, output, as_json)


def load(model: str, part: str | None, device: torch.device) -> Network:
    """The network of a catalogue name, a checkpoint file, or a run's folder."""
    from gan_core.catalog.loading import load_network
    from gan_core.training.runs import is_run, network_of_run

    if is_run(Path(model)):
        return network_of_run(Path(model), part, device)
    return load_network(model, part, device)


def check_target(output: Path | None) -> None:
    """InputError, before any work is done, for a report that cannot be written."""
    if output is None:
        return
    if output.suffix.lower() not in SUFFIXES:
        raise InputError(
            "A report ends in {suffixes}, not '{name}'.",
            suffixes=" or ".join(SUFFIXES),
            name=output.name,
        )
    if not output.parent.is_dir():
        raise InputError(
            "The folder '{parent}' does not exist; create it first.", parent=output.parent
        )


def tell(found: Evaluation, output: Path | None, as_json: bool) -> None:
    """Print an evaluation, and write it where asked."""
    from rich.console import Console

    from gan_core.atomic import replacing

    as_text = json.dumps(found.as_dict(), indent=2)
    if output is not None:
        text = as_text if output.suffix.lower() == ".json" else found.as_markdown()
        with replacing(output) as part:
            part.write_text(text, encoding="utf-8")
    if as_json:
        print(as_text)
        return
    for group in found.groups:
        _print(group)
    Console().print(found.seen_through(), style="dim")


def _print(group: Group) -> None:
    """A group of measures for the terminal."""
    from rich.console import Console
    from rich.table import Table

    from gan_core.training.evaluation.results import cells

    shown = Table()
    shown.add_column("")
    for title in ("value", "spread", group.control):
        shown.add_column(title, justify="right")
    for measure in group.measures:
        shown.add_row(*cells(measure))
    console = Console()
    console.print(f"{group.title}, {group.pictures} pictures", style="bold")
    console.print(shown)
