"""The work of `ganvas directions`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from gan_core.cli.generating import picture_of
from gan_core.cli.points import Drawing, network_for, parse_points, place
from gan_core.cli.projecting import check_latent_target
from gan_core.cli.recipe import recipe
from gan_core.cli.report import OnProgress, Report
from gan_core.device import pick_device
from gan_core.errors import InputError
from gan_core.files import Picture, write
from gan_core.files.latents import write_latents
from gan_core.ops.resample import resize
from gan_core.tasks.directions import Directions, Method, find_directions, moved
from gan_core.tasks.latent import render

_COLUMNS = 5  # from minus the reach to the reach
_SIDE = 192  # pixels of a picture's longer side on the sheet
_GAP, _NAME = 4, 96


def run(
    output: Path,
    model: str | None,
    method: Method,
    count: int,
    point: str,
    reach: float,
    drawing: Drawing,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.latent.directions` for the arguments."""
    check_latent_target(output)
    points = parse_points(point)
    if len(points) != 1:
        raise InputError("The sheet moves one picture: give a single seed or file.")
    network: Any = network_for(model, points, pick_device(device))
    ws = place(network, points, drawing)[:1]
    found = find_directions(network, method, count)
    about = recipe("directions", network, method=found.method, names=list(found.names))
    report = Report("directions", as_json)
    with report.progress("Looking along directions") as on_progress:
        sheet = drawn(network, ws, found, reach, on_progress)
    write_latents(output, {"vectors": found.vectors, "deviations": found.deviations}, about)
    beside = output.with_suffix(".png")
    write(Picture(sheet, "RGB"), beside)
    report.made(output, about)
    report.made(beside, about)
    report.close()


def drawn(
    network: Any, ws: torch.Tensor, found: Directions, reach: float, on_progress: OnProgress
) -> np.ndarray:
    """A row for each direction with its name, the picture moved from −reach to reach; H×W×3."""
    strengths = torch.linspace(-reach, reach, _COLUMNS).tolist()
    moves = torch.cat([moved(ws, found, {name: s}) for name in found.names for s in strengths])
    sheet: Image.Image | None = None
    font = ImageFont.load_default(18)
    width = height = 0
    for index, picture in enumerate(render(network, moves, on_progress=on_progress)):
        factor = min(1.0, _SIDE / max(picture.shape[-2:]))
        size = (round(picture.shape[-2] * factor), round(picture.shape[-1] * factor))
        small = Image.fromarray(picture_of(resize(picture, size).clamp(0, 1), {}).pixels)
        if sheet is None:
            width, height = small.width + _GAP, small.height + _GAP
            whole = (_NAME + _COLUMNS * width, len(found.names) * height)
            sheet = Image.new("RGB", whole, "white")
        row, column = divmod(index, _COLUMNS)
        sheet.paste(small, (_NAME + column * width, row * height))
        if column == 0:
            at = (6, row * height + height // 2)
            ImageDraw.Draw(sheet).text(at, found.names[row], "black", font, anchor="lm")
    return np.asarray(sheet).copy()
