"""How a layer was made, as the engine, the command line and the panel wrote it down.

Three shapes are read: the engine's, whose options stand in "settings"; the older command line's,
whose options stand beside the task; and what the panel adds under "panel", its own settings.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

# what is no option of a job
_ABOUT = {"ganvas", "task", "sha256", "panel", "settings", "directions", "name", "version"}
# the command line's words for what the engine has options for
_WORDS = {"psi": "truncation_psi", "class": "class_index", "strokes": "style_scale"}


def task_of(recipe: Mapping[str, Any]) -> str:
    """What the engine is asked for to make it again, "" where the recipe does not say."""
    return str(recipe.get("task") or "")


def options_of(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the job that makes it again, whatever the recipe's shape.

    >>> options_of({"task": "inpaint", "model": "m", "seed": 3, "settings": {"quality": "best"}})
    {'model': 'm', 'seed': 3, 'quality': 'best'}
    >>> options_of({"task": "inpaint", "model": "m", "seed": 3, "quality": "best"})
    {'model': 'm', 'seed': 3, 'quality': 'best'}
    """
    beside = {key: value for key, value in recipe.items() if key not in _ABOUT}
    found = dict(beside)
    for nested in (recipe.get("settings"), found.pop("margins", None)):
        found.update(nested if isinstance(nested, Mapping) else {})
    if task_of(recipe) == "stylize":  # "styles" may be typed as `great-wave=2`
        typed = found.pop("styles", None)
        if isinstance(typed, list) and typed:
            found["style"] = dict(_weighted(str(each)) for each in typed)
        found["style_scale"] = found.pop("scale", None) or found.get("style_scale")
    return {_WORDS.get(key, key): value for key, value in found.items() if value is not None}


def _weighted(style: str) -> tuple[str, float]:
    """A style as it was typed, with its weight.

    >>> _weighted("great-wave=2")
    ('great-wave', 2.0)
    """
    name, equals, weight = style.rpartition("=")
    with suppress(ValueError):
        return (name, float(weight)) if equals else (style, 1.0)
    return style, 1.0


def panel_of(recipe: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
    """The task and the tab's settings that the panel wrote down, where it did."""
    panel = recipe.get("panel")
    if not isinstance(panel, Mapping) or not isinstance(panel.get("settings"), Mapping):
        return None
    return str(panel.get("task") or task_of(recipe)), panel["settings"]


KEYWORD = b"ganvas"  # the PNG text that holds a recipe
_MAX_TEXT = 1 << 20


def of_png(data: bytes) -> dict[str, Any] | None:
    """The recipe in a PNG's text chunk, None where there is none that can be read."""
    with suppress(ValueError, IndexError, RecursionError, zlib.error):
        at = 8
        while at + 12 <= len(data) and data[:8] == b"\x89PNG\r\n\x1a\n":
            size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
            keyword, _, rest = data[at + 8 : at + 8 + size].partition(b"\0")
            if kind == b"iTXt" and keyword == KEYWORD:
                packed, text = rest[0], rest[2:].split(b"\0", 2)[2]
                if packed:
                    text = zlib.decompressobj().decompress(text, _MAX_TEXT)
                found = json.loads(text)
                return found if isinstance(found, dict) else None
            at += 12 + size
    return None


def of_file(path: Path, layer: str) -> dict[str, Any] | None:
    """The recipe that a PNG, or the layer of that name in an .ora, came with."""
    with suppress(
        *(OSError, KeyError, ValueError, RecursionError),
        *(zipfile.BadZipFile, ElementTree.ParseError),
    ):
        if path.suffix.lower() == ".png":
            return of_png(path.read_bytes())
        if path.suffix.lower() == ".ora":
            with zipfile.ZipFile(path) as archive:
                for element in ElementTree.fromstring(archive.read("stack.xml")).iter("layer"):
                    if element.get("name") == layer:
                        written = element.get("ganvas-recipe")
                        pixels = archive.read(element.get("src", ""))
                        return json.loads(written) if written else of_png(pixels)
    return None
