"""What was made in this session, to be looked up and done again."""

from __future__ import annotations

from typing import Any

from ..qt import QtCore, QtGui, QtWidgets, Signal
from .request import Candidate
from .thumbnails import thumbnail
from .tiles import ENTER, paint_empty

KEEP = 100
THUMBNAIL = 40
ENTRY = QtCore.Qt.ItemDataRole.UserRole


class History(QtWidgets.QListWidget):
    """Newest first; a double click or Enter restores the tab's settings of that result."""

    restore = Signal(str, object)  # task, settings

    def __init__(self) -> None:
        super().__init__()
        self.setIconSize(QtCore.QSize(THUMBNAIL, THUMBNAIL))
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QtWidgets.QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("History"))
        self.setToolTip(self.tr("Double click to use these settings again"))
        self.itemDoubleClicked.connect(lambda item: self.restore.emit(*item.data(ENTRY)))

    def add(self, candidate: Candidate) -> None:
        """Remember how a candidate was made; its pixels are not kept."""
        settings = candidate.request.settings_of(candidate.result.recipe)
        recipe = {"task": candidate.request.task, **candidate.result.recipe}
        ratio = self.devicePixelRatioF()
        icon = QtGui.QIcon(thumbnail(candidate.result.picture, THUMBNAIL, ratio))
        text = f"{candidate.request.name}: {describe(recipe)}"
        item = QtWidgets.QListWidgetItem(icon, text)
        item.setData(ENTRY, (candidate.request.task, settings))
        item.setToolTip(f"{text}\n{self.toolTip()}")
        self.insertItem(0, item)
        if self.count() > KEEP:
            self.takeItem(KEEP)

    def restore_current(self) -> None:
        """Ask for the settings of the current entry."""
        if self.currentItem() is not None:
            self.restore.emit(*self.currentItem().data(ENTRY))

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Enter does what a double click does."""
        if event.key() in ENTER:
            self.restore_current()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count() == 0:
            paint_empty(self, self.tr("What you make is listed here with its settings"))


def describe(recipe: dict[str, Any]) -> str:
    """A recipe in one line."""
    parts = [str(recipe.get("model") or recipe.get("task") or "")]
    if "seed" in recipe:
        parts.append(f"seed {recipe['seed']}")
    settings = recipe.get("settings") or {}
    parts += [f"{key} {value}" for key, value in settings.items() if value not in (None, "")]
    return ", ".join(part for part in parts if part)
