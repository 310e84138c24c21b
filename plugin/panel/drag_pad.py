"""A generated picture with handles that are to be dragged to targets, set with the mouse."""

from __future__ import annotations

from dataclasses import dataclass

from ..pixels import unpadded
from ..qt import QtCore, QtGui, QtWidgets, Signal
from ..wire import Picture
from .chequers import paint_chequers
from .preview import paint_words
from .thumbnails import averaged

LEAST = 190  # pixels of height
NEAR = 9.0  # pixels of the widget around a point that are the point
DETAIL = 1024  # longest side that is kept of a picture
HANDLE, TARGET = QtGui.QColor(230, 50, 50), QtGui.QColor(60, 120, 240)


@dataclass(frozen=True)
class Way:
    """From where to where, in pixels of the generator's picture."""

    handle: QtCore.QPointF
    target: QtCore.QPointF


class DragPad(QtWidgets.QWidget):
    """Press where something is and pull it to where it shall be; a right click takes a point away.

    Existing points are moved the same way.
    """

    changed = Signal()  # the points are others

    def __init__(self) -> None:
        super().__init__()
        self.ways: list[Way] = []
        self._image = QtGui.QImage()
        self._size = QtCore.QSizeF()  # of the generator's picture
        self._pulled: int | None = None  # the way whose target follows the mouse
        self.setMinimumHeight(LEAST)
        policy = QtWidgets.QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Picture to be dragged"))

    @property
    def empty(self) -> bool:
        """Whether there is no picture."""
        return self._image.isNull()

    def sizeHint(self) -> QtCore.QSize:
        return QtCore.QSize(240, 240)

    def show_picture(self, picture: Picture | None, whole: bool = True) -> None:
        """Show a picture; `whole` says that its size is the generator's own."""
        self._image = QtGui.QImage() if picture is None else averaged(picture, DETAIL)
        if picture is not None and whole:
            self._size = QtCore.QSizeF(picture.width, picture.height)
        self.update()

    def set_ways(self, ways: list[Way]) -> None:
        """Show other points."""
        self.ways = ways
        self.update()

    def mask(self) -> Picture:
        """What may move: what is near the ways; white, of a quarter of the picture's size."""
        size = QtCore.QSize(
            *(max(1, round(s / 4)) for s in (self._size.width(), self._size.height()))
        )
        image = QtGui.QImage(size, QtGui.QImage.Format.Format_Grayscale8)
        image.fill(0)
        painter = QtGui.QPainter(image)
        painter.scale(size.width() / self._size.width(), size.height() / self._size.height())
        pen = QtGui.QPen(QtCore.Qt.GlobalColor.white, max(self._size.width(), 1.0) / 3)
        pen.setCapStyle(QtCore.Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        for way in self.ways:
            painter.drawLine(way.handle, way.target)
        painter.end()
        rows = image.constBits().asstring(image.sizeInBytes())
        data = unpadded(rows, image.bytesPerLine(), size.width())
        return Picture(size.width(), size.height(), "L", "u8", data, "mask")

    # places

    def _page(self) -> QtCore.QRectF:
        size = QtCore.QSizeF(self._image.size()).scaled(
            QtCore.QSizeF(self.size()), QtCore.Qt.AspectRatioMode.KeepAspectRatio
        )
        page = QtCore.QRectF(QtCore.QPointF(), size)
        page.moveCenter(QtCore.QRectF(self.rect()).center())
        return page

    def to_widget(self, point: QtCore.QPointF) -> QtCore.QPointF:
        page, size = self._page(), self._size
        x = page.left() + (point.x() + 0.5) / size.width() * page.width()
        return QtCore.QPointF(x, page.top() + (point.y() + 0.5) / size.height() * page.height())

    def to_picture(self, place: QtCore.QPointF) -> QtCore.QPointF:
        """The nearest pixel of the generator's picture."""
        page, size = self._page(), self._size
        x = (place.x() - page.left()) / page.width() * size.width() - 0.5
        y = (place.y() - page.top()) / page.height() * size.height() - 0.5
        return QtCore.QPointF(
            min(max(round(x, 1), 0.0), size.width() - 1),
            min(max(round(y, 1), 0.0), size.height() - 1),
        )

    def _at(self, place: QtCore.QPointF) -> int | None:
        """The way that has a point there."""
        for number, way in enumerate(self.ways):
            for point in (way.target, way.handle):
                off = self.to_widget(point) - place
                if off.x() ** 2 + off.y() ** 2 <= NEAR**2:
                    return number
        return None

    # mouse

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        place = QtCore.QPointF(event.pos())
        if self.empty or not self._page().contains(place):
            return
        found = self._at(place)
        if event.button() == QtCore.Qt.MouseButton.RightButton:
            if found is not None:
                del self.ways[found]
                self.changed.emit()
        elif event.button() == QtCore.Qt.MouseButton.LeftButton:
            if found is None:
                point = self.to_picture(place)
                self.ways.append(Way(point, point))
                found = len(self.ways) - 1
            self._pulled = found
        self.update()

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        if self._pulled is not None:
            handle = self.ways[self._pulled].handle
            self.ways[self._pulled] = Way(handle, self.to_picture(QtCore.QPointF(event.pos())))
            self.update()

    def mouseReleaseEvent(self, event: QtGui.QMouseEvent) -> None:
        if self._pulled is not None:
            self._pulled = None
            self.changed.emit()

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        painter = QtGui.QPainter(self)
        if self.empty:
            paint_words(self, painter, self.tr("The picture appears here"))
            return
        page = self._page()
        paint_chequers(painter, page)
        painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(page, self._image)
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        for way in self.ways:
            handle, target = self.to_widget(way.handle), self.to_widget(way.target)
            for colour, width in ((QtGui.QColor(0, 0, 0, 160), 4), (QtGui.QColor("white"), 2)):
                painter.setPen(QtGui.QPen(colour, width))
                painter.drawLine(handle, target)
            for end, colour in ((handle, HANDLE), (target, TARGET)):
                painter.setPen(QtGui.QPen(QtCore.Qt.GlobalColor.white, 2))
                painter.setBrush(colour)
                painter.drawEllipse(end, 5, 5)
