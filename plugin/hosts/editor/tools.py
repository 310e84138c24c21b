"""The tools of the canvas: rectangle, lasso and brush selection, and moving a layer."""

from __future__ import annotations

import math

from ...qt import QtCore, QtGui
from . import commands, selecting, wand
from .document import Document

Modifiers = QtCore.Qt.KeyboardModifier


translate = QtCore.QCoreApplication.translate
_CORE = 0.6  # share of the brush that takes away all of a layer; its edge takes less and less


class Tool:
    """What the mouse does on the canvas; points are in document pixels."""

    def press(self, document: Document, point: QtCore.QPointF, modifiers) -> None: ...

    def move(self, document: Document, point: QtCore.QPointF) -> None: ...

    def release(self, document: Document, point: QtCore.QPointF) -> None: ...

    def paint(self, painter: QtGui.QPainter, transform: QtGui.QTransform) -> None: ...


class SelectTool(Tool):
    """Shift adds to the selection, Ctrl or Alt takes away from it; `mode` does so without keys.

    Many window managers keep Alt for themselves.
    """

    def __init__(self) -> None:
        self.mode = "replace"
        self.points: list[QtCore.QPointF] = []
        self.hover = QtCore.QPointF()
        self._used = "replace"

    def press(self, document: Document, point: QtCore.QPointF, modifiers) -> None:
        self._used = self.mode
        if modifiers & Modifiers.ShiftModifier:
            self._used = "add"
        elif modifiers & (Modifiers.ControlModifier | Modifiers.AltModifier):
            self._used = "subtract"
        self.points = [point]

    def move(self, document: Document, point: QtCore.QPointF) -> None:
        self.hover = point
        if self.points:
            self.points.append(point)

    def release(self, document: Document, point: QtCore.QPointF) -> None:
        if not self.points:
            return
        self.points.append(point)
        mask = self.apply(document)
        self.points = []
        # a click that marks nothing means "select nothing"; a null image says the same cheaply
        if selecting.bounds(mask).isNull():
            mask = QtGui.QImage()
        commands.select(document, mask, translate("Editor", "Select"))

    def apply(self, document: Document) -> QtGui.QImage:
        """The new mask; the subclass draws its shape."""
        path = self.path()
        return selecting.with_path(document.selection, document.size, path, self._used)

    def path(self) -> QtGui.QPainterPath:
        raise NotImplementedError

    def paint(self, painter: QtGui.QPainter, transform: QtGui.QTransform) -> None:
        if not self.points:
            return
        path = transform.map(self.path())
        painter.setPen(QtGui.QPen(QtCore.Qt.GlobalColor.white, 1))
        painter.drawPath(path)
        painter.setPen(QtGui.QPen(QtCore.Qt.GlobalColor.black, 1, QtCore.Qt.PenStyle.DashLine))
        painter.drawPath(path)


class RectangleTool(SelectTool):
    """Drag a rectangle, in whole pixels."""

    def path(self) -> QtGui.QPainterPath:
        path = QtGui.QPainterPath()
        first, last = self.points[0], self.points[-1]
        rect = QtCore.QRectF(first, last).normalized()
        corners = QtCore.QRect(
            QtCore.QPoint(round(rect.left()), round(rect.top())),
            QtCore.QSize(
                round(rect.right()) - round(rect.left()), round(rect.bottom()) - round(rect.top())
            ),
        )
        path.addRect(QtCore.QRectF(corners))
        return path


class LassoTool(SelectTool):
    """Draw around what is to be selected."""

    def path(self) -> QtGui.QPainterPath:
        path = QtGui.QPainterPath()
        path.addPolygon(QtGui.QPolygonF(self.points))
        path.closeSubpath()
        return path


class BrushTool(SelectTool):
    """Paint over what is to be selected; strokes add up unless the mode says otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.diameter = 40.0
        self.mode = "add"

    def apply(self, document: Document) -> QtGui.QImage:
        return selecting.with_stroke(
            document.selection, document.size, self.points, self.diameter, self._used
        )

    def paint(self, painter: QtGui.QPainter, transform: QtGui.QTransform) -> None:
        if self.points:
            pen = QtGui.QPen(QtGui.QColor(255, 255, 255, 110), self.diameter * transform.m11())
            pen.setCapStyle(QtCore.Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(QtCore.Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(transform.map(QtGui.QPolygonF(self.points)))
        radius = self.diameter / 2 * transform.m11()
        for colour, grown in ((QtCore.Qt.GlobalColor.black, 1), (QtCore.Qt.GlobalColor.white, 0)):
            painter.setPen(QtGui.QPen(colour, 1))
            painter.drawEllipse(transform.map(self.hover), radius + grown, radius + grown)


class AvoidTool(BrushTool):
    """Paint over what a fill is not to copy from; Ctrl or Alt takes it back."""

    def release(self, document: Document, point: QtCore.QPointF) -> None:
        if not self.points:
            return
        self.points.append(point)
        mask = selecting.with_stroke(
            document.avoided, document.size, self.points, self.diameter, self._used
        )
        self.points = []
        commands.set_avoided(document, mask, translate("Editor", "Paint what is avoided"))


class BlendTool(BrushTool):
    """Paint over what of the active layer is to go again, with a soft edge: what lies below comes
    back. Only what is selected goes, if anything is."""

    def release(self, document: Document, point: QtCore.QPointF) -> None:
        layer, self.points = document.active, [*self.points, point]
        if len(self.points) > 1 and layer is not None:
            stroke = selecting.with_stroke(
                QtGui.QImage(), document.size, self.points, _CORE * self.diameter, "replace"
            )
            stroke = selecting.feathered(stroke, (1 - _CORE) * self.diameter / 2)
            commands.blend_back(document, layer, stroke)
        self.points = []


class WandTool(SelectTool):
    """Click to select the pixels around that look alike; nearby ones only, or all over."""

    def __init__(self) -> None:
        super().__init__()
        self.tolerance = 24
        self.all_over = False

    def apply(self, document: Document) -> QtGui.QImage:
        at = QtCore.QPoint(*(math.floor(v) for v in (self.points[-1].x(), self.points[-1].y())))
        if not document.rect().contains(at):
            return document.selection
        image = document.flattened(document.rect())
        found = wand.similar(image, at, self.tolerance, self.all_over)
        return selecting.combined(document.selection, found, self._used)

    def paint(self, painter: QtGui.QPainter, transform: QtGui.QTransform) -> None:
        """Nothing is drawn by it."""


class MoveTool(Tool):
    """Drag the active layer to another place."""

    def __init__(self) -> None:
        self._from: QtCore.QPointF | None = None
        self._delta = QtCore.QPoint()

    def press(self, document: Document, point: QtCore.QPointF, modifiers) -> None:
        self._from = point if document.active is not None else None
        self._delta = QtCore.QPoint()

    def move(self, document: Document, point: QtCore.QPointF) -> None:
        if self._from is not None:
            self._delta = (point - self._from).toPoint()

    def release(self, document: Document, point: QtCore.QPointF) -> None:
        layer = document.active
        if self._from is None or layer is None:
            return
        delta, self._from = (point - self._from).toPoint(), None
        commands.change(
            document, layer, translate("Editor", "Move layer"), offset=layer.offset + delta
        )

    def paint(self, painter: QtGui.QPainter, transform: QtGui.QTransform) -> None:
        if self._from is not None:
            painter.setPen(QtGui.QPen(QtCore.Qt.GlobalColor.white, 1))
            start = transform.map(self._from)
            painter.drawLine(start, transform.map(self._from + QtCore.QPointF(self._delta)))
