"""`ganvas inpaint`: fill the masked part of pictures."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from gan_core.cli.options import MASK_HELP, Device, Inputs, Json, Model, Output, Seed

Quality = Literal["fast", "good", "best"]


def inpaint(
    inputs: Inputs,
    mask: Annotated[str, typer.Option("--mask", metavar="MASK", help=MASK_HELP)],
    output: Output,
    model: Model = None,
    seed: Seed = 0,
    quality: Annotated[Quality, typer.Option(help="How much time to spend.")] = "good",
    candidates: Annotated[int, typer.Option(min=1, max=16, help="How many fills to make.")] = 1,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Fill what the mask selects so that it looks as if it had always been there."""
    from gan_core.cli.filling import (
        run,  # torch takes a second to import; --help does without
    )

    run(inputs, mask, output, model, seed, quality, candidates, device, as_json)
