"""How a layer was made, kept in the document's annotations, which Krita saves in the .kra file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ...canvas import Result
from ...qt import QtCore
from ...recipe import of_file

PREFIX = "ganvas-recipe-"


def keep(document: Any, layer: Any, result: Result) -> None:
    """Note down how `layer` was made."""
    text = json.dumps(result.recipe, ensure_ascii=False).encode()
    document.setAnnotation(_key(layer), result.name, QtCore.QByteArray(text))


def of(document: Any, layer: Any) -> dict[str, Any] | None:
    """What `keep` noted for the layer, or the file that it came with; None where nobody did."""
    if layer is None:
        return None
    if _key(layer) not in document.annotationTypes():  # it may have come with a file of another's
        return of_file(Path(document.fileName() or ""), layer.name())
    try:
        recipe = json.loads(bytes(document.annotation(_key(layer))))
    except ValueError:
        return None
    return recipe if isinstance(recipe, dict) else None


def _key(layer: Any) -> str:
    return PREFIX + layer.uniqueId().toString().strip("{}")
