"""Two eyes and a mouth, which the person drags to where a face has them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..canvas import Region, Selection
from ..pixels import unpadded
from ..qt import QtCore, QtGui
from .points import HANDLE, TARGET, Points, near, paint_dot, paint_line, to_widget

Point = tuple[float, float]
# of half the square's side; a little more than what the engine's soft oval changes
_OVAL = QtCore.QRectF(-0.86, -0.93, 1.72, 1.96)


class FacePoints(Points):
    """Left eye, right eye and mouth as seen, in pixels of the picture."""

    def __init__(self) -> None:
        super().__init__()
        self.points: list[QtCore.QPointF] = []
        self._pulled: int | None = None
        self.untouched = True  # by the person

    def begin(self, size: QtCore.QSizeF) -> None:
        """A picture of that size, with the points of a face in its middle."""
        self.image, self.size, self.untouched = QtGui.QImage(), size, True
        side = min(size.width(), size.height())
        x, y = size.width() / 2, size.height() / 2
        places = ((-0.12, -0.05), (0.12, -0.05), (0.0, 0.18))
        self.points = [QtCore.QPointF(x + dx * side, y + dy * side) for dx, dy in places]
        self.looked.emit()

    def press(self, place: QtCore.QPointF, transform: QtGui.QTransform, second: bool) -> bool:
        found = [n for n, point in enumerate(self.points) if near(point, place, transform)]
        if second or not found:
            return False  # beside the points the mouse is the tool's
        self._pulled = found[0]
        return True

    def move(self, place: QtCore.QPointF, transform: QtGui.QTransform) -> None:
        if self._pulled is not None:
            self.points[self._pulled] = self.to_picture(place, transform)
            self.looked.emit()

    def release(self) -> None:
        pulled, self._pulled = self._pulled, None
        if pulled is not None:
            self.untouched = False
            self.changed.emit()

    def square(self) -> QtGui.QTransform:
        """From the square [-1, 1]² around the face, turned with the head, to the picture.

        The same as `ops.alignment` of the engine makes of these points.
        """
        left, right, mouth = ((p.x(), p.y()) for p in self.points)
        middle = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2
        across = right[0] - left[0], right[1] - left[1]
        down = mouth[0] - middle[0], mouth[1] - middle[1]
        x, y = across[0] + down[1], across[1] - down[0]
        length = math.hypot(x, y) or 1.0
        half = max(2.0 * math.hypot(*across), 1.8 * math.hypot(*down))
        x, y = x / length * half, y / length * half
        centre = middle[0] + 0.1 * down[0] + 0.5, middle[1] + 0.1 * down[1] + 0.5
        return QtGui.QTransform(x, y, -y, x, *centre)

    def paint_points(self, painter: QtGui.QPainter, transform: QtGui.QTransform) -> None:
        oval = QtGui.QPainterPath()
        oval.addEllipse(_OVAL)
        whole = self.square() * transform
        paint_line(painter, whole.map(oval).toFillPolygon())
        places = [to_widget(point, transform) for point in self.points]
        for place, colour in zip(places, (HANDLE, HANDLE, TARGET), strict=True):
            paint_dot(painter, place, colour)

    # in the document

    def reach(self, region: Region, bounds: Region) -> Region:
        """What the engine has to see of the document; `region` is what the picture covers."""
        rect = self.square().mapRect(QtCore.QRectF(-1.5, -1.5, 3, 3)).toAlignedRect()
        around = Region(rect.x(), rect.y(), rect.width(), rect.height())
        return Region(around.x + region.x, around.y + region.y, around.width, around.height).within(
            bounds
        )

    def put(self, points: Sequence[Point]) -> None:
        """Put them where the engine, which counts from corners, sees a face."""
        self.points = [QtCore.QPointF(x - 0.5, y - 0.5) for x, y in points]
        self.looked.emit()

    def within(self, region: Region, read: Region) -> list[Point]:
        """The points in pixels of what was read."""
        x, y = region.x - read.x, region.y - read.y
        # the engine counts from corners, not from the middles of pixels
        return [(round(p.x() + x + 0.5, 1), round(p.y() + y + 0.5, 1)) for p in self.points]

    def set_places(self, places: Sequence[Sequence[float]], region: Region) -> None:
        """Put the points where they are in the document."""
        self.points = [QtCore.QPointF(x - region.x, y - region.y) for x, y in places]
        self.untouched = False
        self.looked.emit()

    def places(self, region: Region) -> list[Point]:
        """Where the points are in the document."""
        return [(p.x() + region.x, p.y() + region.y) for p in self.points]

    def oval(self, region: Region, read: Region) -> Selection:
        """Where in the document the face changes."""
        image = QtGui.QImage(read.width, read.height, QtGui.QImage.Format.Format_Grayscale8)
        image.fill(0)
        painter = QtGui.QPainter(image)
        painter.setPen(QtCore.Qt.PenStyle.NoPen)
        painter.setBrush(QtCore.Qt.GlobalColor.white)
        shift = QtGui.QTransform.fromTranslate(region.x - read.x, region.y - read.y)
        painter.setTransform(self.square() * shift)
        painter.drawEllipse(_OVAL)
        painter.end()
        data = image.constBits().asstring(image.sizeInBytes())
        return Selection(read, unpadded(data, image.bytesPerLine(), read.width))
