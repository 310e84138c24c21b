"""Translations straight from Qt's .ts files: no build step, nothing binary in the repository."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from .qt import QtCore

FOLDER = Path(__file__).resolve().parent / "translations"


class TsTranslator(QtCore.QTranslator):
    """Reads a .ts file as `pylupdate6` writes it; what is unfinished stays as it is."""

    def __init__(self, path: Path, parent: QtCore.QObject | None = None) -> None:
        super().__init__(parent)
        self._texts: dict[tuple[str, str], str] = {}
        for context in ET.parse(path).getroot().iter("context"):
            name = context.findtext("name", "")
            for message in context.iter("message"):
                translation = message.find("translation")
                if translation is not None and translation.get("type") != "unfinished":
                    source = message.findtext("source", "")
                    self._texts[name, source] = translation.text or ""

    def isEmpty(self) -> bool:
        return not self._texts

    def translate(self, context, source, disambiguation=None, n=-1) -> str | None:  # type: ignore[override]
        """None makes Qt ask the next translator, and at last use the source.

        An empty text would count as an answer, and empty the buttons of Qt's own dialogs.
        """
        return self._texts.get((context or "", source or ""))


def install(locale: QtCore.QLocale) -> TsTranslator | None:
    """Translate the plugin for `locale`, where there is a file for it."""
    path = FOLDER / f"{locale.name()}.ts"
    application = QtCore.QCoreApplication.instance()
    if application is None or not path.is_file():
        return None
    translator = TsTranslator(path, application)
    application.installTranslator(translator)
    return translator
