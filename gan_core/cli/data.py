"""`ganvas data`: pictures to train on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Pictures to train on.", no_args_is_help=True)


@app.command()
def collect(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")] = Path("data"),
) -> None:
    """Fetch the photographs, paintings and cut-outs that the embedded models were trained on."""
    from gan_core.training.data.collect import collect as collect_pictures

    collect_pictures(out, typer.echo)


@app.command()
def check(
    source: Annotated[Path, typer.Argument(metavar="DATA", help="Folder, zip, .ora or picture.")],
) -> None:
    """Tell what training would see: how many pictures, and which are broken or there twice."""
    from gan_core.training.data.folder import read_pictures
    from gan_core.training.data.licence import licence_of

    pictures = read_pictures(source, say=typer.echo)
    sides = sorted(min(picture.shape[:2]) for picture in pictures)
    megabytes = sum(picture.nbytes for picture in pictures) / 1e6
    licence, where = licence_of(source)
    typer.echo(f"{len(pictures)} pictures, {megabytes:.0f} MB when decoded")
    typer.echo(
        f"shorter sides from {sides[0]} to {sides[-1]} pixels, half of them below "
        f"{sides[len(sides) // 2]}"
    )
    typer.echo(f"licence: {licence} ({where})")
