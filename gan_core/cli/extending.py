"""The work of `ganvas extend`."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gan_core.cli.canvas import Canvas, require_inputs
from gan_core.cli.recipe import recipe
from gan_core.cli.report import Report
from gan_core.cli.targets import ORA, numbered, one_target
from gan_core.device import pick_device
from gan_core.files import Picture, write
from gan_core.files.compose import transparent
from gan_core.files.openraster import OpenRaster
from gan_core.networks.kinds import Inpainter
from gan_core.ops.boxes import Box
from gan_core.tasks.extend import Margins
from gan_core.tasks.extend import extend as extend_tensor
from gan_core.tasks.inpainting.quality import Quality
from gan_core.tasks.models import resolve


def run(
    source: Path,
    output: Path,
    margins: Margins,
    model: str | None,
    seed: int,
    quality: Quality,
    candidates: int,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.one_picture.extend` for the arguments."""
    require_inputs([source])
    target = one_target(output)
    network = None if model is None else resolve(model, "", pick_device(device), Inpainter)
    canvas = Canvas(source)
    canvas.check(target)
    report = Report("extend", as_json)
    pictures, recipes = [], []
    for number in range(candidates):
        with report.progress(f"Extending {source.name}") as on_progress:
            made = extend_tensor(
                canvas.picture.tensor(),
                margins,
                model=network,
                seed=seed + number,
                quality=quality,
                device=device,
                on_progress=on_progress,
            )
        how = recipe(
            "extend", network, seed=seed + number, quality=quality, margins=asdict(margins)
        )
        pictures.append(made)
        recipes.append(how)
    _save(canvas, pictures, recipes, margins, target, report)
    report.close()


def _save(
    canvas: Canvas,
    made: list[torch.Tensor],
    recipes: list[dict[str, Any]],
    margins: Margins,
    target: Path,
    report: Report,
) -> None:
    if target.suffix.lower() == ORA:
        width, height = canvas.picture.size
        size = (margins.left + width + margins.right, margins.top + height + margins.bottom)
        document = OpenRaster(size, canvas.picture.metadata.dpi)
        document.add(canvas.picture, canvas.path.stem, (margins.left, margins.top))
        for number, (one, how) in reversed(list(enumerate(zip(made, recipes, strict=True)))):
            layer = _around(canvas.picture, one, margins)
            layer = replace(layer, metadata=replace(layer.metadata, recipe=how))
            document.add(layer, f"Extension {number + 1}", visible=number == 0)
        document.save(target)
        for how in recipes:
            report.made(target, how, canvas.path)
        return
    for number, (one, how) in enumerate(zip(made, recipes, strict=True), start=1):
        path = numbered(target, number)
        write(_whole(canvas.picture, one, margins, how), path)
        report.made(path, how, canvas.path)


def _whole(picture: Picture, made: torch.Tensor, margins: Margins, how: dict[str, Any]) -> Picture:
    """The larger picture in the old one's depth and colours; its own pixels keep their bytes."""
    shape = (*made.shape[-2:], picture.pixels.shape[2])
    result = replace(
        picture,
        pixels=np.zeros(shape, picture.pixels.dtype),
        metadata=replace(picture.metadata, recipe=how),
    )
    own = _own(picture, margins)
    result.pixels[own.slices] = picture.pixels
    result.paste(made, mask=_outside(made, own))
    return result


def _around(picture: Picture, made: torch.Tensor, margins: Margins) -> Picture:
    """The new part as a layer, transparent where the old picture is."""
    layer = transparent((made.shape[-1], made.shape[-2]), picture)
    outside = _outside(made, _own(picture, margins))
    alpha = made[:, 3:] if made.shape[1] == 4 else torch.ones_like(made[:, :1])
    layer.paste(torch.cat([made[:, :3], alpha * outside], dim=1), mask=outside)
    return layer


def _own(picture: Picture, margins: Margins) -> Box:
    width, height = picture.size
    return Box(margins.top, margins.left, margins.top + height, margins.left + width)


def _outside(made: torch.Tensor, own: Box) -> torch.Tensor:
    mask = torch.ones_like(made[:, :1])
    own.crop(mask).zero_()
    return mask
