"""One document of Krita behind the panel's Canvas protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from krita import Krita
from krita import Selection as KritaSelection

from ...canvas import CanvasError, LayerInfo, Marks, Region, Result, Selection, Source
from ...event_pump import EventPump
from ...pixels import copy
from ...qt import QtCore
from ...wire import Picture, Reply, allocate
from . import recipes
from .colour import PIECE, WORKING_BYTES, Converter, Space
from .layers import PAINTABLE, document_key, walk
from .pieces import pieces, rows

BAND = 1 << 18  # pixels that are read or written at once where nothing is converted

translate = QtCore.QCoreApplication.translate


class KritaCanvas:
    """Reads only the region asked for; writes only whole new layers.

    Both in pieces, between which Krita's event loop has its turn.
    """

    def __init__(self, document: Any, converter: Converter) -> None:
        self.key = document_key(document)
        self._converter = converter
        active = document.activeNode()
        self._made_from = None if active is None else active.uniqueId()

    def _document(self) -> Any:
        """The document, looked up anew: it may have been closed since."""
        for document in Krita.instance().documents():
            if document.rootNode() is not None and document_key(document) == self.key:
                return document
        raise self._closed()

    def _space(self) -> Space:
        return Space.of(self._document())

    def bounds(self) -> Region:
        document = self._document()
        return Region(0, 0, document.width(), document.height())

    def reply(self) -> Reply:
        return Reply("BGRA", self._space().working.dtype)

    def selection(self) -> Selection | None:
        found = self._document().selection()
        if found is None:
            return None
        # a selection may reach beyond the picture's edge
        region = Region(found.x(), found.y(), found.width(), found.height()).within(self.bounds())
        if region.empty:
            return None
        pump = EventPump()
        mask, selected = allocate(region.width * region.height), False
        for band in rows(region, 4 * BAND):
            data = bytes(found.pixelData(band.x, band.y, band.width, band.height))
            if len(data) != band.width * band.height:
                raise self._closed()
            copy(memoryview(data), band, mask, region)
            selected = selected or data.count(0) < len(data)
            pump.pump()
        return Selection(region, mask) if selected else None

    def select(self, selection: Selection) -> None:
        found, place = KritaSelection(), selection.region
        data = QtCore.QByteArray(bytes(selection.mask))
        found.setPixelData(data, place.x, place.y, place.width, place.height)
        self._document().setSelection(found)

    def avoided(self) -> Selection | None:
        """Krita has no brush for it."""
        return None

    def read(self, region: Region, source: Source) -> Picture:
        document = self._document()
        if source == "picture":
            return self._read(document.pixelData, Space.of(document), region)
        node = document.activeNode()
        if node is None or node.type() not in PAINTABLE:
            raise CanvasError(translate("Krita", "Choose a layer with pixels first."))
        return self._read_node(node, region)

    def layers(self) -> Sequence[LayerInfo]:
        return [
            LayerInfo(node.uniqueId().toString(), node.name())
            for node in walk(self._document().rootNode())
            if node.type() in PAINTABLE
        ]

    def read_layer(self, key: str, region: Region | None = None) -> Picture:
        for node in walk(self._document().rootNode()):
            if node.uniqueId().toString() == key:
                if region is None:
                    rect = node.bounds()
                    region = Region(rect.x(), rect.y(), rect.width(), rect.height())
                    region = region.within(self.bounds())
                if region.empty:
                    raise CanvasError(translate("Krita", "That layer is empty."))
                return self._read_node(node, region)
        raise CanvasError(translate("Krita", "That layer is no longer there."))

    def add(self, results: Sequence[Result], group_name: str) -> str:
        self._place_for(self._document())  # before the work rather than after it
        layers = [self._layer(result) for result in results]
        document = self._document()
        parent, active = self._place_for(document)
        if len(layers) == 1:
            top = layers[0]
        else:
            top = document.createGroupLayer(group_name)
            for number, layer in reversed(list(enumerate(layers))):
                layer.setVisible(number == 0)
                top.addChildNode(layer, None)
        if not parent.addChildNode(top, active):
            raise CanvasError(translate("Krita", "Krita did not take the new layer."))
        if top is not layers[0]:
            document.refreshProjection()  # Krita shows a new layer by itself, but not a new group
        for layer, result in zip(layers, results, strict=True):
            recipes.keep(document, layer, result)
        there = (node.uniqueId() for node in walk(document.rootNode()))
        if self._made_from is None or self._made_from in there:
            return ""
        return translate(
            "Krita", "The layer that was chosen before is gone; the result lies above the others."
        )

    def open(self, results: Sequence[Result]) -> None:
        source = self._document()
        space, resolution = Space.of(source), float(source.resolution())
        for result in results:
            width, height = result.picture.width, result.picture.height
            made = Krita.instance().createDocument(
                width, height, result.name, space.model, space.depth, space.profile, resolution
            )
            layer = made.topLevelNodes()[0]  # there is no active one before a view shows it
            layer.setName(result.name)
            self._paint(layer, result.picture, Region(0, 0, width, height), space)
            recipes.keep(made, layer, result)
            Krita.instance().activeWindow().addView(made)
            made.refreshProjection()
            made.setModified(True)

    def frames(self) -> Sequence[int]:
        document = self._document()
        node = document.activeNode()
        if node is None or not node.animated():
            return ()
        first, last = document.fullClipRangeStartTime(), document.fullClipRangeEndTime()
        return [time for time in range(first, last + 1) if node.hasKeyframeAtTime(time)]

    def show_time(self, time: int) -> None:
        document = self._document()
        document.setCurrentTime(time)
        document.waitForDone()

    def add_frames(self, frames: Sequence[tuple[int, Result]], name: str) -> None:
        document = self._document()
        parent, active = self._place_for(document)
        # A copy has its frames already. A new layer would get them from Krita's actions alone,
        # which go to whichever layer Krita has noticed to be active.
        layer, space = document.activeNode().duplicate(), Space.of(document)
        for mask in layer.childNodes():
            layer.removeChildNode(mask)
        layer.setName(name)
        layer.setOpacity(255)
        layer.setBlendingMode("normal")
        layer.setInheritAlpha(False)
        if not parent.addChildNode(layer, active):
            raise CanvasError(translate("Krita", "Krita did not take the new layer."))
        before, all_of_it = document.currentTime(), (0, 0, document.width(), document.height())
        pixel = len(bytes(layer.pixelData(0, 0, 1, 1)))
        empty = bytes(document.width() * document.height() * pixel)
        for time, result in frames:
            self.show_time(time)
            self._document()  # a sentence if it was closed meanwhile
            layer.setPixelData(empty, *all_of_it)
            self._paint(layer, result.picture, result.region, space)
            document.waitForDone()
        recipes.keep(document, layer, frames[0][1])
        self.show_time(before)
        document.refreshProjection()

    def recipe(self) -> dict[str, Any] | None:
        """How the active layer was made, if we made it."""
        document = self._document()
        return recipes.of(document, document.activeNode())

    def preview(self, result: Result | None) -> bool:
        """Krita shows nothing over its canvas without changing the document; the panel does."""
        if result is not None:
            self._document()  # a sentence if it was closed: nobody waits for the result any more
        return False

    def mark(self, marks: Marks, on: bool = True) -> None:
        """Krita gives plugins neither its canvas's mouse nor a way to paint over it."""

    def _place_for(self, document: Any) -> tuple[Any, Any]:
        """The group for new layers, and the layer they go above (None: at the top)."""
        active = document.activeNode()
        parent = active.parentNode() if active is not None else None
        # a mask's parent is a layer, and layers cannot go below a layer that is not a group
        while parent is not None and parent.type() not in ("grouplayer", ""):
            active, parent = parent, parent.parentNode()
        if parent is None:
            active, parent = None, document.rootNode()
        group = parent
        while group is not None:
            if group.locked():
                raise CanvasError(
                    translate("Krita", "The group is locked; unlock it or choose another layer.")
                )
            group = group.parentNode()
        return parent, active

    def _layer(self, result: Result) -> Any:
        document = self._document()
        layer = document.createNode(result.name, "paintlayer")
        self._paint(layer, result.picture, result.region, Space.of(document))
        return layer

    def _paint(self, layer: Any, picture: Picture, region: Region, space: Space) -> None:
        """Write the engine's pixels into a layer of a document in `space`."""
        source = space.working
        if (picture.channels, picture.dtype) != ("BGRA", source.dtype):
            raise CanvasError(
                translate("Krita", "The colour depth of the picture was changed meanwhile.")
            )
        data, size = memoryview(picture.data), WORKING_BYTES[picture.dtype]
        pump = EventPump()
        for piece in self._pieces(region, source == space):
            part = bytearray(piece.width * piece.height * size)
            copy(data, region, memoryview(part), piece, size)
            pixels = self._converter.convert(bytes(part), piece.width, piece.height, source, space)
            layer.setPixelData(pixels, piece.x, piece.y, piece.width, piece.height)
            pump.pump()

    def _read_node(self, node: Any, region: Region) -> Picture:
        space = Space.of(node)
        if not space.model:  # groups of some versions do not say
            space = self._space()
        return self._read(node.projectionPixelData, space, region)

    def _read(self, fetch: Callable[..., Any], space: Space, region: Region) -> Picture:
        """What `fetch(x, y, width, height)` gives in `space`, as the engine wants it."""
        target = self._space().working
        size = WORKING_BYTES[target.dtype]
        pixels = allocate(region.width * region.height * size)
        pump = EventPump()
        for piece in self._pieces(region, space == target):
            data = bytes(fetch(piece.x, piece.y, piece.width, piece.height))
            if not data:
                raise self._closed()
            data = self._converter.convert(data, piece.width, piece.height, space, target)
            copy(memoryview(data), piece, pixels, region, size)
            pump.pump()
        self._document()  # a sentence if it was closed meanwhile
        return Picture(region.width, region.height, "BGRA", target.dtype, pixels)

    def _pieces(self, region: Region, as_they_are: bool) -> Iterator[Region]:
        return rows(region, BAND) if as_they_are else pieces(region, *PIECE)

    def _closed(self) -> CanvasError:
        return CanvasError(translate("Krita", "The picture was closed."))
