"""The picture of a result, for hosts that cannot show it over the document."""

from __future__ import annotations

from ..qt import QtCore, QtGui, QtWidgets
from ..wire import Picture
from .chequers import paint_chequers
from .thumbnails import thumbnail

DETAIL = 512  # longest side that is kept of a picture
LEAST = 60  # pixels of height


def paint_words(widget: QtWidgets.QWidget, painter: QtGui.QPainter, words: str) -> None:
    """What is said, faintly, where there is no picture yet."""
    colour = widget.palette().color(QtGui.QPalette.ColorRole.WindowText)
    colour.setAlphaF(0.5)
    painter.setPen(colour)
    flags = QtCore.Qt.AlignmentFlag.AlignCenter | QtCore.Qt.TextFlag.TextWordWrap
    painter.drawText(widget.rect(), int(flags), words)


class Preview(QtWidgets.QWidget):
    """Has its place from the start: what it shows fits into it and never changes its size."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: QtGui.QPixmap | None = None
        self.setMinimumHeight(LEAST)
        self.setSizePolicy(
            QtWidgets.QSizePolicy.Policy.Expanding, QtWidgets.QSizePolicy.Policy.Expanding
        )
        self.setAccessibleName(self.tr("Preview"))

    @property
    def empty(self) -> bool:
        """Whether it shows nothing."""
        return self._shown is None

    def sizeHint(self) -> QtCore.QSize:
        return QtCore.QSize(240, 160)

    def show_picture(self, picture: Picture | None) -> None:
        """Show a picture, or nothing."""
        self._shown = None if picture is None else thumbnail(picture, DETAIL)
        self.update()

    def show_image(self, image: QtGui.QImage) -> None:
        """Show what is an image already."""
        self._shown = QtGui.QPixmap.fromImage(image)
        self.update()

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        painter = QtGui.QPainter(self)
        if self._shown is None:
            paint_words(self, painter, self.tr("Results are shown here"))
            return
        size = self._shown.size().scaled(self.size(), QtCore.Qt.AspectRatioMode.KeepAspectRatio)
        place = QtCore.QRect(QtCore.QPoint(0, 0), size)
        place.moveCenter(self.rect().center())
        paint_chequers(painter, QtCore.QRectF(place))
        painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, self._shown)
