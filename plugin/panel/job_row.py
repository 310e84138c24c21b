"""One place of unchanging size for how the running job is, or else for what is to be said."""

from __future__ import annotations

from ..client import Progress
from ..qt import QtCore, QtGui, QtWidgets, Signal
from .notices import Notice

LINES = 2  # of text; the whole sentence is in the tool tip, and a click shows it


class JobRow(QtWidgets.QWidget):
    """How far the running job is, and the button that stops it; Escape presses it."""

    stop = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.bar = QtWidgets.QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(10)
        self.note = Elided()
        self.button = QtWidgets.QPushButton(self.tr("Stop"))
        self.button.setShortcut("Escape")
        self.button.setToolTip(self.tr("Stop the job (Esc)"))
        self.button.clicked.connect(lambda _checked=False: self.stop.emit())
        grid = QtWidgets.QGridLayout(self)
        grid.setContentsMargins(6, 0, 6, 0)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.note, 0, 0)
        grid.addWidget(self.bar, 1, 0)
        grid.addWidget(self.button, 0, 1, 2, 1)
        grid.setColumnStretch(0, 1)

    def begin(self) -> None:
        """A job has begun; nobody knows yet how long it takes."""
        self.bar.setRange(0, 0)
        self.note.set_text(self.tr("Working …"))

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        if progress.fraction is None:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(progress.fraction * 1000))
        if progress.note:
            self.note.set_text(_sentence(progress.note))


def _sentence(note: str) -> str:
    """The engine's note with a capital, as the panel's own words have it.

    >>> _sentence("tile 3 of 12")
    'Tile 3 of 12'
    """
    return note[:1].upper() + note[1:]


class Elided(QtWidgets.QLabel):
    """Text in a given number of lines, whatever its length; the tool tip has all of it."""

    def __init__(self, lines: int = 1) -> None:
        super().__init__()
        self._lines, self._text = lines, ""
        self.setWordWrap(lines > 1)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 2)
        self.setSizePolicy(QtWidgets.QSizePolicy.Policy.Ignored, QtWidgets.QSizePolicy.Policy.Fixed)
        self.setTextFormat(QtCore.Qt.TextFormat.PlainText)

    def set_text(self, text: str) -> None:
        self._text = text
        self.setToolTip(text)
        self._fit()

    def full_text(self) -> str:
        return self._text

    def _fit(self) -> None:
        metrics, shown = self.fontMetrics(), self._text
        flags, room = int(QtCore.Qt.TextFlag.TextWordWrap), QtCore.QRect(0, 0, self.width(), 10000)
        while shown and metrics.boundingRect(room, flags, shown).height() > self.height():
            shown = shown[: len(shown) * 9 // 10 if len(shown) > 20 else len(shown) - 1].rstrip(
                " …"
            )
            shown += "…" if shown else ""
        self.setText(shown)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class Message(QtWidgets.QWidget):
    """A sentence for the person, until its cause goes or they close it; a click shows all of it."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_error = False
        self.label = Elided(LINES)
        self.label.setAccessibleName(self.tr("Message"))
        self.close_button = QtWidgets.QToolButton()
        self.close_button.setAutoRaise(True)
        self.close_button.setText("✕")
        self.close_button.setToolTip(self.tr("Close"))
        self.close_button.setAccessibleName(self.tr("Close the message"))
        self.close_button.clicked.connect(lambda _checked=False: self.closed.emit())
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(6, 0, 2, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.close_button, 0, QtCore.Qt.AlignmentFlag.AlignTop)
        self.show_notice(None)

    def text(self) -> str:
        return self.label.full_text()

    def show_notice(self, notice: Notice | None) -> None:
        """Show a sentence, or nothing."""
        self._is_error = notice is not None and notice.is_error
        self.label.set_text(notice.sentence if notice else "")
        self.close_button.setVisible(notice is not None)
        self._colour()

    def mouseReleaseEvent(self, event: QtGui.QMouseEvent) -> None:
        if self.text():
            QtWidgets.QToolTip.showText(QtGui.QCursor.pos(), self.text(), self)

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


class StatusRow(QtWidgets.QStackedWidget):
    """The running job, or else the latest sentence; it takes the same room whatever it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.job, self.message = JobRow(), Message()
        self.addWidget(self.message)
        self.addWidget(self.job)
        self.setSizePolicy(
            QtWidgets.QSizePolicy.Policy.Preferred, QtWidgets.QSizePolicy.Policy.Fixed
        )

    def begin(self) -> None:
        """A job runs now."""
        self.job.begin()
        self.setCurrentWidget(self.job)

    def end(self) -> None:
        """No job runs any more."""
        self.setCurrentWidget(self.message)
