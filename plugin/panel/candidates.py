"""The strip of candidates: hover to see one on the canvas, click to choose it."""

from __future__ import annotations

from ..qt import QtCore, QtGui, QtWidgets, Signal
from .request import Candidate
from .thumbnails import thumbnail
from .tiles import Tiles

THUMBNAIL = 60  # four beside each other in a panel of usual width
KEEP = 32  # older candidates give way, or a long session would fill the memory …
KEEP_BYTES = 1 << 30  # … as would a few of a huge picture


class Candidates(Tiles):
    """Newest last. `hovered` gives the candidate under the mouse or the chosen one, or None."""

    hovered = Signal(object)  # Candidate or None
    chosen = Signal()

    def __init__(self) -> None:
        super().__init__(QtCore.QSize(THUMBNAIL, THUMBNAIL))
        self.empty = self.tr("Results appear here: hover to preview, double click to apply")
        self._listed: list[Candidate] = []
        self.setMinimumHeight(self.tile_height() + 2 * self.frameWidth() + 4)
        self.setAccessibleName(self.tr("Candidates"))
        self.itemEntered.connect(lambda item: self.hovered.emit(self._candidate(item)))
        self.itemSelectionChanged.connect(self._on_selection)
        self.confirmed.connect(lambda _item: self.chosen.emit())

    def add(self, candidate: Candidate) -> None:
        """List a candidate and choose it."""
        self._listed.append(candidate)
        while len(self._listed) > 1 and (
            len(self._listed) > KEEP or _bytes(self._listed) > KEEP_BYTES
        ):
            self._listed.pop(0)
            self.takeItem(0)
        ratio = self.devicePixelRatioF()
        icon = QtGui.QIcon(thumbnail(candidate.result.picture, THUMBNAIL, ratio))
        item = QtWidgets.QListWidgetItem(icon, "")
        item.setToolTip(candidate.result.name)
        item.setData(QtCore.Qt.ItemDataRole.AccessibleTextRole, candidate.result.name)
        self.addItem(item)
        self.setCurrentItem(item, QtCore.QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def forget(self) -> None:
        """Forget all candidates."""
        self._listed = []
        self.clear()
        self.hovered.emit(None)

    def all(self) -> list[Candidate]:
        return list(self._listed)

    def selected(self) -> list[Candidate]:
        """What is chosen, the latest choice first."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        current = self.currentRow()
        rows.sort(key=lambda row: row != current)
        return [self._listed[row] for row in rows]

    def step(self, by: int) -> None:
        """Choose the next (1) or the previous (-1) candidate, round and round."""
        if self.count():
            row = (self.currentRow() + by) % self.count()
            self.setCurrentRow(row, QtCore.QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _candidate(self, item: QtWidgets.QListWidgetItem | None) -> Candidate | None:
        row = -1 if item is None else self.row(item)
        return self._listed[row] if 0 <= row < len(self._listed) else None

    def _on_selection(self) -> None:
        chosen = self.selected()
        self.hovered.emit(chosen[0] if chosen else None)

    def leaveEvent(self, event: QtCore.QEvent) -> None:
        """Back to the chosen candidate when the mouse goes."""
        self._on_selection()
        super().leaveEvent(event)


def _bytes(candidates: list[Candidate]) -> int:
    return sum(len(candidate.result.picture.data) for candidate in candidates)
