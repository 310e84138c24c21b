"""Krita around the documents: settings, and the interpreter that the installer recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from krita import Krita

from .canvas import KritaCanvas
from .colour import Converter, Space

GROUP = "ganvas"
RECORD = Path(__file__).resolve().parents[3] / "engine.json"  # beside the installed plugin


def recorded_interpreter() -> str:
    """The engine's Python as `ganvas krita install` wrote it down; empty if it did not."""
    try:
        return str(json.loads(RECORD.read_text("utf-8"))["interpreter"])
    except (OSError, ValueError, KeyError):
        return ""


class KritaHost:
    """Krita as the panel sees it."""

    name = "krita"

    def __init__(self) -> None:
        self.converter = Converter()

    def canvas(self) -> KritaCanvas | None:
        document = _active()
        return None if document is None else KritaCanvas(document, self.converter)

    def prepare(self) -> None:
        """Have ready what the document in front needs, so that its first job need not wait."""
        document = _active()
        if document is not None:
            self.converter.prepare(Space.of(document))

    def setting(self, key: str, default: str = "") -> str:
        value = Krita.instance().readSetting(GROUP, key, "")
        if not value and key == "interpreter":
            value = recorded_interpreter()
        return value or default

    def set_setting(self, key: str, value: str) -> None:
        Krita.instance().writeSetting(GROUP, key, value)


def _active() -> Any:
    document = Krita.instance().activeDocument()
    return None if document is None or document.rootNode() is None else document
