"""The magic wand: the pixels around a point that look like it.

Comparing, joining and searching bytes runs at C speed, so that this needs no numpy.
"""

from __future__ import annotations

from ...event_pump import EventPump
from ...qt import QtCore, QtGui
from .selecting import MASK

_RGBX = QtGui.QImage.Format.Format_RGBX8888


def similar(
    image: QtGui.QImage, point: QtCore.QPoint, tolerance: int, all_over: bool
) -> QtGui.QImage:
    """A mask of the pixels whose colour is that at `point`.

    Args:
        tolerance: how far each of red, green and blue may be away, 0 to 255.
        all_over: wherever they are; else only those that are joined to the point, by their sides.
    """
    alike = _alike(image, image.pixelColor(point), tolerance)
    return alike if all_over else _joined(alike, point)


def _alike(image: QtGui.QImage, colour: QtGui.QColor, tolerance: int) -> QtGui.QImage:
    away = image.convertToFormat(_RGBX)
    painter = QtGui.QPainter(away)
    painter.setCompositionMode(QtGui.QPainter.CompositionMode.CompositionMode_Difference)
    painter.fillRect(away.rect(), QtGui.QColor(colour.red(), colour.green(), colour.blue()))
    painter.end()
    size = away.sizeInBytes()
    data = bytearray(away.constBits().asstring(size))
    data[3::4] = bytes(size // 4)  # the fourth byte of a pixel is nobody's
    near = bytes(0 if level <= tolerance else 255 for level in range(256))
    line, width, height = away.bytesPerLine(), away.width(), away.height()
    # a grey pixel is black only where all three are near
    far = QtGui.QImage(bytes(data).translate(near), width, height, line, _RGBX)
    out = far.convertToFormat(MASK)
    grey = out.constBits().asstring(out.sizeInBytes())
    selected = grey.translate(b"\xff" + bytes(255))
    return QtGui.QImage(selected, width, height, out.bytesPerLine(), MASK).copy()


def _joined(mask: QtGui.QImage, point: QtCore.QPoint) -> QtGui.QImage:
    """What is joined to a point, run by run: a run of pixels is found and marked at once."""
    width, height, line = mask.width(), mask.height(), mask.bytesPerLine()
    # a column of nothing on the right ends the runs of every line
    rows = [mask.constScanLine(y).asstring(width) + b"\0" for y in range(height)]
    left, step = bytearray(b"".join(rows)), width + 1
    out, pump = bytearray(len(left)), EventPump()
    waiting = [(point.y(), point.x(), point.x() + 1)]
    while waiting:
        y, first, last = waiting.pop()
        start = y * step
        at = left.find(255, start + first, start + last)
        while at >= 0:
            begin = left.rfind(0, start, at) + 1 or start
            begin = max(begin, start)
            end = left.find(0, at, start + step)
            left[begin:end] = bytes(end - begin)
            out[begin:end] = b"\xff" * (end - begin)
            for row in (y - 1, y + 1):
                if 0 <= row < height:
                    waiting.append((row, begin - start, end - start))
            at = left.find(255, end, start + last)
        pump.pump()
    padding = bytes(line - width)
    data = b"".join(bytes(out[y * step : y * step + width]) + padding for y in range(height))
    return QtGui.QImage(data, width, height, line, MASK).copy()
