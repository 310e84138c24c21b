"""`ganvas stylize`: paint pictures in a style."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from gan_core.cli.options import MASK_HELP, Device, Inputs, Json, Model, Output, Seed

Keep = Literal["colors", "texture", "light"]
_STYLE_HELP = (
    "A style's name, a picture to paint like, or a checkpoint file. Several are mixed; "
    "NAME=2 gives one more weight."
)
_KEEP_HELP = (
    "What stays: the colors; the texture (colours and light alone are taken from the style); or "
    "colours and light (only strokes are taken)."
)


def stylize(
    inputs: Inputs,
    style: Annotated[list[str], typer.Option("--style", metavar="STYLE", help=_STYLE_HELP)],
    output: Output,
    strength: Annotated[float, typer.Option(min=0, max=1, help="0 leaves it as it is.")] = 1.0,
    keep: Annotated[Keep | None, typer.Option(help=_KEEP_HELP)] = None,
    mask: Annotated[str | None, typer.Option("--mask", metavar="MASK", help=MASK_HELP)] = None,
    model: Model = None,
    scale: Annotated[
        float | None,
        typer.Option(min=0.5, max=16, help="Size of the strokes; 2 is twice as large."),
    ] = None,
    seed: Seed = 0,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Paint pictures, or what the mask selects of them, in a style."""
    from gan_core.cli.styling import (  # torch takes a second; --help does without
        Settings,
        run,
    )

    settings = Settings(style, strength, keep, model, scale, seed, device)
    run(inputs, mask, output, settings, as_json)
