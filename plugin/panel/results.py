"""Results and history, and what can be done with them."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from ..qt import QtGui, QtWidgets
from .candidates import Candidates
from .history import History
from .preview import Preview
from .widgets import ButtonRow

LOW = 270  # pixels of height below which there is no room for a preview


class Results(QtWidgets.QWidget):
    """The candidates with "Apply", "All", "Again", "Discard"; the history with "Use again"."""

    def __init__(self, with_preview: bool) -> None:
        """`with_preview`: the host cannot show a result over the document."""
        super().__init__()
        self.preview = Preview() if with_preview else None
        self.candidates = Candidates()
        self.history = History()
        self.apply = _button(self.tr("Apply"), self.tr("Put what is chosen into a new layer"))
        self.all = _button(
            self.tr("All"), self.tr("Put all of this job into a group, one of them visible")
        )
        self.again = _button(self.tr("Again"), self.tr("The same with another seed"))
        self.discard = _button(
            self.tr("Discard"), self.tr("Forget the results; the picture stays as it is")
        )
        self.restore = _button(
            self.tr("Use these settings"), self.tr("Set the tab to what made this result")
        )
        self.from_layer = _button(
            self.tr("From the layer"), self.tr("Set the tab to what made the active layer")
        )
        self.choices = ButtonRow([self.apply, self.all, self.again, self.discard])
        made = QtWidgets.QWidget()
        upper = [self.candidates] if self.preview is None else [self.preview, self.candidates]
        self._fill(made, upper, self.choices)
        past = QtWidgets.QWidget()
        self._fill(past, [self.history], ButtonRow([self.restore, self.from_layer]))
        self.pages = QtWidgets.QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.addTab(made, self.tr("Results"))
        self.pages.addTab(past, self.tr("History"))
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.addWidget(self.pages)
        self.restore.clicked.connect(lambda _checked=False: self.history.restore_current())
        self.history.currentRowChanged.connect(lambda row: self.restore.setEnabled(row >= 0))
        self.restore.setEnabled(False)

    def _fill(self, page: QtWidgets.QWidget, upper: list[Any], lower: QtWidgets.QWidget) -> None:
        column = QtWidgets.QVBoxLayout(page)
        column.setContentsMargins(6, 6, 6, 0)
        for widget in upper:
            column.addWidget(widget, 1 if widget is upper[0] else 0)
        column.addWidget(lower)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Where it is very low, the buttons come before the preview."""
        super().resizeEvent(event)
        if self.preview is not None:
            self.preview.setVisible(self.height() >= LOW)

    def show_document(self, key: str, others: Container[str]) -> None:
        """List what belongs to a document; what is of neither it nor `others` is forgotten."""
        self.candidates.show_document(key, others)
        self.history.show_document(key, others)

    def show_made(self) -> None:
        """Bring the candidates to the front."""
        self.pages.setCurrentIndex(0)


def _button(text: str, tip: str) -> QtWidgets.QPushButton:
    button = QtWidgets.QPushButton(text)
    button.setMinimumWidth(40)
    button.setToolTip(tip)
    button.setAccessibleDescription(tip)
    return button
