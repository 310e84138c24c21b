"""`ganvas generate`: pictures from seeds."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from gan_core.cli.options import Device, Json, Model, Output

Noise = Literal["const", "none", "random"]


def generate(
    output: Output,
    model: Model = None,
    seeds: Annotated[str, typer.Option(metavar="SEEDS", help="For example 0-7,12.")] = "0-7",
    psi: Annotated[
        float, typer.Option(min=-2, max=2, help="Truncation: 1 is all variety, 0 the average.")
    ] = 0.7,
    cutoff: Annotated[
        int | None, typer.Option(min=0, help="Truncate only so many layers, from the coarsest.")
    ] = None,
    class_index: Annotated[
        int | None, typer.Option("--class", min=0, help="Of a model with classes.")
    ] = None,
    noise: Annotated[Noise, typer.Option(help="Fine grain: fixed, none, or by seed.")] = "const",
    size: Annotated[
        str | None, typer.Option(metavar="W×H", help="Cover this size, for example 800x600.")
    ] = None,
    upscale: Annotated[
        int | None, typer.Option(min=2, max=4, help="Make the pictures so many times larger.")
    ] = None,
    upscaler: Annotated[
        str | None,
        typer.Option(metavar="M", help="The model that enlarges, with --upscale or --size."),
    ] = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Make pictures: a folder, one grid (.png), or an .ora with a layer for each seed."""
    from gan_core.cli.generating import Settings, run  # torch takes a second; --help does without

    settings = Settings(
        model, seeds, psi, cutoff, class_index, noise, size, upscale, upscaler, device
    )
    run(output, settings, as_json)
