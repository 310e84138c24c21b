"""What was made in this session, to be looked up and done again."""

from __future__ import annotations

from typing import Any

from ..qt import QtCore, QtGui, QtWidgets, Signal
from .candidates import thumbnail
from .pixels import describe
from .request import Candidate

KEEP = 100
ENTRY = QtCore.Qt.ItemDataRole.UserRole


class History(QtWidgets.QListWidget):
    """Newest first; a double click restores the tab's settings of that result."""

    restore = Signal(str, object)  # task, settings

    def __init__(self) -> None:
        super().__init__()
        self.setIconSize(QtCore.QSize(32, 32))
        self.setAccessibleName(self.tr("History"))
        self.setToolTip(self.tr("Double click to use these settings again"))
        self.itemDoubleClicked.connect(lambda item: self.restore.emit(*item.data(ENTRY)))

    def add(self, candidate: Candidate) -> None:
        """Remember how a candidate was made; its pixels are not kept."""
        settings: dict[str, Any] = dict(candidate.request.settings)
        if "seed" in candidate.result.recipe:
            settings["seed"] = candidate.result.recipe["seed"]
        recipe = {"task": candidate.request.task, **candidate.result.recipe}
        icon = QtGui.QIcon(thumbnail(candidate.result.picture, 32))
        item = QtWidgets.QListWidgetItem(icon, describe(recipe))
        item.setData(ENTRY, (candidate.request.task, settings))
        item.setToolTip(item.text())
        self.insertItem(0, item)
        if self.count() > KEEP:
            self.takeItem(KEEP)
