"""The work of `ganvas evaluate --adversarial`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from gan_core.cli.contact_sheet import Row, contact_sheet
from gan_core.cli.evaluate import load, tell
from gan_core.cli.plots import curves
from gan_core.cli.report import Report
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.files import Picture, write
from gan_core.networks.kinds import Restorer
from gan_core.ops.resample import resize
from gan_core.tasks.models import resolve
from gan_core.training.evaluation import Options, report
from gan_core.training.evaluation.pictures import pixels
from gan_core.training.evaluation.subject import Subject
from gan_core.training.robustness.measure import LEVELS, Attacked, attack

_TITLE = (
    f"picture · disturbed by {LEVELS[-1]}/255 · result · result of the disturbed one · difference"
)


def run(
    model: str,
    part: str | None,
    purifier: str | None,
    options: Options,
    output: Path | None,
    device: str,
    as_json: bool,
) -> None:
    """Attack, print, and write tables, a plot and pictures side by side of `output`."""
    target = pick_device(device)
    network = load(model, part, target)
    clean = None if purifier is None else _restorer(purifier, target)
    with Report("evaluate", as_json).progress(f"Attacking {model}") as on_progress:
        subject = Subject(network, options, on_progress)
        found = attack(subject, clean)
    notes = [] if output is None else _illustrate(found, subject.info.name, output)
    tell(replace(report(subject, found.groups), notes=notes), output, as_json)


def _restorer(name: str, device: torch.device) -> Restorer:
    network = resolve(name, "", device, Restorer)
    if network.scale != 1:
        raise InputError(
            "'{name}' enlarges; a picture is cleaned by a restorer of its own size.", name=name
        )
    return network


def _illustrate(found: Attacked, name: str, output: Path) -> list[str]:
    """A plot and pictures beside the report; returns the lines that show them."""
    plot = output.with_name(f"{output.stem}-curve.png")
    lines = {attack: (LEVELS, changes) for attack, changes in found.curves.items()}
    curves(
        plot,
        lines,
        name,
        "ε in grey levels (1/255)",
        f"change of the result, {found.unit}",
        even=True,
    )
    notes = [f"![Change of the result over ε]({plot.name})"]
    if found.examples:
        sheet = output.with_name(f"{output.stem}-pictures.jpg")
        write(contact_sheet([_row(example) for example in found.examples]), sheet)
        notes.append(f"![Pictures, disturbed pictures and results]({sheet.name})")
    return ["", *notes]


def _row(example: Sequence[torch.Tensor]) -> Row:
    *pictures, usual, changed = example
    difference = 0.5 + changed - usual
    size = (usual.shape[-2], usual.shape[-1])
    shown = [resize(picture, size) for picture in pictures]
    images = [*shown, usual, changed, difference]
    return Row(_TITLE, [Picture(pixels(image), "RGB") for image in images])
