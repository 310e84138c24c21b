"""The tabs of the panel: names where there is room for all of them, else icons with tool tips."""

from __future__ import annotations

from collections.abc import Callable

from ..icons import brush, drawn
from ..qt import QtCore, QtGui, QtWidgets

P, R = QtCore.QPointF, QtCore.QRectF


class _Bar(QtWidgets.QTabBar):
    """Shares its width among tabs that are icons."""

    room = 0  # pixels for all of them; 0 where they have names

    def tabSizeHint(self, index: int) -> QtCore.QSize:
        hint = super().tabSizeHint(index)
        if self.room:
            hint.setWidth(
                min(hint.width(), max(self.iconSize().width() + 4, self.room // self.count()))
            )
        return hint

    def minimumTabSizeHint(self, index: int) -> QtCore.QSize:
        return self.tabSizeHint(index)


class PanelTabs(QtWidgets.QTabWidget):
    """Every tab is in sight at every width that the panel can have."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = _Bar()
        self.setTabBar(self._bar)
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.setElideMode(QtCore.Qt.TextElideMode.ElideNone)
        self._titles: list[str] = []
        self._icons: list[QtGui.QIcon] = []

    def add(self, page: QtWidgets.QWidget, title: str, key: str) -> None:
        """A tab at the end; `key` names its icon."""
        self._titles.append(title)
        self._icons.append(drawn(DRAWINGS[key]))
        self.setTabToolTip(self.addTab(page, title), title)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        super().resizeEvent(event)
        # not from inside the layout's own work
        QtCore.QTimer.singleShot(0, self._fit)

    def _fit(self) -> None:
        corner = self.cornerWidget()
        room = self.width() - (0 if corner is None else corner.sizeHint().width())
        metrics, style = self._bar.fontMetrics(), self.style()
        pads = style.pixelMetric(QtWidgets.QStyle.PixelMetric.PM_TabBarTabHSpace) + 2
        needed = sum(metrics.horizontalAdvance(title) + pads for title in self._titles)
        self._bar.room = 0 if needed <= room else room
        self._show(named=needed <= room)

    def _show(self, named: bool) -> None:
        """Names or icons, never both: together they were too wide."""
        for index, title in enumerate(self._titles):
            self.setTabText(index, title if named else "")
            self._bar.setAccessibleTabName(index, title)
        for index, icon in enumerate(self._icons):
            self.setTabIcon(index, QtGui.QIcon() if named else icon)
        side = self.fontMetrics().height()
        self.setIconSize(QtCore.QSize(side, side))


def _fill(painter: QtGui.QPainter) -> None:
    painter.fillRect(R(9, 9, 7, 7), painter.pen().color())
    pen = painter.pen()
    pen.setDashPattern([2.2, 1.8])
    painter.setPen(pen)
    painter.drawRect(R(4, 4, 16, 16))


def _generate(painter: QtGui.QPainter) -> None:
    painter.drawRect(R(3.5, 5, 17, 14))
    painter.drawPolyline(QtGui.QPolygonF([P(4, 17), P(9, 10), P(13, 15), P(16, 12), P(20, 17)]))
    painter.drawEllipse(P(16, 8.5), 1.3, 1.3)


def _edit(painter: QtGui.QPainter) -> None:
    for y, x in ((6, 15), (12, 8), (18, 12)):
        painter.drawLine(P(3.5, y), P(20.5, y))
        painter.setBrush(painter.pen().color())
        painter.drawEllipse(P(x, y), 2, 2)


def _drag(painter: QtGui.QPainter) -> None:
    painter.drawLine(P(8, 16), P(18.5, 5.5))
    painter.drawPolyline(QtGui.QPolygonF([P(12.5, 5), P(19, 5), P(19, 11.5)]))
    painter.setBrush(painter.pen().color())
    painter.drawEllipse(P(6, 18), 2.5, 2.5)


def _restore(painter: QtGui.QPainter) -> None:
    painter.translate(12, 12)
    painter.rotate(-45)
    painter.drawRoundedRect(R(-10, -4, 20, 8), 4, 4)
    painter.setBrush(painter.pen().color())
    for x, y in ((-1.5, -1.5), (1.5, 1.5), (1.5, -1.5), (-1.5, 1.5)):
        painter.drawEllipse(P(x, y), 0.5, 0.5)


def _train(painter: QtGui.QPainter) -> None:
    painter.drawPolyline(QtGui.QPolygonF([P(4, 4), P(4, 20), P(20, 20)]))
    curve = QtGui.QPainterPath(P(6.5, 6))
    curve.cubicTo(P(8, 15), P(12, 16), P(20, 16.5))
    painter.drawPath(curve)


DRAWINGS: dict[str, Callable[[QtGui.QPainter], None]] = {
    "fill": _fill,
    "style": brush,
    "generate": _generate,
    "edit": _edit,
    "drag": _drag,
    "restore": _restore,
    "train": _train,
}
