"""`ganvas demo`: the three main tasks on real photographs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gan_core.cli.options import Device


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("demo"),
    device: Device = "auto",
) -> None:
    """Fill a selection, restyle a layer, and generate a face and a landscape into new layers."""
    from gan_core.cli.showcase import run  # torch takes a second to import; --help does without

    run(out, device)
