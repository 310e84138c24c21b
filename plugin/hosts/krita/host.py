"""Krita around the documents: settings, and the interpreter that the installer recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from krita import Krita

from . import recipes
from .canvas import KritaCanvas
from .colour import Converter, Space
from .layers import document_key

GROUP = "ganvas"
PACKAGE = Path(__file__).resolve().parents[3]  # as installed: `plugin` is inside `ganvas`


def recorded() -> dict[str, str]:
    """What `ganvas krita install` wrote down: interpreter and requirement of the engine."""
    try:
        record = json.loads((PACKAGE / "engine.json").read_text("utf-8"))
        return {key: str(value) for key, value in record.items()}
    except (OSError, ValueError, AttributeError):
        return {}


class KritaHost:
    """Krita as the panel sees it."""

    name = "krita"
    shows_previews = False  # not without changing the document
    animates = True

    def __init__(self) -> None:
        self.converter = Converter()

    def canvas(self) -> KritaCanvas | None:
        document = _active()
        return None if document is None else KritaCanvas(document, self.converter)

    def documents(self) -> set[str]:
        found = Krita.instance().documents()
        return {document_key(document) for document in found if document.rootNode() is not None}

    def prepare(self) -> None:
        """Have ready what the document in front needs, so that its first job need not wait."""
        document = _active()
        if document is not None:
            self.converter.prepare(Space.of(document))

    def opened(self) -> None:
        """Read from its file how the layers of the document in front were made."""
        document = _active()
        if document is not None:
            recipes.look_into_file(document)

    def saved(self, path: str) -> None:
        """Krita has saved a document there: what its format does not keep is written into it."""
        for document in Krita.instance().documents():
            if document.fileName() == path and document.rootNode() is not None:
                recipes.write_into(Path(path), document)
                return

    def interpreter(self) -> str:
        """The engine's Python: the person's choice, unless the plugin was installed anew since."""
        record = recorded().get("interpreter", "")
        chosen = self.setting("interpreter")
        if chosen and self.setting("instead of") == record and Path(chosen).is_file():
            return chosen
        return record

    def requirement(self) -> str:
        """What pip installs the engine from: the wheel that came along, or what was recorded."""
        required = recorded().get("requirement", "")
        wheel = PACKAGE / required
        return str(wheel) if required.endswith(".whl") and wheel.is_file() else required or "ganvas"

    def setting(self, key: str, default: str = "") -> str:
        return Krita.instance().readSetting(GROUP, key, "") or default

    def set_setting(self, key: str, value: str) -> None:
        if key == "interpreter":
            Krita.instance().writeSetting(GROUP, "instead of", recorded().get("interpreter", ""))
        Krita.instance().writeSetting(GROUP, key, value)


def _active() -> Any:
    document = Krita.instance().activeDocument()
    return None if document is None or document.rootNode() is None else document
