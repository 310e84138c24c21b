"""The files that were opened or saved last, as a menu."""

from __future__ import annotations

from pathlib import Path

from ...qt import QtCore, QtWidgets, Signal

KEPT = 10
SETTING = "files/recent"


class RecentMenu(QtWidgets.QMenu):
    """Newest first; files that are gone are left out."""

    chosen = Signal(str)

    def __init__(self, settings: QtCore.QSettings) -> None:
        super().__init__()
        self.setTitle(self.tr("Open &recent"))
        self._settings = settings
        self.aboutToShow.connect(self._fill)

    def files(self) -> list[str]:
        """Those that are still there."""
        kept = self._settings.value(SETTING) or []
        return [
            name for name in ([kept] if isinstance(kept, str) else kept) if Path(name).is_file()
        ]

    def note(self, name: str) -> None:
        """This file was used just now."""
        rest = [other for other in self.files() if other != name]
        self._settings.setValue(SETTING, [name, *rest][:KEPT])

    def _fill(self) -> None:
        self.clear()
        for name in self.files():
            action = self.addAction(Path(name).name.replace("&", "&&"))
            action.setToolTip(name)
            action.triggered.connect(lambda _checked=False, name=name: self.chosen.emit(name))
        if self.isEmpty():
            self.addAction(self.tr("There is none yet")).setEnabled(False)
