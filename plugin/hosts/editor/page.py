"""How a document looks in the canvas: its ground, its layers, what lies over them."""

from __future__ import annotations

from collections.abc import Sequence

from ...panel.chequers import paint_chequers
from ...qt import QtCore, QtGui
from .document import COMPOSITION, PLAIN, Document, Layer
from .mipmaps import Mipmaps

OVERLAY = "overlay"  # its key among the mipmaps

translate = QtCore.QCoreApplication.translate


class Page:
    """Paints a document once.

    Args:
        transform: from the document's pixels to the widget's.
        ratio: pixels of the screen for each of the widget's.
        mipmaps: the layers at smaller sizes, kept from one painting to the next.
    """

    def __init__(
        self, painter: QtGui.QPainter, transform: QtGui.QTransform, ratio: float, mipmaps: Mipmaps
    ) -> None:
        self._painter, self._transform, self._mipmaps = painter, transform, mipmaps
        self._zoom = transform.m11()
        self._scale = self._zoom * ratio  # pixels of the screen for each of the document's

    def paint(
        self,
        document: Document,
        overlay: tuple[QtGui.QImage, QtCore.QRect] | None = None,
        compare: float = -1.0,
        lowest: bool = False,
    ) -> None:
        """`overlay`: a picture and its place. `compare`: see `View.set_compare`.

        `lowest`: the lowest layer alone.
        """
        painter = self._painter
        page = self._transform.mapRect(QtCore.QRectF(document.rect()))
        painter.save()
        painter.setClipRect(page)
        self._checks(page)
        self._layers(document.layers[:1] if lowest else document.layers)
        if overlay is not None:
            self._overlay(*overlay)
        if compare >= 0:
            self._compared(document, page, page.left() + page.width() * compare)
        painter.restore()

    def _checks(self, page: QtCore.QRectF) -> None:
        paint_chequers(self._painter, page)

    def _layers(self, layers: Sequence[Layer]) -> None:
        painter = self._painter
        painter.save()
        painter.setTransform(self._transform)
        painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform, on=self._zoom < 2.0)
        for layer in layers:
            if not layer.visible or layer.image.isNull():
                continue
            image, factor = self._mipmaps.image(layer.key, layer.image, self._scale)
            painter.setOpacity(layer.opacity)
            painter.setCompositionMode(COMPOSITION.get(layer.composite_op, COMPOSITION[PLAIN]))
            # only the part in sight is scaled; Qt clips sources of drawImage(target, image, source)
            target = QtCore.QRectF(
                layer.offset.x(), layer.offset.y(), image.width() * factor, image.height() * factor
            )
            painter.drawImage(target, image, QtCore.QRectF(image.rect()))
        painter.restore()

    def _overlay(self, image: QtGui.QImage, place: QtCore.QRect) -> None:
        painter = self._painter
        painter.save()
        painter.setTransform(self._transform)
        painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform)
        shown = place.width() * self._scale / max(1, image.width())
        small, _ = self._mipmaps.image(OVERLAY, image, shown)
        painter.drawImage(QtCore.QRectF(place), small, QtCore.QRectF(small.rect()))
        painter.restore()

    def _compared(self, document: Document, page: QtCore.QRectF, x: float) -> None:
        """The lowest layer alone on the left of x, and the line there."""
        painter = self._painter
        painter.save()
        painter.setClipRect(
            QtCore.QRectF(page.left(), page.top(), x - page.left(), page.height()),
            QtCore.Qt.ClipOperation.IntersectClip,
        )
        self._checks(page)
        self._layers(document.layers[:1])
        painter.restore()
        for colour, width in ((QtCore.Qt.GlobalColor.black, 3), (QtCore.Qt.GlobalColor.white, 1)):
            painter.setPen(QtGui.QPen(colour, width))
            painter.drawLine(QtCore.QPointF(x, page.top()), QtCore.QPointF(x, page.bottom()))
        middle = QtCore.QPointF(x, page.center().y())
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        painter.setPen(QtGui.QPen(QtCore.Qt.GlobalColor.black, 1))
        painter.setBrush(QtCore.Qt.GlobalColor.white)
        painter.drawEllipse(middle, 9, 9)
        painter.drawText(
            QtCore.QRectF(x - 9, middle.y() - 9, 18, 18), QtCore.Qt.AlignmentFlag.AlignCenter, "↔"
        )
        self._label(x, page.top(), translate("View", "Before"), left=True)
        self._label(x, page.top(), translate("View", "After"), left=False)

    def _label(self, x: float, top: float, text: str, left: bool) -> None:
        """A word beside the line, readable on any picture."""
        painter = self._painter
        width, height = painter.fontMetrics().horizontalAdvance(text) + 12, 20
        place = QtCore.QRectF(x - width - 8 if left else x + 8, top + 8, width, height)
        painter.setPen(QtCore.Qt.PenStyle.NoPen)
        painter.setBrush(QtGui.QColor(0, 0, 0, 150))
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(place, 4, 4)
        painter.setPen(QtCore.Qt.GlobalColor.white)
        painter.drawText(place, QtCore.Qt.AlignmentFlag.AlignCenter, text)
