"""`ganvas evaluate`: how good a model is, in numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gan_core.cli.options import Device, Json


def evaluate(
    model: Annotated[
        str, typer.Argument(help="A catalogue name, a checkpoint file, or a run's folder.")
    ],
    data: Annotated[
        Path, typer.Option(help="Folder or zip of pictures that the model has not seen.")
    ],
    style: Annotated[
        list[Path] | None,
        typer.Option("--style", help="What a stylizer is to paint like: a picture or folder."),
    ] = None,
    count: Annotated[
        int | None,
        typer.Option(min=1, help="Pictures to measure on; all, 500 of a generator, 4 to attack."),
    ] = None,
    size: Annotated[int, typer.Option(min=64, max=2048, help="Their side in pixels.")] = 256,
    psi: Annotated[float, typer.Option(help="Truncation of a generator; 1 is all variety.")] = 1.0,
    crops: Annotated[
        bool, typer.Option("--crops", help="Compare a generator with random squares of pictures.")
    ] = False,
    adversarial: Annotated[
        bool, typer.Option("--adversarial", help="Disturb pictures: how far does the result move?")
    ] = False,
    purifier: Annotated[
        str | None, typer.Option(metavar="M", help="A restorer to try as a defence.")
    ] = None,
    part: Annotated[str | None, typer.Option(help="Of several networks: G_ema, G or D.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same numbers.")] = 0,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write a report.json or report.md.")
    ] = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Measure a model on pictures that it has not seen; its kind says how.

    Generators: FID, KID, precision, recall, path length. Inpainters, restorers and upscalers:
    PSNR, SSIM and distance in features. Stylizers: distance to style and content. With
    --adversarial: how far the result, or a discriminator's verdict, moves when each value of the
    picture may change by a few levels of grey, and what defences do about it.
    """
    from gan_core.cli import attacking, evaluating  # torch takes a second; --help does without
    from gan_core.training.evaluation.subject import Options

    options = Options(
        data=data,
        count=count,
        size=size,
        seed=seed,
        styles=tuple(style or ()),
        psi=psi,
        crops=crops,
    )
    if adversarial:
        attacking.run(model, part, purifier, options, output, device, as_json)
    else:
        evaluating.run(model, part, options, output, device, as_json)
