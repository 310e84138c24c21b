"""Copy and paste of pictures."""

from __future__ import annotations

from ...qt import QtCore, QtGui, QtWidgets
from . import commands
from .document import Document, Layer


def copy(document: Document) -> None:
    """Put the selected part of the active layer, or all of it, on the clipboard."""
    rect = document.selected()
    mask = document.selection
    if rect.isNull():
        rect, mask = document.rect(), QtGui.QImage()
    image = document.flattened(rect, active_only=True)
    if not mask.isNull():
        # DestinationIn multiplies with the alpha of what is drawn, and a Grayscale8 has none
        alpha = mask.copy(rect)
        alpha.reinterpretAsFormat(QtGui.QImage.Format.Format_Alpha8)
        painter = QtGui.QPainter(image)
        painter.setCompositionMode(QtGui.QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.drawImage(0, 0, alpha)
        painter.end()
    QtWidgets.QApplication.clipboard().setImage(image)


def image() -> QtGui.QImage | None:
    """The picture on the clipboard, if there is one."""
    found = QtWidgets.QApplication.clipboard().image()
    return None if found.isNull() else found


def paste(document: Document, picture: QtGui.QImage) -> None:
    """Add `picture` as a layer, in the middle of the selection or of the document."""
    picture = picture.convertToFormat(document.format)
    rect = document.selected()
    around = (document.rect() if rect.isNull() else rect).center()
    place = QtCore.QRect(QtCore.QPoint(0, 0), picture.size())
    place.moveCenter(around)
    name = QtCore.QCoreApplication.translate("Editor", "Pasted")
    commands.add_layers(document, [Layer(name, picture, place.topLeft())], name)
