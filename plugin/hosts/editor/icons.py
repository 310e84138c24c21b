"""The editor's icons."""

from __future__ import annotations

from ...icons import Draw, brush, drawn
from ...qt import QtCore, QtGui

P = QtCore.QPointF


def icon(name: str) -> QtGui.QIcon:
    """One of DRAWINGS."""
    return drawn(DRAWINGS[name])


def _dashed(painter: QtGui.QPainter) -> None:
    pen = painter.pen()
    pen.setDashPattern([2.2, 1.8])
    painter.setPen(pen)


def _rectangle(painter: QtGui.QPainter) -> None:
    _dashed(painter)
    painter.drawRect(QtCore.QRectF(4, 5, 16, 14))


def _lasso(painter: QtGui.QPainter) -> None:
    _dashed(painter)
    path = QtGui.QPainterPath(P(8, 17))
    path.cubicTo(P(-2, 12), P(5, 3), P(13, 4))
    path.cubicTo(P(23, 5), P(23, 15), P(13, 16))
    path.cubicTo(P(9, 16.5), P(8, 19), P(11, 21))
    painter.drawPath(path)


def _wand(painter: QtGui.QPainter) -> None:
    painter.drawLine(P(4, 20), P(14, 10))
    for x, y in ((17, 3), (17, 11), (13, 7), (21, 7)):
        painter.drawLine(P(17, 7) + (P(x, y) - P(17, 7)) * 0.5, P(x, y))


def _avoid(painter: QtGui.QPainter) -> None:
    painter.drawEllipse(QtCore.QRectF(4, 4, 16, 16))
    painter.drawLine(P(6.5, 17.5), P(17.5, 6.5))


def _blend(painter: QtGui.QPainter) -> None:
    painter.drawPolygon(QtGui.QPolygonF([P(4, 14), P(13, 5), P(20, 12), P(12, 20), P(9, 20)]))
    painter.drawLine(P(8.5, 9.5), P(16, 17))
    painter.drawLine(P(9, 20), P(20, 20))


def _move(painter: QtGui.QPainter) -> None:
    for turn in range(4):
        painter.save()
        painter.translate(12, 12)
        painter.rotate(90 * turn)
        painter.drawLine(P(0, 0), P(0, -9))
        painter.drawPolyline(QtGui.QPolygonF([P(-3, -6), P(0, -9), P(3, -6)]))
        painter.restore()


def _up(painter: QtGui.QPainter) -> None:
    painter.drawPolyline(QtGui.QPolygonF([P(6, 14), P(12, 8), P(18, 14)]))


def _down(painter: QtGui.QPainter) -> None:
    painter.drawPolyline(QtGui.QPolygonF([P(6, 10), P(12, 16), P(18, 10)]))


def _duplicate(painter: QtGui.QPainter) -> None:
    painter.drawRect(QtCore.QRectF(8, 8, 11, 11))
    painter.drawPolyline(QtGui.QPolygonF([P(5, 15), P(5, 5), P(15, 5)]))


def _remove(painter: QtGui.QPainter) -> None:
    painter.drawLine(P(5, 7), P(19, 7))
    painter.drawPolyline(QtGui.QPolygonF([P(7, 7), P(8, 20), P(16, 20), P(17, 7)]))
    painter.drawPolyline(QtGui.QPolygonF([P(9.5, 7), P(10, 4), P(14, 4), P(14.5, 7)]))


def _lock(painter: QtGui.QPainter) -> None:
    painter.drawRect(QtCore.QRectF(6, 11, 12, 9))
    painter.drawArc(QtCore.QRectF(8, 4, 8, 12), 0, 180 * 16)


def _compare(painter: QtGui.QPainter) -> None:
    painter.drawRect(QtCore.QRectF(4, 5, 16, 14))
    painter.drawLine(P(12, 3), P(12, 21))
    painter.fillRect(QtCore.QRectF(12, 5, 8, 14), painter.pen().color())


DRAWINGS: dict[str, Draw] = {
    "rectangle": _rectangle,
    "lasso": _lasso,
    "brush": brush,
    "wand": _wand,
    "avoid": _avoid,
    "blend": _blend,
    "move": _move,
    "up": _up,
    "down": _down,
    "duplicate": _duplicate,
    "remove": _remove,
    "lock": _lock,
    "compare": _compare,
}
