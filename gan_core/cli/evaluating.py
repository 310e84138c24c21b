"""The work of `ganvas evaluate`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table

from gan_core.atomic import replacing
from gan_core.catalog.loading import load_network
from gan_core.cli.report import Report
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.networks.kinds import Network
from gan_core.training.evaluation import Evaluation, Options, evaluate
from gan_core.training.evaluation.results import Group, cells
from gan_core.training.runs import is_run, network_of_run

SUFFIXES = (".json", ".md")


def run(
    model: str,
    part: str | None,
    options: Options,
    output: Path | None,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.evaluate.evaluate` for the arguments."""
    check_target(output)
    network = load(model, part, pick_device(device))
    with Report("evaluate", as_json).progress(f"Measuring {model}") as on_progress:
        found = evaluate(network, options, on_progress=on_progress)
    tell(found, output, as_json)


def load(model: str, part: str | None, device: torch.device) -> Network:
    """The network of a catalogue name, a checkpoint file, or a run's folder."""
    if is_run(Path(model)):
        return network_of_run(Path(model), part, device)
    return load_network(model, part, device)


def check_target(output: Path | None) -> None:
    """InputError, before any work is done, for a report that cannot be written."""
    if output is None:
        return
    if output.suffix.lower() not in SUFFIXES:
        raise InputError(f"A report ends in {' or '.join(SUFFIXES)}, not '{output.name}'.")
    if not output.parent.is_dir():
        raise InputError(f"The folder '{output.parent}' does not exist; create it first.")


def tell(found: Evaluation, output: Path | None, as_json: bool) -> None:
    """Print an evaluation, and write it where asked."""
    as_text = json.dumps(found.as_dict(), indent=2)
    if output is not None:
        text = as_text if output.suffix.lower() == ".json" else found.as_markdown()
        with replacing(output) as part:
            part.write_text(text, encoding="utf-8")
    if as_json:
        print(as_text)
        return
    console = Console()
    for group in found.groups:
        console.print(f"{group.title}, {group.pictures} pictures", style="bold")
        console.print(table(group))
    console.print(found.seen_through(), style="dim")


def table(group: Group) -> Table:
    """A group of measures for the terminal."""
    shown = Table()
    for title, justify in _columns(group):
        shown.add_column(title, justify=justify)  # type: ignore[arg-type]
    for measure in group.measures:
        shown.add_row(*cells(measure))
    return shown


def _columns(group: Group) -> Sequence[tuple[str, str]]:
    return ("", "left"), ("value", "right"), ("spread", "right"), (group.control, "right")
