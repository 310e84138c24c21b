"""What commands share that change a part of each picture: its box, a layer or a file, a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from gan_core.cli.canvas import Canvas, Edit, everything, save
from gan_core.cli.report import OnProgress, Report
from gan_core.cli.targets import ORA
from gan_core.ops.boxes import Box

# (edit, the box that is given along, its soft mask 1×1×h×w, on_progress): puts the result
Work = Callable[[Edit, Box, torch.Tensor, OnProgress], None]


@dataclass(frozen=True)
class Change:
    """One result for each picture.

    `margin` says how many pixels around a selection's box are given along, so that nothing but
    the box and its margin is ever floats.
    """

    name: str  # of the layer
    doing: str  # "Restoring": what the bar of progress says before the file's name
    recipe: dict[str, Any]
    margin: Callable[[Box], int]
    work: Work


def change_each(
    change: Change, inputs: list[Path], outputs: list[Path], mask: str | None, report: Report
) -> None:
    """Change what the mask selects of each input, or all of it, and write it to its output."""
    for path, out in zip(inputs, outputs, strict=True):
        canvas = Canvas(path)
        selected = canvas.mask(mask) if mask is not None else everything(canvas)
        canvas.check(out)
        as_layer = out.suffix.lower() == ORA
        edit = Edit(change.name, canvas, selected.bounds, as_layer=as_layer, alone=True)
        edit.recipe = change.recipe
        box = selected.bounds.grown(change.margin(selected.bounds)) & edit.picture.box
        with report.progress(f"{change.doing} {path.name}") as on_progress:
            change.work(edit, box, selected.tensor(box), on_progress)
        save(canvas, [edit], out)
        report.made(out, edit.recipe, path)
    report.close()
