"""`ganvas compress`: a smaller, faster version of a network."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gan_core.cli.options import Json

if TYPE_CHECKING:
    from gan_core.deploy.comparing import Row

VISIBLE = 28.0  # dB; below, two pictures beside each other are seen to differ


def compress(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A name or a checkpoint file.")],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="OUT", help=".safetensors, or .onnx for int8."),
    ],
    data: Annotated[
        Path | None, typer.Option(help="Folder or zip of pictures like those that it will see.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(help="Other pictures, to compare on what it was not tuned on.")
    ] = None,
    prune: Annotated[float, typer.Option(help="Share of the channels to take away.")] = 0.0,
    tune: Annotated[
        int, typer.Option(min=0, help="Steps of learning from the whole network afterwards.")
    ] = 0,
    to: Annotated[
        Literal["float32", "float16", "bfloat16", "int8", "int8-dynamic"],
        typer.Option(help="How the weights are stored, and for int8 computed with."),
    ] = "float16",
    size: Annotated[int, typer.Option(min=64, help="Side of the pictures to try it on.")] = 256,
    count: Annotated[int, typer.Option(min=1, help="How many of them.")] = 12,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same file.")] = 0,
    as_json: Json = False,
) -> None:
    """Prune and quantize a network; prints size, speed and quality beside the original's.

    Every task loads the .safetensors; an int8 .onnx is for ONNX Runtime and programs that have it.
    """
    from gan_core.cli.report import Report
    from gan_core.deploy.compressing import Settings
    from gan_core.deploy.compressing import compress as run

    settings = Settings(data, compare, prune, tune, to, size, count, seed)
    with Report("compress", as_json).progress(f"Compressing {model}") as on_progress:
        rows = run(model, output, settings, on_progress)
    if as_json:
        print(json.dumps({"output": str(output), "rows": [asdict(row) for row in rows]}, indent=2))
        return
    _show(rows)
    if rows[-1].psnr < VISIBLE:
        print(
            "The pictures differ visibly: look at them, and prune less, tune longer or keep floats."
        )
    print(f"{output}: {_loads(to)}")


def _show(rows: list[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("", "MB", "CPU ms", "PSNR", "SSIM", "features"):
        table.add_column(heading, justify="left" if heading == "" else "right")
    for row in rows:
        features = "–" if row.features is None else f"{row.features:.4f}"
        table.add_row(
            row.name,
            f"{row.bytes / 1e6:.2f}",
            f"{row.cpu_ms:.1f}",
            f"{row.psnr:.1f}",
            f"{row.ssim:.4f}",
            features,
        )
    console = Console(highlight=False)
    console.print(table)
    console.print("Quality is that of the pictures against the original's.", style="dim")


def _loads(to: str) -> str:
    if to.startswith("int8"):
        return "ONNX Runtime loads it, Ganvas does not."
    return "load_network and every command load it; it computes in 32 bits."
