"""The work of `ganvas vary`."""

from __future__ import annotations

from pathlib import Path

import torch

from gan_core.cli.canvas import Canvas, Edit, require_inputs, save
from gan_core.cli.recipe import recipe
from gan_core.cli.report import Report
from gan_core.cli.targets import ORA, one_target
from gan_core.tasks.vary import vary as vary_tensor


def run(
    source: Path,
    output: Path,
    count: int,
    amount: float,
    mirror: bool,
    seed: int,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.one_picture.vary` for the arguments."""
    require_inputs([source])
    target = one_target(output)
    canvas = Canvas(source)
    canvas.check(target)
    box = canvas.picture.box
    seeds = range(seed, seed + count)
    report = Report("vary", as_json)
    edits = []
    with report.progress(f"Varying {source.name}") as on_progress:
        pictures = vary_tensor(
            canvas.picture.tensor(),
            seeds,
            amount=amount,
            mirror=mirror,
            device=device,
            on_progress=on_progress,
        )
        everything = torch.ones(1, 1, *box.shape)
        for number, made in zip(seeds, pictures, strict=True):
            as_layer = target.suffix.lower() == ORA
            edit = Edit("Variation", canvas, box, as_layer=as_layer, alone=False)
            edit.recipe = recipe("vary", None, seed=number, amount=amount, mirror=mirror)
            edit.put(made, box, everything)
            edits.append(edit)
    for written, edit in zip(save(canvas, edits, target), edits, strict=True):
        report.made(written, edit.recipe, source)
    report.close()
