"""How far the running job is, and the button that stops it."""

from __future__ import annotations

from ..client import Progress
from ..qt import QtCore, QtWidgets, Signal


class JobRow(QtWidgets.QWidget):
    """Hidden while nothing runs; Escape presses "Stop"."""

    stop = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.bar = QtWidgets.QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.note = QtWidgets.QLabel()
        self.note.setWordWrap(True)
        self.button = QtWidgets.QPushButton(self.tr("Stop"))
        self.button.setShortcut("Escape")
        self.button.setToolTip(self.tr("Stop the job (Esc)"))
        self.button.clicked.connect(lambda _checked=False: self.stop.emit())
        grid = QtWidgets.QGridLayout(self)
        grid.setContentsMargins(6, 4, 6, 0)
        grid.addWidget(self.note, 0, 0, 1, 2)
        grid.addWidget(self.bar, 1, 0)
        grid.addWidget(self.button, 1, 1)
        grid.setColumnStretch(0, 1)
        self.hide()

    def begin(self) -> None:
        """A job has begun; nobody knows yet how long it takes."""
        self.bar.setRange(0, 0)
        self.note.setText(self.tr("Working …"))
        self.show()

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        if progress.fraction is None:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(progress.fraction * 1000))
        if progress.note:
            self.note.setText(_sentence(progress.note))


def _sentence(note: str) -> str:
    """The engine's note with a capital, as the panel's own words have it.

    >>> _sentence("tile 3 of 12")
    'Tile 3 of 12'
    """
    return note[:1].upper() + note[1:]


class Message(QtWidgets.QFrame):
    """A sentence for the person, until they close it or the next job begins."""

    def __init__(self) -> None:
        super().__init__()
        self._is_error = False
        self.setFrameShape(QtWidgets.QFrame.Shape.StyledPanel)
        self.label = QtWidgets.QLabel()
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(QtCore.Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setAccessibleName(self.tr("Message"))
        close = QtWidgets.QToolButton()
        close.setAutoRaise(True)
        close.setText("✕")
        close.setToolTip(self.tr("Close"))
        close.setAccessibleName(self.tr("Close the message"))
        close.clicked.connect(lambda _checked=False: self.say(""))
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(6, 4, 2, 4)
        row.addWidget(self.label, 1)
        row.addWidget(close, 0, QtCore.Qt.AlignmentFlag.AlignTop)
        self.hide()

    def text(self) -> str:
        return self.label.text()

    def say(self, sentence: str, is_error: bool = False) -> None:
        """Show a sentence; an empty one takes the message away."""
        self._is_error = is_error
        self.label.setText(sentence)
        self.setVisible(bool(sentence))
        self._colour()

    def changeEvent(self, event: QtCore.QEvent) -> None:
        """Follow the theme: red must stay readable on its ground."""
        super().changeEvent(event)
        if event.type() == QtCore.QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        dark = self.palette().window().color().lightness() < 128
        red = "#ff8a80" if dark else "#b3261e"
        wanted = f"color: {red}" if self._is_error else ""
        if self.label.styleSheet() != wanted:
            self.label.setStyleSheet(wanted)
