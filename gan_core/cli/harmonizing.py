"""The work of `ganvas harmonize`."""

from __future__ import annotations

from pathlib import Path

from gan_core.cli.canvas import Canvas, Edit, require_inputs, save
from gan_core.cli.recipe import recipe
from gan_core.cli.report import Report
from gan_core.cli.targets import ORA, targets
from gan_core.tasks.harmonize import harmonize as harmonize_tensor

_MARGIN = 1.5  # how much of the scene is looked at, in units of the object's longer side


def run(
    inputs: list[Path],
    mask: str,
    output: Path,
    strength: float,
    seed: int,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.one_picture.harmonize` for the arguments."""
    require_inputs(inputs)
    outputs = targets(inputs, output)
    report = Report("harmonize", as_json)
    for path, out in zip(inputs, outputs, strict=True):
        canvas = Canvas(path)
        selected = canvas.mask(mask)
        canvas.check(out)
        as_layer = out.suffix.lower() == ORA
        edit = Edit("Harmonized", canvas, selected.bounds, as_layer=as_layer, alone=True)
        edit.recipe = recipe("harmonize", None, strength=strength, seed=seed)
        reach = max(16, round(_MARGIN * max(selected.bounds.shape)))
        box = selected.bounds.grown(reach) & edit.picture.box
        soft = selected.tensor(box)
        with report.progress(f"Harmonizing {path.name}") as on_progress:
            made = harmonize_tensor(
                edit.picture.tensor(box),
                soft,
                strength=strength,
                seed=seed,
                device=device,
                on_progress=on_progress,
            )
        # the task has blended soft edges already: they must not be blended again
        edit.put(made, box, (soft > 0).float())
        save(canvas, [edit], out)
        report.made(out, edit.recipe, path)
    report.close()
