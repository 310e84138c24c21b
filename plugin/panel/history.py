"""What was made of each document in this session, to be looked up and done again."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from ..qt import QtCore, QtGui, QtWidgets, Signal
from ..recipe import options_of, task_of
from .request import Candidate
from .thumbnails import thumbnail
from .tiles import ENTER, paint_empty

KEEP = 100
THUMBNAIL = 40
ENTRY = QtCore.Qt.ItemDataRole.UserRole


class History(QtWidgets.QListWidget):
    """Of the document in front, newest first; a double click or Enter restores a tab's settings."""

    restore = Signal(str, object)  # task, settings

    def __init__(self) -> None:
        super().__init__()
        self._document = ""
        self._entries: list[tuple[str, QtGui.QIcon, str, tuple[str, dict[str, Any]]]] = []
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
        entry = (candidate.request.canvas.key, icon, text, (candidate.request.task, settings))
        self._entries = [entry, *self._entries][:KEEP]
        self._list()

    def show_document(self, key: str, others: Container[str]) -> None:
        """List what was made in a document; what is of neither it nor `others` is forgotten."""
        self._entries = [e for e in self._entries if e[0] == key or e[0] in others]
        if key != self._document:
            self._document = key
            self._list()

    def _list(self) -> None:
        self.clear()
        for _, icon, text, entry in (e for e in self._entries if e[0] == self._document):
            item = QtWidgets.QListWidgetItem(icon, text)
            item.setData(ENTRY, entry)
            item.setToolTip(f"{text}\n{self.toolTip()}")
            self.addItem(item)

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


def describe(recipe: Mapping[str, Any]) -> str:
    """A recipe of any age in one line.

    >>> describe({"task": "inpaint", "model": "m", "seed": 3, "settings": {"quality": "fast"}})
    'm, seed 3, quality fast'
    """
    options = options_of(recipe)
    parts = [str(options.pop("model", None) or task_of(recipe))]
    parts += [f"{key} {_value(value)}" for key, value in options.items() if not _is_nothing(value)]
    return ", ".join(part for part in parts if part)


def _is_nothing(value: Any) -> bool:
    return value is False or value in ("", [], {})


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return " + ".join(f"{key} {_value(each)}" for key, each in value.items())
    if isinstance(value, list):
        return f"[{len(value)}]" if len(value) > 8 else " ".join(map(_value, value))
    return f"{value:.3g}" if isinstance(value, float) else str(value)
