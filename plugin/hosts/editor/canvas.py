"""The editor behind the panel's Canvas and Host protocols."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...canvas import CanvasError, LayerInfo, Marks, Region, Result, Selection, Source
from ...event_pump import EventPump
from ...pixels import bands
from ...qt import QtCore, QtGui
from ...wire import DTYPES, Picture, Reply, allocate
from . import commands, selecting
from .document import PLAIN, Document, Layer, flattened
from .images import HeldImage, copied
from .tabs import DocumentTabs
from .view import View

translate = QtCore.QCoreApplication.translate


def to_rect(region: Region) -> QtCore.QRect:
    return QtCore.QRect(region.x, region.y, region.width, region.height)


def to_region(rect: QtCore.QRect) -> Region:
    return Region(rect.x(), rect.y(), rect.width(), rect.height())


class EditorCanvas:
    """One document of the editor and the view that shows it."""

    def __init__(
        self, document: Document, view: View, show: Callable[[Document], object] | None = None
    ) -> None:
        """`show`: what a new document is given to."""
        self._document, self._view, self._show = document, view, show
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
        document = self._open()
        rect = document.selected()
        if rect.isNull():
            return None
        return Selection(to_region(rect), selecting.rows(document.selection, rect))

    def select(self, selection: Selection) -> None:
        document, region = self._open(), selection.region
        part = QtGui.QImage(
            bytes(selection.mask), region.width, region.height, region.width, selecting.MASK
        )
        mask = selecting.blank(document.size)
        painter = QtGui.QPainter(mask)
        painter.drawImage(region.x, region.y, part)
        painter.end()
        commands.select(document, mask, translate("Editor", "Select"))

    def avoided(self) -> Selection | None:
        mask = self._open().avoided
        rect = selecting.bounds(mask)
        return None if rect.isNull() else Selection(to_region(rect), selecting.rows(mask, rect))

    def read(self, region: Region, source: Source) -> Picture:
        document = self._open()
        if source == "picture":
            layers = [layer for layer in document.layers if layer.visible]
        elif document.active is not None:
            # whether and how strongly it is shown is no matter: it is its pixels that are wanted
            layers = [replace(document.active, opacity=1.0, composite_op=PLAIN)]
        else:
            raise CanvasError(translate("Editor", "There is no layer to read from."))
        return self._read(layers, region)

    def layers(self) -> Sequence[LayerInfo]:
        return [LayerInfo(layer.key, layer.name) for layer in reversed(self._open().layers)]

    def read_layer(self, key: str, region: Region | None = None) -> Picture:
        layer = self._open().layer(key)
        if layer is None:
            raise CanvasError(translate("Editor", "That layer is no longer there."))
        return self._read(
            [replace(layer, opacity=1.0, composite_op=PLAIN)], region or to_region(layer.rect())
        )

    def _read(self, layers: Sequence[Layer], region: Region) -> Picture:
        """Layers over a region. They are never altered in place: what comes between the bands
        makes no difference."""
        depth, size = self._document.depth, self._document.format
        pump = EventPump()
        data, filled = allocate(region.width * region.height * 4 * DTYPES[depth]), 0
        for top, rows in bands(region.width, region.height):
            rect = QtCore.QRect(region.x, region.y + top, region.width, rows)
            band = copied(flattened(layers, rect, size), depth)
            data[filled : filled + len(band)] = band
            filled += len(band)
            pump.pump()
        self._open()  # a sentence if it was closed meanwhile
        return Picture(region.width, region.height, "RGBA", depth, data)

    def add(self, results: Sequence[Result], group_name: str) -> str:
        document = self._open()
        layers = [
            Layer(
                result.name,
                self._image(document, result.picture),
                QtCore.QPoint(result.region.x, result.region.y),
                visible=number == 0,
                group=group_name if len(results) > 1 else "",
                recipe=result.recipe,
            )
            for number, result in enumerate(results)
        ]
        commands.add_layers(document, layers, group_name)
        return ""

    def open(self, results: Sequence[Result]) -> None:
        document = self._open()
        for result in results:
            picture = result.picture
            made = Document(QtCore.QSize(picture.width, picture.height), document.depth)
            image = self._image(made, picture)
            made.set_layers([Layer(result.name, image, recipe=result.recipe)])
            if self._show is not None:
                self._show(made)

    def _image(self, document: Document, picture: Picture) -> QtGui.QImage:
        image = HeldImage(picture)
        # a conversion makes an image of its own; without one the bytes must stay held
        return (
            image if image.format() == document.format else image.convertToFormat(document.format)
        )

    def frames(self) -> Sequence[int]:
        return ()

    def show_time(self, time: int) -> None:
        """A document here has none."""

    def add_frames(self, frames: Sequence[tuple[int, Result]], name: str) -> None:
        raise CanvasError(translate("Editor", "There are no frames here."))

    def recipe(self) -> Mapping[str, Any] | None:
        active = self._open().active
        return (active.recipe or None) if active is not None else None

    def preview(self, result: Result | None) -> bool:
        if result is None or self._view.document is not self._document:
            self._view.set_overlay(None)
        else:
            self._view.set_overlay(HeldImage(result.picture), to_rect(result.region))
        return True

    def mark(self, marks: Marks, on: bool = True) -> None:
        if self._view.document is self._document:
            if on:
                self._view.set_marks(marks)
            elif self._view.marks is marks:
                self._view.set_marks(None)


class EditorHost:
    """The editor as the panel sees it."""

    name = "editor"
    shows_previews = True
    animates = False

    def __init__(self, view: View, settings: QtCore.QSettings, tabs: DocumentTabs) -> None:
        self._view, self._settings, self._tabs = view, settings, tabs

    def canvas(self) -> EditorCanvas | None:
        document = self._view.document
        return None if document is None else EditorCanvas(document, self._view, self._tabs.add)

    def documents(self) -> set[str]:
        return {document.key for document in self._tabs.documents}

    def setting(self, key: str, default: str = "") -> str:
        return str(self._settings.value(key, default))

    def set_setting(self, key: str, value: str) -> None:
        self._settings.setValue(key, value)
