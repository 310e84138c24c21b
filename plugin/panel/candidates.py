"""The strip of candidates: hover to see one on the canvas, click to choose it."""

from __future__ import annotations

from collections.abc import Container

from ..qt import QtCore, QtGui, QtWidgets, Signal
from .request import Candidate
from .thumbnails import thumbnail
from .tiles import Tiles

LEAST = 60  # pixels of height: where there is more, it takes it
KEEP = 64  # older candidates give way, or a long session would fill the memory …
KEEP_BYTES = 1 << 30  # … as would a few of a huge picture
_ONLY = QtCore.QItemSelectionModel.SelectionFlag.ClearAndSelect


class Candidates(Tiles):
    """Those of the document in front, newest last; others wait until theirs is.

    `hovered` gives the candidate under the mouse or the chosen one, or None.
    """

    hovered = Signal(object)  # Candidate or None
    chosen = Signal()

    def __init__(self, side: int) -> None:
        """`side`: of a picture, in pixels."""
        super().__init__(QtCore.QSize(side, side))
        self.empty = self.tr("Results appear here: hover to preview, double click to apply")
        self.document = ""
        self._kept: list[tuple[Candidate, QtGui.QIcon]] = []  # of all documents, newest last
        self.setMinimumHeight(LEAST)
        self.setAccessibleName(self.tr("Candidates"))
        self.itemEntered.connect(lambda item: self.hovered.emit(self._candidate(item)))
        self.itemSelectionChanged.connect(self._on_selection)
        self.confirmed.connect(lambda _item: self.chosen.emit())

    def add(self, candidate: Candidate) -> None:
        """Keep a candidate; where its document is in front, list and choose it."""
        side, ratio = self.picture.width(), self.devicePixelRatioF()
        icon = QtGui.QIcon(thumbnail(candidate.result.picture, side, ratio))
        self._kept.append((candidate, icon))
        while len(self._kept) > 1 and (len(self._kept) > KEEP or self._bytes() > KEEP_BYTES):
            gone, _ = self._kept.pop(0)
            if _key(gone) == self.document:
                self.takeItem(0)
        if _key(candidate) == self.document:
            self.setCurrentItem(self._list(candidate, icon), _ONLY)

    def show_document(self, key: str, others: Container[str]) -> None:
        """List the candidates of a document; those of neither it nor `others` are forgotten."""
        self._kept = [(c, i) for c, i in self._kept if _key(c) == key or _key(c) in others]
        if key == self.document:
            return  # what is listed stays, and what is chosen of it
        self.document = key
        self.blockSignals(True)
        self.clear()
        for candidate, icon in self._kept:
            if _key(candidate) == key:
                self._list(candidate, icon)
        if self.count():
            self.setCurrentRow(self.count() - 1, _ONLY)
        self.blockSignals(False)
        self.itemSelectionChanged.emit()

    def forget(self) -> None:
        """Forget all candidates of the document in front."""
        self._kept = [(c, icon) for c, icon in self._kept if _key(c) != self.document]
        self.clear()
        self.hovered.emit(None)

    def all(self) -> list[Candidate]:
        """Those that are listed."""
        return [candidate for candidate, _ in self._kept if _key(candidate) == self.document]

    def selected(self) -> list[Candidate]:
        """What is chosen, the latest choice first."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        current, listed = self.currentRow(), self.all()
        rows.sort(key=lambda row: row != current)
        return [listed[row] for row in rows]

    def step(self, by: int) -> None:
        """Choose the next (1) or the previous (-1) candidate, round and round."""
        if self.count():
            row = (self.currentRow() + by) % self.count()
            self.setCurrentRow(row, _ONLY)

    def _list(self, candidate: Candidate, icon: QtGui.QIcon) -> QtWidgets.QListWidgetItem:
        item = QtWidgets.QListWidgetItem(icon, "")
        item.setToolTip(candidate.result.name)
        item.setData(QtCore.Qt.ItemDataRole.AccessibleTextRole, candidate.result.name)
        self.addItem(item)
        return item

    def _candidate(self, item: QtWidgets.QListWidgetItem | None) -> Candidate | None:
        row, listed = -1 if item is None else self.row(item), self.all()
        return listed[row] if 0 <= row < len(listed) else None

    def _bytes(self) -> int:
        return sum(len(candidate.result.picture.data) for candidate, _ in self._kept)

    def _on_selection(self) -> None:
        chosen = self.selected()
        self.hovered.emit(chosen[0] if chosen else None)

    def leaveEvent(self, event: QtCore.QEvent) -> None:
        """Back to the chosen candidate when the mouse goes."""
        self._on_selection()
        super().leaveEvent(event)


def _key(candidate: Candidate) -> str:
    return candidate.request.canvas.key
