"""How layers were made: Krita keeps it in the document's annotations, and these in the .kra file.

What came with an .ora or a PNG of another program is noted there as soon as the document is seen,
and what Krita saves as .ora, which has no annotations, gets it back.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...canvas import Result
from ...qt import QtCore
from .layers import with_pixels
from .recipe_files import ORA, PNG, in_file, matched, note

PREFIX = "ganvas-recipe-"
LOOKED = "ganvas-looked"  # the annotation of a document whose file was looked at


def keep(document: Any, layer: Any, result: Result) -> None:
    """Note down how `layer` was made."""
    _keep(document, layer, result.name, result.recipe)


def of(document: Any, layer: Any) -> dict[str, Any] | None:
    """What was noted for the layer; None where nobody did."""
    if layer is None:
        return None
    look_into_file(document)
    if _key(layer) not in document.annotationTypes():
        return None
    with suppress(ValueError):
        recipe = json.loads(bytes(document.annotation(_key(layer))))
        return recipe if isinstance(recipe, dict) else None
    return None


def look_into_file(document: Any) -> None:
    """Note down what the file that a document was opened from says of its layers; once."""
    path = Path(document.fileName() or "")
    if path.suffix.lower() not in (ORA, PNG) or LOOKED in document.annotationTypes():
        return
    modified = document.modified()
    document.setAnnotation(LOOKED, "", QtCore.QByteArray(b"1"))
    found, layers = in_file(path), with_pixels(document)
    if path.suffix.lower() == PNG:
        layers = layers[-1:]  # others were added since
        found = [(layer.name(), recipe) for layer in layers for _, recipe in found]
    recipes = matched([layer.name() for layer in layers], found)
    for layer, recipe in zip(layers, recipes, strict=True):
        if recipe:
            _keep(document, layer, layer.name(), recipe)
    document.setModified(modified)  # for Krita, an annotation is a change


def write_into(path: Path, document: Any) -> None:
    """Give an .ora that Krita has saved the recipes of its layers; it stays as it is on errors."""
    if path.suffix.lower() == ORA:
        made = [(layer.name(), of(document, layer)) for layer in with_pixels(document)]
        with suppress(OSError, ValueError, KeyError):
            note(path, made)


def _keep(document: Any, layer: Any, name: str, recipe: Any) -> None:
    text = json.dumps(recipe, ensure_ascii=False).encode()
    document.setAnnotation(_key(layer), name, QtCore.QByteArray(text))


def _key(layer: Any) -> str:
    return PREFIX + layer.uniqueId().toString().strip("{}")
