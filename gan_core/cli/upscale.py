"""`ganvas upscale`: make pictures larger."""

from __future__ import annotations

from typing import Annotated

import typer

from gan_core.cli.options import Device, Inputs, Json, Model, Output


def upscale(
    inputs: Inputs,
    output: Output,
    scale: Annotated[int, typer.Option(min=2, max=4, help="How many times larger.")] = 2,
    strength: Annotated[
        float, typer.Option(min=0, max=1, help="0 is plain bicubic resampling.")
    ] = 1.0,
    model: Model = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Make pictures larger, with the detail that a larger picture would have.

    An .ora becomes a larger .ora: its layers are resampled, and the result lies on top.
    """
    from gan_core.cli.upscaling import run  # torch takes a second to import; --help does without

    run(inputs, output, scale, model, strength, device, as_json)
