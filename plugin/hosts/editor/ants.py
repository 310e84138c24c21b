"""The line around a selection: stripes of black and white, readable on any picture."""

from __future__ import annotations

from ...qt import QtCore, QtGui

STRIPE = 4  # pixels


class Outline:
    """Kept as it was drawn until selection, zoom or place change.

    Only a line, no tint: that would falsify the colours of a preview inside the selection.
    """

    def __init__(self) -> None:
        self._key: tuple | None = None
        self._pixmap = QtGui.QPixmap()

    def paint(
        self,
        painter: QtGui.QPainter,
        mask: QtGui.QImage,
        window: QtCore.QRect,
        origin: QtCore.QPointF,
        zoom: float,
        ratio: float,
    ) -> None:
        """Draw the outline of `mask`, a pixel of which is `zoom` wide, into `window`."""
        key = (mask.cacheKey(), window, origin.x(), origin.y(), zoom, ratio)
        if key != self._key:
            self._key = key
            self._pixmap = _draw(mask, window, origin, zoom, ratio)
        painter.drawPixmap(window.topLeft(), self._pixmap)


def _draw(
    mask: QtGui.QImage,
    window: QtCore.QRect,
    origin: QtCore.QPointF,
    zoom: float,
    ratio: float,
) -> QtGui.QPixmap:
    out = QtGui.QPixmap(window.size() * ratio)
    out.fill(QtCore.Qt.GlobalColor.transparent)
    to_screen = QtGui.QTransform(zoom, 0, 0, zoom, origin.x() - window.x(), origin.y() - window.y())
    to_screen *= QtGui.QTransform.fromScale(ratio, ratio)
    edge = _border(_selected(mask, out.size(), to_screen), max(1, round(ratio)))
    painter = QtGui.QPainter(out)
    painter.setClipRegion(edge)
    painter.fillRect(out.rect(), QtGui.QBrush(_stripes()))
    painter.end()
    out.setDevicePixelRatio(ratio)
    return out


def _selected(mask: QtGui.QImage, size: QtCore.QSize, to_screen: QtGui.QTransform) -> QtGui.QRegion:
    """What is selected of the part in sight, in pixels of the screen."""
    seen, _ = to_screen.inverted()
    part = seen.mapRect(QtCore.QRectF(0, 0, size.width(), size.height())).toAlignedRect()
    part = part.intersected(mask.rect())
    if part.isEmpty():
        return QtGui.QRegion()
    place = to_screen.mapRect(QtCore.QRectF(part)).toRect()
    small = mask.copy(part).scaled(
        max(1, place.width()),
        max(1, place.height()),
        QtCore.Qt.AspectRatioMode.IgnoreAspectRatio,
        # enlarged pixels shall be squares, and shrunk ones averages
        QtCore.Qt.TransformationMode.FastTransformation
        if to_screen.m11() > 1
        else QtCore.Qt.TransformationMode.SmoothTransformation,
    )
    threshold = QtCore.Qt.ImageConversionFlag.ThresholdDither
    bits = small.convertToFormat(QtGui.QImage.Format.Format_MonoLSB, threshold)
    # a bitmap is set where the picture is dark: the region is what is not selected
    rest = QtGui.QRegion(QtGui.QBitmap.fromImage(bits))
    return QtGui.QRegion(small.rect()).subtracted(rest).translated(place.topLeft())


def _border(region: QtGui.QRegion, width: int) -> QtGui.QRegion:
    """The pixels of a region that have a neighbour outside it."""
    inner = region
    for dx, dy in ((width, 0), (-width, 0), (0, width), (0, -width)):
        inner = inner.intersected(region.translated(dx, dy))
    return region.subtracted(inner)


def _stripes() -> QtGui.QPixmap:
    side = 2 * STRIPE
    tile = QtGui.QImage(side, side, QtGui.QImage.Format.Format_RGB32)
    for y in range(side):
        for x in range(side):
            tile.setPixel(x, y, 0xFFFFFFFF if (x + y) // STRIPE % 2 else 0xFF000000)
    return QtGui.QPixmap.fromImage(tile)
