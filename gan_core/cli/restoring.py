"""The work of `ganvas restore`."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from gan_core.cli.canvas import Canvas, Edit, everything, require_inputs, save
from gan_core.cli.recipe import recipe
from gan_core.cli.report import OnProgress, Report
from gan_core.cli.targets import ORA, targets
from gan_core.device import pick_device
from gan_core.files import Mask
from gan_core.tasks.models import resolve
from gan_core.tasks.restore import DEFAULT
from gan_core.tasks.restore import restore as restore_tensor

_MARGIN = 64  # pixels around a selection that are given along; the task takes what it needs


def run(
    inputs: list[Path],
    mask: str | None,
    output: Path,
    model: str | None,
    strength: float,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.restore.restore` for the arguments."""
    require_inputs(inputs)
    outputs = targets(inputs, output)
    network = resolve(model, DEFAULT, pick_device(device), "restorer")
    report = Report("restore", as_json)
    for path, out in zip(inputs, outputs, strict=True):
        canvas = Canvas(path)
        selected = canvas.mask(mask) if mask is not None else everything(canvas)
        canvas.check(out)
        as_layer = out.suffix.lower() == ORA
        edit = Edit("Restored", canvas, selected.bounds, as_layer=as_layer, alone=True)
        edit.recipe = recipe("restore", network, strength=strength)
        with report.progress(f"Restoring {path.name}") as on_progress:
            clean(edit, selected, network, strength, device, on_progress)
        save(canvas, [edit], out)
        report.made(out, edit.recipe, path)
    report.close()


def clean(
    edit: Edit,
    selected: Mask,
    network: nn.Module,
    strength: float,
    device: str,
    on_progress: OnProgress,
) -> None:
    """Restore what is selected; only its box and a margin are ever floats."""
    box = selected.bounds.grown(_MARGIN) & edit.picture.box
    soft = selected.tensor(box)
    cleaned = restore_tensor(
        edit.picture.tensor(box, clamp=False),  # wide gamuts and HDR pass unharmed
        mask=(soft > 0).float(),  # soft edges are blended in the picture's own depth
        model=network,
        strength=strength,
        device=device,
        on_progress=on_progress,
    )
    edit.put(cleaned, box, soft)
