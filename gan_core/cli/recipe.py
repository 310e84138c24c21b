"""`ganvas recipe`: how a picture was made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from gan_core.choices import LATENTS, ORA
from gan_core.cli.options import Json
from gan_core.errors import InputError


def recipe(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A picture, an .ora, or a file of latents.")
    ],
    as_json: Json = False,
) -> None:
    """Tell how a picture, or each layer of an .ora, was made: the task, the model, the settings.

    `--like FILE` of the task's command takes them as its defaults.
    """
    found = recipes_of(file)
    if as_json:
        for name, made in found.items():
            print(json.dumps({"layer": name, "recipe": made}, ensure_ascii=False))
        return
    for name, made in found.items():
        print(f"{name}: {made['task']}, {made.get('model') or 'no model'}")
        for key, value in _shown(made):
            print(f"  {key} = {value}")


def recipes_of(file: Path) -> dict[str, dict[str, Any]]:
    """The recipes in a file by the names of their layers, the topmost first.

    Raises InputError where it holds none.
    """
    from gan_core.files import read
    from gan_core.jobs.recipe import normal

    if file.suffix.lower() == ORA:
        from gan_core.files.openraster import OpenRaster

        document = OpenRaster.open(file)
        layers = [layer for layer in document.layers() if not layer.is_group]
        made = {layer.name: document.picture(layer).metadata.recipe for layer in reversed(layers)}
        made = dict(reversed(made.items()))
    elif file.suffix.lower() == LATENTS:
        from gan_core.files.latents import read_latents

        made = {file.name: read_latents(file).about}
    else:
        made = {file.name: read(file).metadata.recipe}
    found = {name: normal(each) for name, each in made.items() if each and "task" in each}
    if not found:
        raise InputError(f"'{file}' does not say how it was made.")
    return found


def _shown(made: dict[str, Any]) -> list[tuple[str, Any]]:
    told = {key: made[key] for key in ("seed", "seeds") if made.get(key) is not None}
    settings = {k: v for k, v in made["settings"].items() if v not in (None, {}, [])}
    return list((told | settings).items())
