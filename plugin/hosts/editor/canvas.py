"""The editor behind the panel's Canvas and Host protocols."""

from __future__ import annotations

from collections.abc import Sequence

from ...qt import QtCore, QtGui
from ...wire import Picture, Reply
from ..canvas import CanvasError, Depth, LayerInfo, Region, Result, Selection, Source
from . import commands, selecting
from .document import FORMATS, Document, Layer
from .view import View

translate = QtCore.QCoreApplication.translate


def to_rect(region: Region) -> QtCore.QRect:
    return QtCore.QRect(region.x, region.y, region.width, region.height)


def to_region(rect: QtCore.QRect) -> Region:
    return Region(rect.x(), rect.y(), rect.width(), rect.height())


def to_picture(image: QtGui.QImage, depth: Depth) -> Picture:
    """A QImage's bytes; both of the editor's formats have lines without padding."""
    image = image.convertToFormat(FORMATS[depth])
    data = image.constBits().asstring(image.sizeInBytes())
    return Picture(image.width(), image.height(), "RGBA", depth, data)


def to_image(picture: Picture) -> QtGui.QImage:
    """An image that owns its bytes."""
    if picture.channels != "RGBA" or picture.dtype not in FORMATS:
        raise CanvasError(
            translate("Editor", "The engine answered with pixels that the editor does not know.")
        )
    line = len(picture.data) // max(1, picture.height)
    form = FORMATS[picture.dtype]
    image = QtGui.QImage(bytes(picture.data), picture.width, picture.height, line, form)
    return image.copy()


class EditorCanvas:
    """One document of the editor and the view that shows it."""

    def __init__(self, document: Document, view: View) -> None:
        self._document, self._view = document, view
        self.key = document.key

    def _open(self) -> Document:
        if self._document.closed:
            raise CanvasError(translate("Editor", "The picture was closed."))
        return self._document

    def bounds(self) -> Region:
        return to_region(self._open().rect())

    def reply(self) -> Reply:
        return Reply("RGBA", self._open().depth)

    def selection(self) -> Selection | None:
        mask = self._open().selection
        rect = selecting.bounds(mask)
        if rect.isNull():
            return None
        return Selection(to_region(rect), selecting.rows(mask, rect))

    def read(self, region: Region, source: Source) -> Picture:
        document = self._open()
        if source == "layer" and document.active is None:
            raise CanvasError(translate("Editor", "There is no layer to read from."))
        image = document.flattened(to_rect(region), active_only=source == "layer")
        return to_picture(image, document.depth)

    def layers(self) -> Sequence[LayerInfo]:
        return [LayerInfo(layer.key, layer.name) for layer in reversed(self._open().layers)]

    def read_layer(self, key: str, region: Region | None = None) -> Picture:
        document = self._open()
        layer = document.layer(key)
        if layer is None:
            raise CanvasError(translate("Editor", "That layer is no longer there."))
        if region is None:
            return to_picture(layer.image, document.depth)
        rect = to_rect(region).translated(-layer.offset)
        return to_picture(layer.image.copy(rect), document.depth)

    def add(self, results: Sequence[Result], group_name: str) -> None:
        document = self._open()
        layers = [
            Layer(
                result.name,
                to_image(result.picture).convertToFormat(document.format),
                QtCore.QPoint(result.region.x, result.region.y),
                visible=number == 0,
                group=group_name if len(results) > 1 else "",
                recipe=result.recipe,
            )
            for number, result in enumerate(results)
        ]
        commands.add_layers(document, layers, group_name)

    def preview(self, result: Result | None) -> bool:
        if result is None or self._view.document is not self._document:
            self._view.set_overlay(None)
        else:
            image = to_image(result.picture)
            self._view.set_overlay(image, to_rect(result.region))
        return True


class EditorHost:
    """The editor as the panel sees it."""

    name = "editor"

    def __init__(self, view: View, settings: QtCore.QSettings) -> None:
        self._view, self._settings = view, settings

    def canvas(self) -> EditorCanvas | None:
        document = self._view.document
        return None if document is None else EditorCanvas(document, self._view)

    def setting(self, key: str, default: str = "") -> str:
        return str(self._settings.value(key, default))

    def set_setting(self, key: str, value: str) -> None:
        self._settings.setValue(key, value)
