"""`ganvas restore`: take grain, JPEG's blocks and blur out of pictures."""

from __future__ import annotations

from typing import Annotated

import typer

from gan_core.cli.options import MASK_HELP, Device, Inputs, Json, Model, Output


def restore(
    inputs: Inputs,
    output: Output,
    strength: Annotated[float, typer.Option(min=0, max=1, help="0 leaves it as it is.")] = 1.0,
    mask: Annotated[str | None, typer.Option("--mask", metavar="MASK", help=MASK_HELP)] = None,
    model: Model = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Clean pictures, or what the mask selects of them: grain, JPEG's blocks, mild blur.

    Scratches and tears hide what was there; `ganvas inpaint` fills them.
    """
    from gan_core.cli.restoring import run  # torch takes a second to import; --help does without

    run(inputs, mask, output, model, strength, device, as_json)
