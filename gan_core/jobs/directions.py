"""Find directions of a generator's latent space to edit along, and show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from gan_core.choices import Method
from gan_core.errors import InputError
from gan_core.jobs.common import ClassIndex, Psi
from gan_core.jobs.job import Given, Job, Work
from gan_core.jobs.option import Option
from gan_core.jobs.points import names_of, network_for, parse_points, place
from gan_core.jobs.precise import Precise
from gan_core.jobs.recipe import recipe

if TYPE_CHECKING:
    import torch

    from gan_core.jobs.made import Made
    from gan_core.networks.kinds import Generator
    from gan_core.tasks.directions import Directions

_COLUMNS = 5  # from minus the reach to the reach
_SIDE = 192  # pixels of a picture's longer side on the sheet
_GAP, _NAME = 4, 96


@dataclass(frozen=True)
class DirectionsOptions(Precise):
    """See `tasks.directions`."""

    model: Annotated[str | None, Option("a generator", model="generator", recorded=False)] = None
    method: Annotated[
        Method, Option("GANSpace (principal), SeFa (closed-form), or the model's own")
    ] = "auto"
    count: Annotated[int, Option("the strongest so many", least=1, most=64)] = 8
    point: Annotated[
        list[int | Path],
        Option(
            "what is moved on the sheet: a seed or a file",
            metavar="POINT",
            text="0",
            parse=parse_points,
            recorded=False,
        ),
    ] = (0,)  # type: ignore[assignment]
    reach: Annotated[float, Option("how far the sheet goes, in deviations", least=0.1, most=20)] = (
        3.0
    )
    truncation_psi: Psi = 0.7
    class_index: ClassIndex = None

    def __post_init__(self) -> None:
        if len(self.point) != 1:
            raise InputError("The sheet moves one picture: give a single seed or file.")


def run(options: DirectionsOptions, given: Given, work: Work) -> Iterable[Made]:
    """The directions, and a sheet with a row for each."""
    from gan_core.jobs.made import Latents
    from gan_core.tasks.directions import find_directions

    network: Generator = network_for(options.model, options.point, work)
    ws = place(network, options.point, options.truncation_psi, options.class_index)[:1]
    found = find_directions(network, options.method, options.count)
    sheet = _drawn(network, ws, found, options.reach, work)
    how = recipe("directions", network, None, options, points=names_of(options.point))
    how |= {"method": found.method, "names": list(found.names)}
    tensors = {"vectors": found.vectors, "deviations": found.deviations}
    yield Latents("Directions", how, "Directions", tensors, sheet)


def _drawn(
    network: Generator, ws: torch.Tensor, found: Directions, reach: float, work: Work
) -> torch.Tensor:
    """A row for each direction with its name, the picture moved from −reach to reach; 1×3×H×W."""
    import numpy as np
    import torch
    from PIL import Image, ImageDraw, ImageFont

    from gan_core.ops.resample import resize
    from gan_core.tasks.directions import moved
    from gan_core.tasks.latent import render

    strengths = torch.linspace(-reach, reach, _COLUMNS).tolist()
    moves = torch.cat([moved(ws, found, {name: s}) for name in found.names for s in strengths])
    sheet: Image.Image | None = None
    font = ImageFont.load_default(18)
    width = height = 0
    for index, picture in enumerate(render(network, moves, **work.callbacks)):
        factor = min(1.0, _SIDE / max(picture.shape[-2:]))
        size = (round(picture.shape[-2] * factor), round(picture.shape[-1] * factor))
        pixels = resize(picture, size).clamp(0, 1)[0].permute(1, 2, 0).numpy()
        small = Image.fromarray(np.rint(pixels * 255).astype(np.uint8))
        if sheet is None:
            width, height = small.width + _GAP, small.height + _GAP
            whole = (_NAME + _COLUMNS * width, len(found.names) * height)
            sheet = Image.new("RGB", whole, "white")
        row, column = divmod(index, _COLUMNS)
        sheet.paste(small, (_NAME + column * width, row * height))
        if column == 0:
            at = (6, row * height + height // 2)
            ImageDraw.Draw(sheet).text(at, found.names[row], "black", font, anchor="lm")
    return torch.from_numpy(np.asarray(sheet).copy()).permute(2, 0, 1)[None] / 255


JOB = Job(
    task="directions",
    summary="Find directions to edit along, and show each on a contact sheet.",
    options=DirectionsOptions,
    run=run,
    makes="latents",
    output="A .safetensors; the sheet lies beside it.",
    served=False,
)
