"""The work of `ganvas inpaint`."""

from __future__ import annotations

from pathlib import Path

from gan_core.cli.canvas import Canvas, Edit, require_inputs, save
from gan_core.cli.recipe import recipe
from gan_core.cli.report import OnProgress, Report
from gan_core.cli.targets import ORA, targets
from gan_core.device import pick_device
from gan_core.files import Mask
from gan_core.networks.kinds import Inpainter
from gan_core.tasks.inpainting.networks import DEFAULT, PATCHES_ONLY
from gan_core.tasks.inpainting.quality import Quality
from gan_core.tasks.inpainting.regions import plan_regions
from gan_core.tasks.inpainting.task import inpaint as fill_tensor
from gan_core.tasks.models import resolve


def run(
    inputs: list[Path],
    mask: str,
    output: Path,
    model: str | None,
    seed: int,
    quality: Quality,
    candidates: int,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.inpaint.inpaint` for the arguments."""
    require_inputs(inputs)
    outputs = targets(inputs, output)
    network = load(model, device)
    report = Report("inpaint", as_json)
    for path, out in zip(inputs, outputs, strict=True):
        canvas = Canvas(path)
        selected = canvas.mask(mask)
        canvas.check(out)
        edits = []
        for number in range(candidates):
            edit = Edit(
                "Fill",
                canvas,
                selected.bounds,
                as_layer=out.suffix.lower() == ORA,
                alone=candidates == 1,
            )
            edit.recipe = recipe("inpaint", network, seed=seed + number, quality=quality)
            with report.progress(f"Filling {path.name}") as on_progress:
                fill(edit, selected, network, quality, seed + number, device, on_progress)
            edits.append(edit)
        for written, edit in zip(save(canvas, edits, out), edits, strict=True):
            report.made(written, edit.recipe, path)
    report.close()


def fill(
    edit: Edit,
    selected: Mask,
    network: Inpainter | str,
    quality: Quality,
    seed: int,
    device: str,
    on_progress: OnProgress,
) -> None:
    """Fill region after region, so that only a hole and its context are ever floats."""
    regions = plan_regions(selected.values)
    for number, region in enumerate(regions, start=1):
        place = f"hole {number} of {len(regions)}: " if len(regions) > 1 else ""

        def progress(done: int, total: int, note: str, place: str = place) -> None:
            on_progress(done, total, place + note)

        filled = fill_tensor(
            edit.picture.tensor(region.box),
            (region.mask > 0).float(),  # soft edges are blended in the picture's own depth
            avoid=region.avoid,
            model=network,
            seed=seed,
            quality=quality,
            device=device,
            on_progress=progress,
        )
        edit.put(filled, region.box, region.mask)


def load(model: str | None, device: str) -> Inpainter | str:
    """The network, or the word that stands for working without one."""
    name = model or DEFAULT
    if name == PATCHES_ONLY:
        return name
    return resolve(name, DEFAULT, pick_device(device), Inpainter)
