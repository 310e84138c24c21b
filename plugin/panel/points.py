"""Points that the person sets in a picture with the mouse, on the canvas or in the panel."""

from __future__ import annotations

from dataclasses import dataclass

from ..canvas import Region
from ..pixels import unpadded
from ..qt import QtCore, QtGui, QtWidgets, Signal
from ..wire import Picture
from .chequers import paint_chequers
from .preview import paint_words
from .thumbnails import averaged

LEAST = 190  # pixels of height
NEAR = 9.0  # pixels of the widget around a point that are the point
DETAIL = 1024  # longest side that is kept of a picture
COARSE = 4  # pixels of the picture for each of a mask
BRUSH = 1 / 8  # of the picture's longer side
HANDLE, TARGET = QtGui.QColor(230, 50, 50), QtGui.QColor(60, 120, 240)
_VEIL = [QtGui.qRgba(40, 200, 80, level * 90 // 255) for level in range(256)]
_HALF = QtCore.QPointF(0.5, 0.5)  # pixels are counted at their middles


class Points(QtCore.QObject):
    """A picture and points in it, wherever it is shown.

    `transform` is always from the picture's pixels to those of the widget that shows it.
    """

    changed = Signal()  # the person has moved, added or removed a point
    looked = Signal()  # it is to be painted anew

    def __init__(self) -> None:
        super().__init__()
        self.image = QtGui.QImage()
        self.size = QtCore.QSizeF()  # of the picture; the image may be smaller

    @property
    def empty(self) -> bool:
        """Whether there is no picture."""
        return self.size.isEmpty()

    def show_picture(self, picture: Picture | None, whole: bool = True) -> None:
        """Show a picture; `whole` says that its size is the picture's own."""
        self.image = QtGui.QImage() if picture is None else averaged(picture, DETAIL)
        if picture is None:
            self.size = QtCore.QSizeF()
        elif whole:
            self.size = QtCore.QSizeF(picture.width, picture.height)
        self.looked.emit()

    def press(self, place: QtCore.QPointF, transform: QtGui.QTransform, second: bool) -> bool:
        """Whether a press there is meant for the points; `second` is the right button."""
        raise NotImplementedError

    def move(self, place: QtCore.QPointF, transform: QtGui.QTransform) -> None:
        """The mouse was moved since it was pressed."""
        raise NotImplementedError

    def release(self) -> None:
        """The button was let go."""
        raise NotImplementedError

    def paint_points(self, painter: QtGui.QPainter, transform: QtGui.QTransform) -> None:
        """Paint them over the picture."""
        raise NotImplementedError

    def paint(self, painter: QtGui.QPainter, transform: QtGui.QTransform) -> None:
        """The picture, and the points over it."""
        page = transform.mapRect(QtCore.QRectF(QtCore.QPointF(), self.size))
        if not self.image.isNull():
            paint_chequers(painter, page)
            painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(page, self.image)
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        self.paint_points(painter, transform)

    def inside(self, place: QtCore.QPointF, transform: QtGui.QTransform) -> bool:
        return transform.mapRect(QtCore.QRectF(QtCore.QPointF(), self.size)).contains(place)

    def to_picture(self, place: QtCore.QPointF, transform: QtGui.QTransform) -> QtCore.QPointF:
        """The nearest point of the picture, to a tenth of a pixel."""
        point = transform.inverted()[0].map(place) - _HALF
        return QtCore.QPointF(
            min(max(round(point.x(), 1), 0.0), self.size.width() - 1),
            min(max(round(point.y(), 1), 0.0), self.size.height() - 1),
        )


def to_widget(point: QtCore.QPointF, transform: QtGui.QTransform) -> QtCore.QPointF:
    """Where the middle of a pixel is seen."""
    return transform.map(point + _HALF)


def near(point: QtCore.QPointF, place: QtCore.QPointF, transform: QtGui.QTransform) -> bool:
    """Whether a press at `place` of the widget is meant for a point of the picture."""
    off = to_widget(point, transform) - place
    return off.x() ** 2 + off.y() ** 2 <= NEAR**2


def paint_dot(painter: QtGui.QPainter, place: QtCore.QPointF, colour: QtGui.QColor) -> None:
    """A dot that is seen on any picture."""
    painter.setPen(QtGui.QPen(QtCore.Qt.GlobalColor.white, 2))
    painter.setBrush(colour)
    painter.drawEllipse(place, 5, 5)


def paint_line(painter: QtGui.QPainter, line: QtGui.QPolygonF) -> None:
    """A line that is seen on any picture."""
    painter.setBrush(QtCore.Qt.BrushStyle.NoBrush)
    for colour, width in ((QtGui.QColor(0, 0, 0, 160), 4), (QtGui.QColor("white"), 2)):
        painter.setPen(QtGui.QPen(colour, width))
        painter.drawPolyline(line)


@dataclass(frozen=True)
class Way:
    """From where to where, in pixels of the picture."""

    handle: QtCore.QPointF
    target: QtCore.QPointF


class Ways(Points):
    """Press where something is and pull it to where it shall be; a right click takes it away.

    Existing points are moved the same way. While `painting`, the mouse marks what may move instead,
    and its right button takes that back.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ways: list[Way] = []
        self.painting = False
        self._pulled: int | None = None  # the way whose target follows the mouse
        self._painted = QtGui.QImage()  # what may move, coarse
        self._erases = False
        self._brushed: QtCore.QPointF | None = None  # where the brush was last

    def set_ways(self, ways: list[Way]) -> None:
        """Show other points."""
        self.ways = ways
        self.looked.emit()

    def forget_painted(self) -> None:
        """Nothing has been marked."""
        self._painted = QtGui.QImage()
        self.looked.emit()

    def around(self) -> Picture:
        """What may move, where that is what is near the ways; white is what may."""
        image = self._blank()
        painter = self._brush(image, max(self.size.width(), 1.0) / 3, erases=False)
        for way in self.ways:
            painter.drawLine(way.handle, way.target)
        painter.end()
        return _mask(image)

    def painted(self) -> Picture | None:
        """What may move as the person marked it; None where nothing is marked."""
        if self._painted.isNull():
            return None
        mask = _mask(self._painted)
        return mask if any(mask.data) else None

    def _blank(self) -> QtGui.QImage:
        sides = (self.size.width(), self.size.height())
        width, height = (max(1, round(side / COARSE)) for side in sides)
        image = QtGui.QImage(width, height, QtGui.QImage.Format.Format_Grayscale8)
        image.fill(0)
        return image

    def _brush(self, image: QtGui.QImage, width: float, erases: bool) -> QtGui.QPainter:
        painter = QtGui.QPainter(image)
        painter.scale(image.width() / self.size.width(), image.height() / self.size.height())
        colours = QtCore.Qt.GlobalColor
        pen = QtGui.QPen(colours.black if erases else colours.white, width)
        pen.setCapStyle(QtCore.Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        return painter

    def _at(self, place: QtCore.QPointF, transform: QtGui.QTransform) -> int | None:
        """The way that has a point there."""
        for number, way in enumerate(self.ways):
            if near(way.target, place, transform) or near(way.handle, place, transform):
                return number
        return None

    def press(self, place: QtCore.QPointF, transform: QtGui.QTransform, second: bool) -> bool:
        if self.empty or not self.inside(place, transform):
            return False
        if self.painting:
            self._erases = second
            self._stroke(self.to_picture(place, transform))
            return True
        found = self._at(place, transform)
        if second:
            if found is not None:
                del self.ways[found]
                self.looked.emit()
                self.changed.emit()
            return True
        if found is None:
            point = self.to_picture(place, transform)
            self.ways.append(Way(point, point))
            found = len(self.ways) - 1
        self._pulled = found
        self.looked.emit()
        return True

    def _stroke(self, to: QtCore.QPointF) -> None:
        if self._painted.isNull():
            self._painted = self._blank()
        width = max(self.size.width(), self.size.height()) * BRUSH
        painter = self._brush(self._painted, width, self._erases)
        painter.drawLine(self._brushed or to, to)
        painter.end()
        self._brushed = to
        self.looked.emit()

    def move(self, place: QtCore.QPointF, transform: QtGui.QTransform) -> None:
        point = self.to_picture(place, transform)
        if self._brushed is not None:
            self._stroke(point)
        elif self._pulled is not None:
            self.ways[self._pulled] = Way(self.ways[self._pulled].handle, point)
            self.looked.emit()

    def release(self) -> None:
        pulled, self._pulled = self._pulled, None
        brushed, self._brushed = self._brushed, None
        if pulled is not None or brushed is not None:
            self.changed.emit()

    def paint_points(self, painter: QtGui.QPainter, transform: QtGui.QTransform) -> None:
        if not self._painted.isNull():
            veil = self._painted.copy()
            veil.reinterpretAsFormat(QtGui.QImage.Format.Format_Indexed8)
            veil.setColorTable(_VEIL)
            painter.drawImage(transform.mapRect(QtCore.QRectF(QtCore.QPointF(), self.size)), veil)
        for way in self.ways:
            handle, target = (to_widget(p, transform) for p in (way.handle, way.target))
            paint_line(painter, QtGui.QPolygonF([handle, target]))
            paint_dot(painter, handle, HANDLE)
            paint_dot(painter, target, TARGET)


def _mask(image: QtGui.QImage) -> Picture:
    rows = image.constBits().asstring(image.sizeInBytes())
    data = unpadded(rows, image.bytesPerLine(), image.width())
    return Picture(image.width(), image.height(), "L", "u8", data, "mask")


class Placed:
    """Points of a picture that lies in the document: `canvas.Marks`.

    Args:
        region: what the picture covers of the document.
        seen: what of that is to be seen.
    """

    def __init__(self, points: Points, region: Region, seen: Region) -> None:
        self.points, self._region, self._seen = points, region, seen
        self._size = points.size

    def covers(self, size: QtCore.QSizeF) -> bool:
        """Whether this is the place of a picture of that size."""
        return self._size == size

    def _whole(self, transform: QtGui.QTransform) -> QtGui.QTransform:
        size, at = self.points.size, self._region
        scale = at.width / size.width(), at.height / size.height()
        return QtGui.QTransform(scale[0], 0, 0, scale[1], at.x, at.y) * transform

    def _window(self, transform: QtGui.QTransform) -> QtCore.QRectF:
        seen = self._seen
        return transform.mapRect(QtCore.QRectF(seen.x, seen.y, seen.width, seen.height))

    def press(self, place: QtCore.QPointF, transform: QtGui.QTransform, second: bool) -> bool:
        if self.points.empty or not self._window(transform).contains(place):
            return False
        return self.points.press(place, self._whole(transform), second)

    def move(self, place: QtCore.QPointF, transform: QtGui.QTransform) -> None:
        if not self.points.empty:
            self.points.move(place, self._whole(transform))

    def release(self) -> None:
        self.points.release()

    def paint(self, painter: QtGui.QPainter, transform: QtGui.QTransform) -> None:
        if self.points.empty:
            return
        painter.save()
        painter.setClipRect(self._window(transform))
        self.points.paint(painter, self._whole(transform))
        painter.restore()


class Pad(QtWidgets.QWidget):
    """The picture with its points in the panel, for hosts that give no mouse on their canvas."""

    def __init__(self, points: Points, words: str) -> None:
        """`words`: what is said where there is no picture yet."""
        super().__init__()
        self.points, self._words = points, words
        self.setMinimumHeight(LEAST)
        policy = QtWidgets.QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Expanding)
        self.setAccessibleName(self.tr("Picture with points"))
        points.looked.connect(self.update)

    def sizeHint(self) -> QtCore.QSize:
        return QtCore.QSize(240, 240)

    def transform(self) -> QtGui.QTransform:
        """From the picture's pixels to the widget's: as large as there is room, in the middle."""
        size, room = self.points.size, QtCore.QSizeF(self.size())
        scale = min(room.width() / size.width(), room.height() / size.height())
        x = (room.width() - size.width() * scale) / 2
        y = (room.height() - size.height() * scale) / 2
        return QtGui.QTransform(scale, 0, 0, scale, x, y)

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        buttons = QtCore.Qt.MouseButton
        if event.button() in (buttons.LeftButton, buttons.RightButton) and not self.points.empty:
            second = event.button() == buttons.RightButton
            self.points.press(QtCore.QPointF(event.pos()), self.transform(), second)

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        if not self.points.empty:
            self.points.move(QtCore.QPointF(event.pos()), self.transform())

    def mouseReleaseEvent(self, event: QtGui.QMouseEvent) -> None:
        self.points.release()

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        painter = QtGui.QPainter(self)
        if self.points.empty:
            paint_words(self, painter, self._words)
        else:
            self.points.paint(painter, self.transform())
