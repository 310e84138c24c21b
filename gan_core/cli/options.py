"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Inputs = Annotated[
    list[Path],
    typer.Argument(metavar="IN...", help="PNG, TIFF, JPEG, WebP or OpenRaster (.ora)."),
]
Output = Annotated[
    Path,
    typer.Option(
        "-o", "--output", metavar="OUT", help="A picture, an .ora, or a folder for several inputs."
    ),
]
Model = Annotated[
    str | None, typer.Option("--model", metavar="M", help="A catalogue name or a checkpoint file.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same pixels.")]
Device = Annotated[str, typer.Option("--device", help="auto, cpu, cuda, cuda:N or mps.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
MASK_HELP = (
    "White, or opaque, is what shall change: a picture of the input's size, a layer's name for an "
    ".ora, or a folder with a mask of the same name for each input."
)
