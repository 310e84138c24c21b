"""`ganvas extend`, `harmonize` and `vary`: new pictures out of a single one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from gan_core.cli.options import MASK_HELP, Device, Inputs, Json, Model, Output, Seed

Quality = Literal["fast", "good", "best"]
_Pixels = Annotated[int, typer.Option(min=0, metavar="PIXELS", help="How much to add there.")]


def extend(
    picture: Annotated[Path, typer.Argument(metavar="IN", help="PNG, TIFF, JPEG, WebP or .ora.")],
    output: Output,
    left: _Pixels = 0,
    top: _Pixels = 0,
    right: _Pixels = 0,
    bottom: _Pixels = 0,
    model: Model = None,
    seed: Seed = 0,
    quality: Annotated[Quality, typer.Option(help="How much time to spend.")] = "good",
    candidates: Annotated[int, typer.Option(min=1, max=16, help="How many to make.")] = 1,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Continue a picture beyond its border."""
    from gan_core.cli.extending import run  # torch takes a second; --help does without
    from gan_core.tasks.extend import Margins

    margins = Margins(left, top, right, bottom)
    run(picture, output, margins, model, seed, quality, candidates, device, as_json)


def harmonize(
    inputs: Inputs,
    mask: Annotated[str, typer.Option("--mask", metavar="MASK", help=MASK_HELP)],
    output: Output,
    strength: Annotated[float, typer.Option(min=0, max=1, help="0 leaves it as it is.")] = 0.7,
    seed: Seed = 0,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Match a pasted object, which the mask selects, to its scene: light, sharpness, grain."""
    from gan_core.cli.harmonizing import run

    run(inputs, mask, output, strength, seed, device, as_json)


def vary(
    picture: Annotated[Path, typer.Argument(metavar="IN", help="PNG, TIFF, JPEG, WebP or .ora.")],
    output: Output,
    count: Annotated[int, typer.Option(min=1, max=64, help="How many variations.")] = 4,
    amount: Annotated[float, typer.Option(min=0, max=2, help="0 is the picture itself.")] = 0.7,
    mirror: Annotated[bool, typer.Option("--mirror", help="Mirror half of them.")] = False,
    seed: Seed = 0,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Vary a landscape: its parts move, its texture stays. Numbered files, or layers of an .ora."""
    from gan_core.cli.varying import run

    run(picture, output, count, amount, mirror, seed, device, as_json)
