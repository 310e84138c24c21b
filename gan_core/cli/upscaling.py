"""The work of `ganvas upscale`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from gan_core.cli.canvas import Canvas, require_inputs
from gan_core.cli.recipe import recipe
from gan_core.cli.report import OnProgress, Report
from gan_core.cli.targets import ORA, targets
from gan_core.device import pick_device
from gan_core.files import Picture, write
from gan_core.files.compose import enlarged
from gan_core.files.openraster import OpenRaster
from gan_core.networks.kinds import Restorer
from gan_core.tasks.models import resolve
from gan_core.tasks.upscale import DEFAULT
from gan_core.tasks.upscale import upscale as upscale_tensor


def run(
    inputs: list[Path],
    output: Path,
    scale: int,
    model: str | None,
    strength: float,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.upscale.upscale` for the arguments."""
    require_inputs(inputs)
    outputs = targets(inputs, output)
    network = resolve(model, DEFAULT, pick_device(device), Restorer)
    how = recipe("upscale", network, scale=scale, strength=strength)
    report = Report("upscale", as_json)
    for path, out in zip(inputs, outputs, strict=True):
        canvas = Canvas(path)
        canvas.check(out)
        with report.progress(f"Enlarging {path.name}") as on_progress:
            large = enlarge(canvas.picture, scale, network, strength, device, on_progress)
        save(canvas, large, scale, how, out)
        report.made(out, how, path)
    report.close()


def enlarge(
    picture: Picture,
    scale: int,
    network: Restorer,
    strength: float,
    device: str,
    on_progress: OnProgress,
) -> Picture:
    """A larger picture in the same depth and colours, with the same profile and metadata."""
    made = upscale_tensor(
        picture.tensor(clamp=False),  # wide gamuts and HDR pass unharmed
        scale,
        model=network,
        strength=strength,
        device=device,
        on_progress=on_progress,
    )
    return enlarged(picture, scale, made)


def save(canvas: Canvas, large: Picture, scale: int, how: dict[str, Any], out: Path) -> None:
    """Write the result: alone, or on top of the document that it was made from."""
    large = replace(large, metadata=replace(large.metadata, recipe=how))
    if out.suffix.lower() != ORA:
        write(large, out)
        return
    document = canvas.document
    if document is None:
        document = OpenRaster(canvas.picture.size, canvas.picture.metadata.dpi)
        document.add(canvas.picture, canvas.path.stem)
    document.enlarge(scale)
    document.add(large, f"Upscaled ×{scale}")
    document.save(out)
