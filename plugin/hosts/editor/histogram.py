"""How often each brightness occurs in what is visible."""

from __future__ import annotations

from collections import Counter

from ...qt import QtCore, QtGui, QtWidgets
from .document import COMPOSITION, PLAIN, Document

_SAMPLED = 512  # pixels a side that are counted at most
_PAUSE = 250  # milliseconds without a change before it counts anew
_COLOURS = ((220, 60, 60), (60, 170, 60), (70, 110, 230))


def counts(document: Document) -> list[list[int]]:
    """256 numbers for each of red, green and blue, of the document's opaque pixels."""
    width, height = document.size.width(), document.size.height()
    factor = min(1.0, _SAMPLED / max(width, height))
    size = QtCore.QSize(max(1, round(width * factor)), max(1, round(height * factor)))
    image = QtGui.QImage(size, QtGui.QImage.Format.Format_RGBA8888)
    image.fill(QtCore.Qt.GlobalColor.transparent)
    painter = QtGui.QPainter(image)
    painter.scale(size.width() / width, size.height() / height)
    for layer in document.layers:
        if layer.visible:
            painter.setOpacity(layer.opacity)
            painter.setCompositionMode(COMPOSITION.get(layer.composite_op, COMPOSITION[PLAIN]))
            painter.drawImage(layer.offset, layer.image)
    painter.end()
    data = image.constBits().asstring(image.sizeInBytes())
    clear = data[3::4].translate(b"\1" + bytes(255))  # 1 where nothing is to be seen
    unseen = clear.count(1)
    found = []
    for channel in range(3):
        times = Counter(data[channel::4])
        times[0] -= unseen  # transparent pixels are black in this image
        found.append([max(0, times[level]) for level in range(256)])
    return found


class Histogram(QtWidgets.QWidget):
    """Three curves over each other, counted anew when the document has changed."""

    def __init__(self) -> None:
        super().__init__()
        self._document: Document | None = None
        self.counts: list[list[int]] = []
        self.setMinimumSize(160, 90)
        self.setAccessibleName(self.tr("Histogram"))
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.count)

    def set_document(self, document: Document | None) -> None:
        """Count this one from now on."""
        if self._document is not None:
            self._document.changed.disconnect(self._later)
        self._document = document
        if document is not None:
            document.changed.connect(self._later)
        self.count()

    def count(self) -> None:
        """Count now, if anybody sees it."""
        if self.isVisible():
            document = self._document
            self.counts = counts(document) if document is not None else []
            self.update()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        self._timer.start(0)

    def _later(self, _part: QtCore.QRect) -> None:
        if self.isVisible():
            self._timer.start(_PAUSE)

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        painter = QtGui.QPainter(self)
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        area = QtCore.QRectF(self.rect()).adjusted(6, 6, -6, -6)
        painter.fillRect(area, self.palette().color(QtGui.QPalette.ColorRole.Base))
        if not self.counts:
            return
        # a picture's one flat colour must not flatten everything else
        inner = sorted(max(levels) for levels in zip(*self.counts, strict=True))
        top = max(1, inner[-4])
        painter.setClipRect(area)
        painter.setCompositionMode(
            QtGui.QPainter.CompositionMode.CompositionMode_Plus
            if self.palette().color(QtGui.QPalette.ColorRole.Base).lightness() < 128
            else QtGui.QPainter.CompositionMode.CompositionMode_Multiply
        )
        for levels, colour in zip(self.counts, _COLOURS, strict=True):
            path = QtGui.QPainterPath(area.bottomLeft())
            for level, times in enumerate(levels):
                x = area.left() + area.width() * level / 255
                path.lineTo(x, area.bottom() - area.height() * min(1.0, times / top))
            path.lineTo(area.bottomRight())
            painter.fillPath(path, QtGui.QColor(*colour, 150))
