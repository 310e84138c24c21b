"""Icons that are drawn in the colour of the theme's text: sharp at any scale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .qt import QtCore, QtGui, QtWidgets

GRID = 24  # drawings are made for a square of this side
Draw = Callable[[QtGui.QPainter], None]


class _Engine(QtGui.QIconEngine):
    """Draws anew at whatever size and in whatever colour it is needed."""

    def __init__(self, draw: Draw) -> None:
        super().__init__()
        self._draw = draw

    def paint(self, painter: Any, rect: QtCore.QRect, mode, state) -> None:
        palette = QtWidgets.QApplication.palette()
        groups = QtGui.QPalette.ColorGroup
        group = groups.Disabled if mode == QtGui.QIcon.Mode.Disabled else groups.Active
        painter.save()
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        painter.translate(rect.topLeft())
        painter.scale(rect.width() / GRID, rect.height() / GRID)
        pen = QtGui.QPen(palette.color(group, QtGui.QPalette.ColorRole.WindowText), 1.8)
        pen.setCapStyle(QtCore.Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(QtCore.Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        self._draw(painter)
        painter.restore()

    def pixmap(self, size: QtCore.QSize, mode, state) -> QtGui.QPixmap:
        pixmap = QtGui.QPixmap(size)
        pixmap.fill(QtCore.Qt.GlobalColor.transparent)
        painter = QtGui.QPainter(pixmap)
        self.paint(painter, QtCore.QRect(QtCore.QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QtGui.QIconEngine:
        return _Engine(self._draw)


def drawn(draw: Draw) -> QtGui.QIcon:
    """An icon that `draw` paints, with a pen that is chosen already."""
    return QtGui.QIcon(_Engine(draw))


def brush(painter: QtGui.QPainter) -> None:
    """A painter's brush, which several icons are."""
    point = QtCore.QPointF
    painter.drawLine(point(20, 4), point(11, 13))
    tip = QtGui.QPainterPath(point(11, 12.5))
    tip.cubicTo(point(7, 12), point(8, 18), point(3.5, 19.5))
    tip.cubicTo(point(8, 21.5), point(12, 19), point(12, 14))
    tip.closeSubpath()
    painter.fillPath(tip, painter.pen().color())
