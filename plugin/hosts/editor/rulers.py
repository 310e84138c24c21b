"""Rulers along the canvas, in pixels of the document or in millimetres of its print."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...qt import QtCore, QtGui, QtWidgets
from .view import View

INCH = 25.4  # millimetres
SCREEN = 96.0  # pixels an inch, of a picture that does not say how large it is printed
APART = 56  # pixels of the widget between two numbers, at least


def marks(first: float, last: float, unit: float) -> Iterator[tuple[float, str]]:
    """(place, number) of the long marks from `first` to `last`; the number is "" for short ones.

    Args:
        first, last: what the ruler's ends measure.
        unit: how many pixels of the widget one of what is measured takes.

    >>> list(marks(0, 20, 10))[:6]
    [(0.0, '0'), (2.0, ''), (4.0, ''), (6.0, ''), (8.0, ''), (10.0, '10')]
    """
    rough = APART / unit
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough)
    fifth = step / 5
    for number in range(math.floor(first / fifth), math.ceil(last / fifth) + 1):
        place = number * fifth
        if first <= place <= last:
            yield place, f"{place:g}" if number % 5 == 0 else ""


class Ruler(QtWidgets.QWidget):
    """Along one side of the view, and measuring what the view shows."""

    def __init__(self, view: View, direction: QtCore.Qt.Orientation) -> None:
        super().__init__()
        self._view, self._across = view, direction == QtCore.Qt.Orientation.Horizontal
        self.millimetres = False
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.75)
        self.setFont(font)
        thickness = self.fontMetrics().height() + 4
        (self.setFixedHeight if self._across else self.setFixedWidth)(thickness)
        view.looked.connect(self.update)

    def measured(self, dpi: tuple[float, float] | None) -> float:
        """Pixels of the document in one of what the ruler measures."""
        if not self.millimetres:
            return 1.0
        x, y = dpi or (SCREEN, SCREEN)
        return (x if self._across else y) / INCH

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        painter = QtGui.QPainter(self)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QtGui.QPalette.ColorRole.Window))
        document = self._view.document
        if document is None:
            return
        painter.setPen(palette.color(QtGui.QPalette.ColorRole.WindowText))
        origin = self._view.origin.x() if self._across else self._view.origin.y()
        unit = self.measured(document.dpi) * self._view.zoom
        length = self.width() if self._across else self.height()
        depth = self.height() if self._across else self.width()
        for place, number in marks(-origin / unit, (length - origin) / unit, unit):
            at = round(origin + place * unit)
            mark = depth if number else depth // 4
            if self._across:
                painter.drawLine(at, depth - mark, at, depth)
                painter.drawText(at + 3, self.fontMetrics().ascent() + 1, number)
            else:
                painter.drawLine(depth - mark, at, depth, at)
                painter.save()
                painter.translate(self.fontMetrics().ascent() + 1, at - 3)
                painter.rotate(-90)
                painter.drawText(0, 0, number)
                painter.restore()


class Rulers(QtWidgets.QWidget):
    """The view with a ruler above and one on its left."""

    def __init__(self, view: View) -> None:
        super().__init__()
        across, down = (
            Ruler(view, direction)
            for direction in (QtCore.Qt.Orientation.Horizontal, QtCore.Qt.Orientation.Vertical)
        )
        self.rulers = (across, down)
        self._corner = QtWidgets.QLabel()
        self._corner.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        self._corner.setFont(across.font())
        grid = QtWidgets.QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self._corner, 0, 0)
        grid.addWidget(across, 0, 1)
        grid.addWidget(down, 1, 0)
        grid.addWidget(view, 1, 1)
        self.shown = QtGui.QAction(self.tr("&Rulers"), self)
        self.shown.setShortcut(QtGui.QKeySequence("Ctrl+Shift+R"))
        self.in_millimetres = QtGui.QAction(self.tr("Rulers in &millimetres"), self)
        for action, turn in (
            (self.shown, self._show),
            (self.in_millimetres, self._measure),
        ):
            action.setCheckable(True)
            action.toggled.connect(turn)
        self._show(False)

    def _show(self, on: bool) -> None:
        for widget in (self._corner, *self.rulers):
            widget.setVisible(on)

    def _measure(self, millimetres: bool) -> None:
        self._corner.setText("mm" if millimetres else "")
        for ruler in self.rulers:
            ruler.millimetres = millimetres
            ruler.update()
