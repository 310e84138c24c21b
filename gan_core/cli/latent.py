"""`ganvas mix`, `walk`, `project`, `directions` and `edit`: work in a generator's latent space."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from gan_core.cli.options import Device, Json, Model, Output, Seed

Method = Literal["auto", "principal", "closed-form", "own"]
Psi = Annotated[
    float, typer.Option(min=-2, max=2, help="Truncation of seeds: 1 is all variety, 0 the average.")
]
ClassIndex = Annotated[int | None, typer.Option("--class", min=0, help="Of a model with classes.")]
Layers = Annotated[
    str | None,
    typer.Option(metavar="A-B", help="Early layers are composition, late ones colour and detail."),
]
_POINT = "Seeds like 0-3,12, or files of `ganvas project`."


def mix(
    first: Annotated[str, typer.Argument(metavar="POINTS", help=_POINT)],
    second: Annotated[str, typer.Argument(metavar="POINTS", help=_POINT)],
    output: Output,
    layers: Layers = None,
    share: Annotated[
        float | None, typer.Option(min=0, max=1, help="Between the two instead of layer by layer.")
    ] = None,
    model: Model = None,
    psi: Psi = 0.7,
    class_index: ClassIndex = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Mix each of the first with each of the second: one picture, or a table of them.

    With --layers these layers come from the second; without, the later half does.
    """
    from gan_core.cli.mixing import run  # torch takes a second; --help does without
    from gan_core.cli.points import Drawing

    run(first, second, output, layers, share, model, Drawing(psi, class_index), device, as_json)


def walk(
    points: Annotated[str, typer.Argument(metavar="POINTS", help=f"{_POINT} Two or more.")],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="OUT", help=".mp4, .webm, .webp, .gif, or a folder of frames."
        ),
    ],
    seconds: Annotated[float, typer.Option(min=0.1, max=3600)] = 8.0,
    fps: Annotated[int, typer.Option(min=1, max=120, help="Frames a second.")] = 24,
    loop: Annotated[bool, typer.Option("--loop", help="End where it begins.")] = False,
    size: Annotated[str | None, typer.Option(metavar="W×H", help="Cover this size.")] = None,
    model: Model = None,
    psi: Psi = 0.7,
    class_index: ClassIndex = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Walk smoothly from picture to picture: a short video."""
    from gan_core.cli.points import Drawing
    from gan_core.cli.walking import Pace, run

    drawing = Drawing(psi, class_index)
    run(points, output, Pace(seconds, fps, loop), size, model, drawing, device, as_json)


def project(
    picture: Annotated[Path, typer.Argument(metavar="IN", help="PNG, TIFF, JPEG or WebP.")],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="OUT", help="A .safetensors; the picture lies beside it."
        ),
    ],
    model: Model = None,
    steps: Annotated[int, typer.Option(min=1, max=100_000, help="More come closer.")] = 300,
    together: Annotated[
        bool,
        typer.Option("--together", help="One w for all layers: less like it, easier to edit."),
    ] = False,
    seed: Seed = 0,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Find the latent whose picture is most like yours, to walk from and to edit."""
    from gan_core.cli.projecting import run

    run(picture, output, model, steps, not together, seed, device, as_json)


def directions(
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="OUT", help="A .safetensors; the sheet lies beside it."
        ),
    ],
    model: Model = None,
    method: Annotated[
        Method, typer.Option(help="GANSpace (principal), SeFa (closed-form), or the model's own.")
    ] = "auto",
    count: Annotated[int, typer.Option(min=1, max=64, help="The strongest so many.")] = 8,
    point: Annotated[
        str, typer.Option(metavar="POINT", help="What is moved on the sheet: a seed or a file.")
    ] = "0",
    reach: Annotated[
        float, typer.Option(min=0.1, max=20, help="How far the sheet goes, in deviations.")
    ] = 3.0,
    psi: Psi = 0.7,
    class_index: ClassIndex = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Find directions to edit along, and show each on a contact sheet."""
    from gan_core.cli.directing import run
    from gan_core.cli.points import Drawing

    drawing = Drawing(psi, class_index)
    run(output, model, method, count, point, reach, drawing, device, as_json)


def edit(
    point: Annotated[
        str,
        typer.Argument(metavar="POINT", help="A seed, a file of `ganvas project`, or a picture."),
    ],
    output: Output,
    move: Annotated[
        list[str],
        typer.Option(metavar="NAME=STRENGTH", help="A direction and how far, in deviations."),
    ],
    along: Annotated[
        Path | None,
        typer.Option("--directions", metavar="FILE", help="Of `ganvas directions`; else found."),
    ] = None,
    layers: Layers = None,
    size: Annotated[str | None, typer.Option(metavar="W×H", help="Cover this size.")] = None,
    model: Model = None,
    steps: Annotated[int, typer.Option(min=1, help="To project a picture.")] = 300,
    psi: Psi = 0.7,
    class_index: ClassIndex = None,
    seed: Seed = 0,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Move a generated picture, or a projection of yours, along directions."""
    from gan_core.cli.editing import Moves, run
    from gan_core.cli.points import Drawing

    moves = Moves(tuple(move), along, layers)
    run(point, output, moves, size, model, steps, Drawing(psi, class_index), seed, device, as_json)
