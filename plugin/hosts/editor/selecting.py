"""Selections as Grayscale8 masks: shapes added and taken away, bounds, feathering, outlines."""

from __future__ import annotations

from ...pixels import unpadded
from ...qt import QtCore, QtGui

MASK = QtGui.QImage.Format.Format_Grayscale8


def blank(size: QtCore.QSize) -> QtGui.QImage:
    """A mask that selects nothing."""
    mask = QtGui.QImage(size, MASK)
    mask.fill(0)
    return mask


def with_path(
    mask: QtGui.QImage, size: QtCore.QSize, path: QtGui.QPainterPath, mode: str
) -> QtGui.QImage:
    """`mask` with a filled path: `mode` is replace, add or subtract; edges are antialiased."""
    return _painted(mask, size, mode, lambda painter, colour: painter.fillPath(path, colour))


def with_stroke(
    mask: QtGui.QImage,
    size: QtCore.QSize,
    points: list[QtCore.QPointF],
    diameter: float,
    mode: str,
) -> QtGui.QImage:
    """`mask` with a round brush drawn along `points`."""

    def draw(painter: QtGui.QPainter, colour: QtGui.QColor) -> None:
        pen = QtGui.QPen(colour, diameter)
        pen.setCapStyle(QtCore.Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(QtCore.Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        if all(point == points[0] for point in points):  # of no length, a line is not drawn
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(QtGui.QPolygonF(points))

    return _painted(mask, size, mode, draw)


def _painted(mask: QtGui.QImage, size: QtCore.QSize, mode: str, draw) -> QtGui.QImage:
    fresh = mode == "replace" or mask.isNull()
    out = blank(size) if fresh else mask.copy()
    painter = QtGui.QPainter(out)
    painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
    draw(painter, QtGui.QColor(0, 0, 0) if mode == "subtract" else QtGui.QColor(255, 255, 255))
    painter.end()
    return out


def combined(mask: QtGui.QImage, other: QtGui.QImage, mode: str) -> QtGui.QImage:
    """`mask` replaced by another, with it (add), or without it (subtract)."""
    if mode == "replace" or mask.isNull():
        return blank(other.size()) if mode == "subtract" else other
    modes = QtGui.QPainter.CompositionMode
    out, source = mask.copy(), other
    if mode == "subtract":
        source = inverted(other, other.size())
    painter = QtGui.QPainter(out)
    painter.setCompositionMode(
        modes.CompositionMode_Darken if mode == "subtract" else modes.CompositionMode_Lighten
    )
    painter.drawImage(0, 0, source)
    painter.end()
    return out


def inverted(mask: QtGui.QImage, size: QtCore.QSize) -> QtGui.QImage:
    """What was not selected."""
    out = blank(size) if mask.isNull() else mask.copy()
    out.invertPixels()
    return out


def feathered(mask: QtGui.QImage, radius: float) -> QtGui.QImage:
    """The mask with soft edges some `radius` pixels wide.

    Scaling down and up again with smooth filtering is a blur that Qt does on its own.
    """
    factor = max(1.0, radius)
    small = mask.scaled(
        max(1, round(mask.width() / factor)),
        max(1, round(mask.height() / factor)),
        QtCore.Qt.AspectRatioMode.IgnoreAspectRatio,
        QtCore.Qt.TransformationMode.SmoothTransformation,
    )
    return small.scaled(
        mask.size(),
        QtCore.Qt.AspectRatioMode.IgnoreAspectRatio,
        QtCore.Qt.TransformationMode.SmoothTransformation,
    ).convertToFormat(MASK)


def rows(mask: QtGui.QImage, rect: QtCore.QRect) -> bytes:
    """The mask's bytes over `rect` without Qt's padding at the end of each line."""
    part = mask.copy(rect)
    data = part.constBits().asstring(part.sizeInBytes())
    return unpadded(data, part.bytesPerLine(), part.width())


def bounds(mask: QtGui.QImage) -> QtCore.QRect:
    """The smallest rectangle with everything that is selected; null when nothing is."""
    if mask.isNull():
        return QtCore.QRect()
    # comparing and stripping bytes runs at C speed: ten milliseconds for an 8K mask
    line = mask.bytesPerLine()
    data = mask.constBits().asstring(mask.sizeInBytes())
    width, height = mask.width(), mask.height()
    nothing = bytes(width)
    left, right, top, bottom = width, -1, -1, -1
    for y in range(height):
        row = data[y * line : y * line + width]
        if row == nothing:
            continue
        top = y if top < 0 else top
        bottom = y
        if row[:left] != nothing[:left]:
            left = width - len(row.lstrip(b"\0"))
        if row[right + 1 :] != nothing[right + 1 :]:
            right = len(row.rstrip(b"\0")) - 1
    if top < 0:
        return QtCore.QRect()
    return QtCore.QRect(QtCore.QPoint(left, top), QtCore.QPoint(right, bottom))


def grown(mask: QtGui.QImage, radius: int) -> QtGui.QImage:
    """The mask and what lies within `radius` pixels of it, in an octagon's distance.

    An octagon is a sum of four segments, and each segment is made of ever longer shifts: so the
    cost grows with the logarithm of the radius.
    """
    part = bounds(mask).adjusted(-radius, -radius, radius, radius).intersected(mask.rect())
    if part != mask.rect():
        out = blank(mask.size())
        if not part.isEmpty():
            painter = QtGui.QPainter(out)
            painter.drawImage(part.topLeft(), grown(mask.copy(part), radius))
            painter.end()
        return out
    out = mask.copy()
    straight, slanted = round(0.414 * radius), round(0.293 * radius)
    for dx, dy, reach in (
        *((1, 0, straight), (0, 1, straight)),
        *((1, 1, slanted), (1, -1, slanted)),
    ):
        for sign in (1, -1):
            left, step = reach, 1
            while left > 0:
                step = min(step, left)
                shifted = out.copy()
                painter = QtGui.QPainter(out)
                painter.setCompositionMode(QtGui.QPainter.CompositionMode.CompositionMode_Lighten)
                painter.drawImage(sign * dx * step, sign * dy * step, shifted)
                painter.end()
                left, step = left - step, step * 2
    return out


def shrunk(mask: QtGui.QImage, radius: int) -> QtGui.QImage:
    """The mask without what is within `radius` pixels of its edge; the picture's border is none."""
    rest = mask.copy()
    rest.invertPixels()
    out = grown(rest, radius)
    out.invertPixels()
    return out
