"""Results and history, and what can be done with them."""

from __future__ import annotations

from collections.abc import Container

from ..qt import QtGui, QtWidgets
from .candidates import Candidates
from .history import History
from .job_row import Elided
from .preview import Preview
from .widgets import ButtonRow

HISTORY = 1  # the page's place
LOW = 270  # pixels of height below which there is no room for a preview


class Results(QtWidgets.QWidget):
    """The candidates with "Apply", "All", "Again", "Discard"; the history with "Use again"."""

    def __init__(self, with_preview: bool) -> None:
        """`with_preview`: the host cannot show a result over the document."""
        super().__init__()
        self.preview = Preview() if with_preview else None
        self.candidates = Candidates(56 if with_preview else 84)
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
        self.shown = QtWidgets.QBoxLayout(QtWidgets.QBoxLayout.Direction.TopToBottom)
        for widget in (self.preview, self.candidates):
            if widget is not None:
                self.shown.addWidget(widget, 1)
        made = QtWidgets.QWidget()
        self._fill(made, self.shown, self.choices)
        self.layer = Elided()  # how the active one was made
        past, listed = QtWidgets.QWidget(), QtWidgets.QVBoxLayout()
        listed.addWidget(self.history)
        listed.addWidget(self.layer)
        self._fill(past, listed, ButtonRow([self.restore, self.from_layer]))
        self.pages = QtWidgets.QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.addTab(made, self.tr("Results"))
        self.pages.addTab(past, self.tr("History"))
        self.larger = QtWidgets.QToolButton()
        self.larger.setText(self.tr("Larger"))
        self.larger.setToolTip(self.tr("Results in a window of their own; arrow keys walk there"))
        self.larger.setVisible(with_preview)
        if with_preview:
            self.pages.setCornerWidget(self.larger)
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.addWidget(self.pages)
        self.restore.clicked.connect(lambda _checked=False: self.history.restore_current())
        self.history.currentRowChanged.connect(lambda row: self.restore.setEnabled(row >= 0))
        self.restore.setEnabled(False)

    def _fill(
        self, page: QtWidgets.QWidget, upper: QtWidgets.QLayout, lower: QtWidgets.QWidget
    ) -> None:
        column = QtWidgets.QVBoxLayout(page)
        column.setContentsMargins(6, 6, 6, 0)
        column.addLayout(upper, 1)
        column.addWidget(lower)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Where there is no room for one below the other, the preview stands beside the others."""
        super().resizeEvent(event)
        ways = QtWidgets.QBoxLayout.Direction
        self.shown.setDirection(ways.TopToBottom if self.height() >= LOW else ways.LeftToRight)

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
