"""`ganvas export`: a network for programs that are not Ganvas."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Literal

import typer

from gan_core.cli.options import Json
from gan_core.errors import InputError


def export(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A name or a checkpoint file.")],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="OUT", help="Ends with .pt2, .onnx, .pt or .ts."),
    ],
    part: Annotated[
        Literal["mapping", "synthesis"] | None,
        typer.Option(help="Of a generator, for work with w in between."),
    ] = None,
    size: Annotated[
        str, typer.Option(metavar="W×H", help="Where the size cannot stay free.")
    ] = "256x256",
    as_json: Json = False,
) -> None:
    """Write a network as torch.export, ONNX or TorchScript, and compare it with the original.

    Sizes and batch stay free where the network's graph allows it.
    """
    from gan_core import load_network
    from gan_core.deploy.exporting import export_network

    wide, high = _size(size)
    exported = export_network(load_network(model, device="cpu"), output, part, (high, wide))
    if as_json:
        print(json.dumps(exported.as_json(), indent=2))
        return
    free = [name for name, yes in vars(exported.freedom).items() if yes]
    print(f"{output}: {exported.format}, {exported.bytes / 1e6:.2f} MB")
    for name, meaning in exported.inputs.items():
        print(f"  {name}: {meaning}")
    print(f"  free: {' and '.join(free) or 'nothing; the sizes are fixed'}")
    print(
        f"  largest difference from the original {exported.difference:.2g} "
        f"({', '.join(exported.compared)})"
    )


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,5})\s*[x×]\s*(\d{1,5})", text.strip())
    if not found or "0" in found.groups():
        raise InputError("--size is width by height, for example 512x384, not '{text}'.", text=text)
    return int(found[1]), int(found[2])
