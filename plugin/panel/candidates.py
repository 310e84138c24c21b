"""The strip of candidates: hover to see one on the canvas, click to choose it."""

from __future__ import annotations

from ..qt import QtCore, QtGui, QtWidgets, Signal
from ..wire import Picture
from .request import Candidate

THUMBNAIL = 72
KEEP = 32  # older candidates give way, or a long session would fill the memory


def thumbnail(picture: Picture, side: int = THUMBNAIL) -> QtGui.QPixmap:
    """A small pixmap of an 8- or 16-bit RGBA or BGRA picture; a float one is shown as 8 bit."""
    formats = {
        ("RGBA", "u8"): QtGui.QImage.Format.Format_RGBA8888,
        ("BGRA", "u8"): QtGui.QImage.Format.Format_ARGB32,
        ("RGBA", "u16"): QtGui.QImage.Format.Format_RGBA64,
        ("BGRA", "u16"): QtGui.QImage.Format.Format_RGBA64,
    }
    form = formats.get((picture.channels, picture.dtype))
    if form is None:
        return QtGui.QPixmap()
    line = len(picture.data) // picture.height
    image = QtGui.QImage(bytes(picture.data), picture.width, picture.height, line, form)
    small = image.scaled(
        side,
        side,
        QtCore.Qt.AspectRatioMode.KeepAspectRatio,
        QtCore.Qt.TransformationMode.SmoothTransformation,
    )
    if (picture.channels, picture.dtype) == ("BGRA", "u16"):
        small = small.rgbSwapped()
    return QtGui.QPixmap.fromImage(small)


class Candidates(QtWidgets.QListWidget):
    """Newest last. `hovered` gives the candidate under the mouse or the chosen one, or None."""

    hovered = Signal(object)  # Candidate or None
    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._listed: list[Candidate] = []
        self.setViewMode(QtWidgets.QListView.ViewMode.IconMode)
        self.setFlow(QtWidgets.QListView.Flow.LeftToRight)
        self.setResizeMode(QtWidgets.QListView.ResizeMode.Adjust)
        self.setMovement(QtWidgets.QListView.Movement.Static)
        self.setSelectionMode(QtWidgets.QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setIconSize(QtCore.QSize(THUMBNAIL, THUMBNAIL))
        self.setMinimumHeight(THUMBNAIL + 24)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Candidates"))
        self.itemEntered.connect(lambda item: self.hovered.emit(self._candidate(item)))
        self.itemSelectionChanged.connect(self._on_selection)
        self.itemDoubleClicked.connect(lambda _item: self.chosen.emit())

    def add(self, candidate: Candidate) -> None:
        """List a candidate and choose it."""
        if len(self._listed) == KEEP:
            self._listed.pop(0)
            self.takeItem(0)
        item = QtWidgets.QListWidgetItem(QtGui.QIcon(thumbnail(candidate.result.picture)), "")
        item.setToolTip(candidate.result.name)
        item.setData(QtCore.Qt.ItemDataRole.AccessibleTextRole, candidate.result.name)
        self._listed.append(candidate)
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
