"""The canvas widget: shows the document at any zoom, and hands the mouse to the chosen tool."""

from __future__ import annotations

from typing import Any

from ...canvas import Marks
from ...qt import QtCore, QtGui, QtWidgets, Signal
from .ants import Outline
from .document import Document
from .mipmaps import Mipmaps
from .page import OVERLAY, Page
from .tools import Tool

MIN_ZOOM, MAX_ZOOM = 0.01, 64.0
_LEVELS = range(256)
_STEPS: dict[int, int] = {
    QtCore.Qt.Key.Key_Right: 1,
    QtCore.Qt.Key.Key_Down: 1,
    QtCore.Qt.Key.Key_Left: -1,
    QtCore.Qt.Key.Key_Up: -1,
}


class View(QtWidgets.QWidget):
    """Zoom with the wheel, pan with the middle button or the space bar."""

    zoom_changed = Signal(float)
    files_dropped = Signal(list)
    stepped = Signal(int)  # an arrow key: the next (1) or previous (-1) result is to be shown
    confirmed = Signal()  # Enter: what is shown shall be part of the document
    looked = Signal()  # another part is shown, or at another zoom
    overlay_changed = Signal(bool)  # whether something is shown over the document now

    def __init__(self, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self.document: Document | None = None
        self.tool: Tool | None = None
        self.zoom = 1.0
        self.origin = QtCore.QPointF(0, 0)  # where the document's corner lies in the widget
        self.overlay: tuple[QtGui.QImage, QtCore.QRect] | None = None
        self.marks: Marks | None = None  # which the mouse moves before it is the tool's
        self.compare = -1.0  # 0..1 = the slider's place: left of it, the picture without results
        self.difference = False
        self._mipmaps = Mipmaps(self)
        self._mipmaps.improved.connect(self.update)
        self._pan_from: QtCore.QPointF | None = None
        self._dragging_compare = False
        self._marking = False  # the mouse was pressed for the marks
        self._fitted = True
        self._outline = Outline()
        self._veil: tuple[int, QtGui.QImage] | None = None  # what is avoided, by its mask
        self._place: Any = None  # what was shown at the last painting
        self.setMouseTracking(True)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMinimumSize(200, 160)
        self.setAccessibleName(self.tr("Canvas"))

    def set_document(self, document: Document | None) -> None:
        if self.document is not None:
            self.document.changed.disconnect(self._on_changed)
            self.document.selection_changed.disconnect(self.update)
            self.document.resized.disconnect(self.fit)
        self.document = document
        self.overlay = self.marks = None
        if document is not None:
            document.changed.connect(self._on_changed)
            document.selection_changed.connect(self.update)
            document.resized.connect(self.fit)
            self.fit()
        self.update()

    def set_overlay(self, image: QtGui.QImage | None, rect: QtCore.QRect | None = None) -> None:
        """Show a picture over the document without it being part of it."""
        self.overlay = None if image is None or rect is None else (image, rect)
        self.overlay_changed.emit(self.overlay is not None)
        self.update()

    def set_marks(self, marks: Marks | None) -> None:
        """Show marks over the document, in place of a picture: what came last is seen."""
        self.marks = marks
        if marks is not None and self.overlay is not None:
            self.set_overlay(None)
        self.update()

    def set_difference(self, on: bool) -> None:
        """Show how far the picture is from its lowest layer, instead of the picture."""
        self.difference = on
        self.update()

    def set_compare(self, place: float) -> None:
        """Show the lowest layer alone on the left of `place` (0..1); below 0 shows no slider."""
        self.compare = place
        self.update()

    # zoom and place

    def fit(self) -> None:
        """Show the whole document, no larger than it is."""
        if self.document is not None:
            self._show(self.document.rect(), 1.0, 16)
            self._fitted = True

    def fit_selection(self) -> None:
        """Show what is selected as large as there is room for it."""
        if self.document is not None and not self.document.selected().isNull():
            self._show(self.document.selected(), MAX_ZOOM, 64)

    def _show(self, part: QtCore.QRect, most: float, margin: int) -> None:
        zoom = min(
            most,
            (self.width() - margin) / max(1, part.width()),
            (self.height() - margin) / max(1, part.height()),
        )
        self.zoom = max(MIN_ZOOM, zoom)
        middle = QtCore.QPointF(self.width() / 2, self.height() / 2)
        self.origin = middle - QtCore.QRectF(part).center() * self.zoom
        self._fitted = False
        self.zoom_changed.emit(self.zoom)
        self.update()

    def zoom_to(self, zoom: float, around: QtCore.QPointF | None = None) -> None:
        """Zoom so that the point `around` of the widget stays where it is."""
        around = around or QtCore.QPointF(self.width() / 2, self.height() / 2)
        zoom = max(MIN_ZOOM, min(MAX_ZOOM, zoom))
        self.origin = around - (around - self.origin) * (zoom / self.zoom)
        self.zoom = zoom
        self._fitted = False
        self.zoom_changed.emit(zoom)
        self.update()

    def to_document(self, point: QtCore.QPointF) -> QtCore.QPointF:
        return (point - self.origin) / self.zoom

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        if self._fitted:
            self.fit()

    # painting

    def _on_changed(self, rect: QtCore.QRect) -> None:
        if self.document is not None:
            self._mipmaps.keep({layer.key for layer in self.document.layers} | {OVERLAY})
        self.update()

    def _transform(self) -> QtGui.QTransform:
        return QtGui.QTransform(self.zoom, 0, 0, self.zoom, self.origin.x(), self.origin.y())

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        painter = QtGui.QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QtGui.QPalette.ColorRole.Dark))
        place = (self.document, self.zoom, self.origin.x(), self.origin.y())
        if place != self._place:
            self._place = place
            self.looked.emit()
        if self.document is None:
            painter.setPen(self.palette().color(QtGui.QPalette.ColorRole.BrightText))
            painter.drawText(
                self.rect(),
                QtCore.Qt.AlignmentFlag.AlignCenter | QtCore.Qt.TextFlag.TextWordWrap,
                self.tr("Open a picture, or drop one here."),
            )
            return
        if self.difference:
            painter.drawImage(0, 0, self._difference())
        else:
            page = Page(painter, self._transform(), self.devicePixelRatioF(), self._mipmaps)
            page.paint(self.document, self.overlay, self.compare)
        if not self.document.avoided.isNull():
            self._paint_avoided(painter)
        if not self.document.selection.isNull():
            self._outline.paint(
                painter,
                self.document.selection,
                self.rect(),
                self.origin,
                self.zoom,
                self.devicePixelRatioF(),
            )
        if self.marks is not None and self.overlay is None:
            self.marks.paint(painter, self._transform())
        if self.tool is not None:
            painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
            self.tool.paint(painter, self._transform())

    def _difference(self) -> QtGui.QImage:
        """How far everything is from the lowest layer, eight times as bright."""
        image, before = self._painted(self.overlay), self._painted(None, lowest=True)
        painter = QtGui.QPainter(image)
        painter.setCompositionMode(QtGui.QPainter.CompositionMode.CompositionMode_Difference)
        painter.drawImage(0, 0, before)
        painter.setCompositionMode(QtGui.QPainter.CompositionMode.CompositionMode_Plus)
        for _ in range(3):
            painter.drawImage(0, 0, image.copy())
        painter.end()
        return image

    def _painted(self, overlay: Any, lowest: bool = False) -> QtGui.QImage:
        """The document as it is seen, or its lowest layer alone, on black."""
        assert self.document is not None
        ratio = self.devicePixelRatioF()
        image = QtGui.QImage(self.size() * ratio, QtGui.QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QtCore.Qt.GlobalColor.black)
        painter = QtGui.QPainter(image)
        page = Page(painter, self._transform(), ratio, self._mipmaps)
        page.paint(self.document, overlay, lowest=lowest)
        painter.end()
        return image

    def _paint_avoided(self, painter: QtGui.QPainter) -> None:
        """A red veil over what fills are not to copy from."""
        assert self.document is not None
        mask = self.document.avoided
        if self._veil is None or self._veil[0] != mask.cacheKey():
            veil = mask.copy()
            veil.reinterpretAsFormat(QtGui.QImage.Format.Format_Indexed8)
            veil.setColorTable([QtGui.qRgba(230, 30, 30, level * 110 // 255) for level in _LEVELS])
            self._veil = (mask.cacheKey(), veil)
        painter.save()
        painter.setTransform(self._transform())
        painter.drawImage(0, 0, self._veil[1])
        painter.restore()

    # mouse, keys, drops

    def _compare_x(self) -> float:
        assert self.document is not None
        return self.origin.x() + self.document.size.width() * self.zoom * self.compare

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        if self.document is None:
            return
        place = QtCore.QPointF(event.pos())
        if self.compare >= 0 and abs(place.x() - self._compare_x()) < 8:
            self._dragging_compare = True
        elif event.button() == QtCore.Qt.MouseButton.MiddleButton or self._pan_from is not None:
            self._pan_from = place
        elif self._meant_for_marks(event):
            pass
        elif event.button() == QtCore.Qt.MouseButton.LeftButton and self.tool is not None:
            self.tool.press(self.document, self.to_document(place), event.modifiers())
        self.update()

    def _meant_for_marks(self, event: QtGui.QMouseEvent) -> bool:
        """Whether marks take a press; under a picture they are only brought to the front by it."""
        buttons = QtCore.Qt.MouseButton
        if self.marks is None or event.button() not in (buttons.LeftButton, buttons.RightButton):
            return False
        if self.overlay is not None:
            self.set_overlay(None)
            return True
        second = event.button() == buttons.RightButton
        self._marking = self.marks.press(QtCore.QPointF(event.pos()), self._transform(), second)
        return self._marking

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        if self.document is None:
            return
        place = QtCore.QPointF(event.pos())
        if self._dragging_compare:
            width = max(1.0, self.document.size.width() * self.zoom)
            self.compare = max(0.0, min(1.0, (place.x() - self.origin.x()) / width))
        elif self._marking and self.marks is not None:
            self.marks.move(place, self._transform())
        elif self._pan_from is not None and event.buttons() != QtCore.Qt.MouseButton.NoButton:
            self.origin += place - self._pan_from
            self._pan_from = place
            self._fitted = False
        elif self.tool is not None:
            self.tool.move(self.document, self.to_document(place))
        if event.buttons() == QtCore.Qt.MouseButton.NoButton:
            self._point(place)
        self.update()

    def _point(self, place: QtCore.QPointF) -> None:
        """Let the pointer say that the line between before and after can be dragged."""
        near = self.compare >= 0 and abs(place.x() - self._compare_x()) < 8
        if near:
            self.setCursor(QtCore.Qt.CursorShape.SplitHCursor)
        elif self.cursor().shape() == QtCore.Qt.CursorShape.SplitHCursor:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QtGui.QMouseEvent) -> None:
        if self._dragging_compare:
            self._dragging_compare = False
        elif self._marking:
            self._marking = False
            if self.marks is not None:
                self.marks.release()
        elif event.button() == QtCore.Qt.MouseButton.MiddleButton:
            self._pan_from = None
        elif self.document is not None and self.tool is not None and self._pan_from is None:
            self.tool.release(self.document, self.to_document(QtCore.QPointF(event.pos())))
        self.update()

    def wheelEvent(self, event: QtGui.QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        self.zoom_to(self.zoom * 1.25**steps, QtCore.QPointF(event.position()))

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        if event.key() == QtCore.Qt.Key.Key_Space and not event.isAutoRepeat():
            self._pan_from = QtCore.QPointF(self.mapFromGlobal(QtGui.QCursor.pos()))
            self.setCursor(QtCore.Qt.CursorShape.OpenHandCursor)
        elif event.key() in _STEPS:
            self.stepped.emit(_STEPS[event.key()])
        elif event.key() in (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter):
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QtGui.QKeyEvent) -> None:
        if event.key() == QtCore.Qt.Key.Key_Space and not event.isAutoRepeat():
            self._pan_from = None
            self.unsetCursor()
        else:
            super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QtGui.QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QtGui.QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.files_dropped.emit(paths)
            event.acceptProposedAction()
