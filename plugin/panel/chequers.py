"""The ground that stands for transparency."""

from __future__ import annotations

from ..qt import QtCore, QtGui

SQUARE = 10  # pixels a side
LIGHT, DARK = QtGui.QColor(204, 204, 204), QtGui.QColor(153, 153, 153)


def paint_chequers(painter: QtGui.QPainter, place: QtCore.QRectF) -> None:
    """Squares of two greys, their first corner at that of `place`."""
    tile = QtGui.QPixmap(2 * SQUARE, 2 * SQUARE)
    tile.fill(LIGHT)
    inner = QtGui.QPainter(tile)
    for corner in (QtCore.QPoint(SQUARE, 0), QtCore.QPoint(0, SQUARE)):
        inner.fillRect(QtCore.QRect(corner, QtCore.QSize(SQUARE, SQUARE)), DARK)
    inner.end()
    painter.drawTiledPixmap(place, tile)
