"""`ganvas recipe`: how a picture was made."""

from __future__ import annotations

import html
import json
import re
import zipfile
import zlib
from pathlib import Path
from typing import Annotated, Any

import typer

from gan_core.choices import LATENTS, ORA
from gan_core.cli.options import Json
from gan_core.errors import InputError

KRA = ".kra"  # Krita's own documents, in which the panel notes recipes
_MAX_ENTRY = 16 << 20  # bytes of what is read of one


def recipe(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A picture, an .ora, a .kra, or latents.")
    ],
    as_json: Json = False,
) -> None:
    """Tell how a picture, or each layer of an .ora, was made: the task, the model, the settings,
    and what was seen of the picture.

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
    elif file.suffix.lower() == KRA:
        made = _in_krita(file)
    elif file.suffix.lower() == LATENTS:
        from gan_core.files.latents import read_latents

        made = {file.name: read_latents(file).about}
    else:
        made = {file.name: read(file).metadata.recipe}
    found = {name: normal(each) for name, each in made.items() if each and "task" in each}
    if not found:
        raise InputError("'{file}' does not say how it was made.", file=file)
    return found


def _in_krita(file: Path) -> dict[str, dict[str, Any] | None]:
    """What the panel noted of the layers of a .kra, the topmost first.

    The list of layers is searched as text: it is a stranger's XML, of which two attributes count.
    """
    from gan_core.files.picture import recipe_from

    try:
        with zipfile.ZipFile(file) as archive:
            noted = {
                entry.filename.partition("/annotations/ganvas-recipe-")[2]: entry
                for entry in archive.infolist()
                if "/annotations/ganvas-recipe-" in entry.filename
            }
            if archive.getinfo("maindoc.xml").file_size > _MAX_ENTRY:
                raise InputError("'{file}' has too long a list of layers.", file=file)
            listed = archive.read("maindoc.xml").decode("utf-8", "replace")
            made: dict[str, dict[str, Any] | None] = {}
            for layer in re.findall(r'<layer\b(?:\s+[\w:]+="[^"]*")*', listed):
                found = dict(re.findall(r'(\w+)="([^"]*)"', layer))
                entry = noted.get(found.get("uuid", "").strip("{}"))
                if entry is not None and entry.file_size <= _MAX_ENTRY:
                    name = html.unescape(found.get("name", ""))
                    made.setdefault(name, recipe_from(archive.read(entry)))
            return made
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error):
        raise InputError(
            "'{file}' is not a document of Krita's that can be read.", file=file
        ) from None


def _shown(made: dict[str, Any]) -> list[tuple[str, Any]]:
    told = {key: made[key] for key in ("seen", "seed", "seeds") if made.get(key) is not None}
    settings = {k: v for k, v in made["settings"].items() if v not in (None, {}, [])}
    return list((told | settings).items())
