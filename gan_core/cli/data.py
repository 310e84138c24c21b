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
