"""Curves of losses over steps, small enough for a narrow panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..qt import QtCore, QtGui, QtWidgets

Series = Sequence[tuple[int, float]]
HEIGHT = 34  # pixels of a curve
COLOURS = ("#3b8ee0", "#e07b3b", "#3ba55d", "#b05fd0", "#d04a6a", "#8a8a3b")


class Curves(QtWidgets.QWidget):
    """One below the other, each with its name, its last value, and a scale of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._losses: Mapping[str, Series] = {}

    def show_losses(self, losses: Mapping[str, Series]) -> None:
        """Draw these; values that are no finite numbers are left out."""
        self._losses = {
            name: [(step, value) for step, value in series if abs(value) < float("inf")]
            for name, series in losses.items()
        }
        last = [f"{name} {series[-1][1]:.4g}" for name, series in self._losses.items() if series]
        self.setAccessibleName(self.tr("Losses: {}").format(", ".join(last)))
        line = self.fontMetrics().lineSpacing()
        self.setFixedHeight(len(self._losses) * (HEIGHT + line + 4))
        self.update()

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        painter = QtGui.QPainter(self)
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        line, top = self.fontMetrics().lineSpacing(), 0
        text = self.palette().color(QtGui.QPalette.ColorRole.WindowText)
        for number, (name, series) in enumerate(self._losses.items()):
            head = QtCore.QRect(0, top, self.width(), line)
            painter.setPen(text)
            painter.drawText(head, int(QtCore.Qt.AlignmentFlag.AlignLeft), name)
            if series:
                value = f"{series[-1][1]:.4g}"
                painter.drawText(head, int(QtCore.Qt.AlignmentFlag.AlignRight), value)
                place = QtCore.QRectF(1, top + line + 2, self.width() - 2, HEIGHT - 4)
                painter.setPen(QtGui.QPen(QtGui.QColor(COLOURS[number % len(COLOURS)]), 1.5))
                painter.drawPolyline(QtGui.QPolygonF(_points(series, place)))
            top += line + HEIGHT + 4


def _points(series: Series, place: QtCore.QRectF) -> list[QtCore.QPointF]:
    """The series in `place`, no more points than it is wide: each the mean of its neighbours."""
    chunk = max(1, len(series) // max(1, int(place.width())))
    parts = [series[at : at + chunk] for at in range(0, len(series), chunk)]
    means = [(part[-1][0], sum(value for _, value in part) / len(part)) for part in parts]
    first, last = means[0][0], means[-1][0]
    low, high = min(v for _, v in means), max(v for _, v in means)
    across, up = max(1, last - first), (high - low) or 1.0
    return [
        QtCore.QPointF(
            place.left() + (step - first) / across * place.width(),
            place.bottom() - (value - low) / up * place.height(),
        )
        for step, value in means
    ]
