"""One document of Krita behind the panel's Canvas protocol."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from krita import Krita

from ...qt import QtCore
from ...wire import Picture, Reply
from ..canvas import CanvasError, LayerInfo, Region, Result, Selection, Source
from .colour import Space, convert

PAINTABLE = ("paintlayer", "grouplayer", "clonelayer", "filelayer", "vectorlayer", "filllayer")


translate = QtCore.QCoreApplication.translate


def document_key(document: Any) -> str:
    """What tells a document from others for as long as it is open."""
    return document.rootNode().uniqueId().toString()


class KritaCanvas:
    """Reads only the region asked for; writes only whole new layers."""

    def __init__(self, document: Any) -> None:
        self.key = document_key(document)

    def _document(self) -> Any:
        """The document, looked up anew: it may have been closed since."""
        for document in Krita.instance().documents():
            if document.rootNode() is not None and document_key(document) == self.key:
                return document
        raise CanvasError(translate("Krita", "The picture was closed."))

    def _space(self) -> Space:
        document = self._document()
        return Space(document.colorModel(), document.colorDepth(), document.colorProfile())

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
        mask = bytes(found.pixelData(region.x, region.y, region.width, region.height))
        return Selection(region, mask) if any(mask) else None

    def read(self, region: Region, source: Source) -> Picture:
        document = self._document()
        if source == "picture":
            data = document.pixelData(region.x, region.y, region.width, region.height)
            return self._picture(data, region, self._space())
        node = document.activeNode()
        if node is None or node.type() not in PAINTABLE:
            raise CanvasError(translate("Krita", "Choose a layer with pixels first."))
        return self._read_node(node, region)

    def layers(self) -> Sequence[LayerInfo]:
        return [
            LayerInfo(node.uniqueId().toString(), node.name())
            for node in _walk(self._document().rootNode())
            if node.type() in PAINTABLE
        ]

    def read_layer(self, key: str, region: Region | None = None) -> Picture:
        for node in _walk(self._document().rootNode()):
            if node.uniqueId().toString() == key:
                if region is None:
                    rect = node.bounds()
                    region = Region(rect.x(), rect.y(), rect.width(), rect.height())
                    region = region.within(self.bounds())
                if region.empty:
                    raise CanvasError(translate("Krita", "That layer is empty."))
                return self._read_node(node, region)
        raise CanvasError(translate("Krita", "That layer is no longer there."))

    def add(self, results: Sequence[Result], group_name: str) -> None:
        document = self._document()
        active = document.activeNode()
        parent = active.parentNode() if active is not None else None
        # a mask's parent is a layer, and layers cannot go below a layer that is not a group
        while parent is not None and parent.type() not in ("grouplayer", ""):
            active, parent = parent, parent.parentNode()
        if parent is None:
            active, parent = None, document.rootNode()
        if parent.locked():
            raise CanvasError(
                translate("Krita", "The group is locked; unlock it or choose another layer.")
            )
        layers = [self._layer(document, result) for result in results]
        if len(layers) == 1:
            top = layers[0]
        else:
            top = document.createGroupLayer(group_name)
            for number, layer in reversed(list(enumerate(layers))):
                layer.setVisible(number == 0)
                top.addChildNode(layer, None)
        if not parent.addChildNode(top, active):
            raise CanvasError(translate("Krita", "Krita did not take the new layer."))
        for number, result in enumerate(results):
            self._keep_recipe(document, layers[number], result)
        document.refreshProjection()

    def preview(self, result: Result | None) -> bool:
        """Krita shows nothing over its canvas without changing the document; the panel does."""
        return False

    def _layer(self, document: Any, result: Result) -> Any:
        picture, region, space = result.picture, result.region, self._space()
        source = space.working
        if (picture.channels, picture.dtype) != ("BGRA", source.dtype):
            raise CanvasError(
                translate("Krita", "The colour depth of the picture was changed meanwhile.")
            )
        data = convert(bytes(picture.data), picture.width, picture.height, source, space)
        layer = document.createNode(result.name, "paintlayer")
        layer.setPixelData(data, region.x, region.y, region.width, region.height)
        return layer

    def _keep_recipe(self, document: Any, layer: Any, result: Result) -> None:
        """In the document's annotations, which are saved with the .kra file."""
        key = f"ganvas/recipe/{layer.uniqueId().toString()}"
        text = json.dumps(result.recipe, ensure_ascii=False).encode()
        document.setAnnotation(key, result.name, QtCore.QByteArray(text))

    def _read_node(self, node: Any, region: Region) -> Picture:
        space = Space(node.colorModel(), node.colorDepth(), node.colorProfile())
        if not space.model:  # groups of some versions do not say
            space = self._space()
        data = node.projectionPixelData(region.x, region.y, region.width, region.height)
        return self._picture(data, region, space)

    def _picture(self, data: Any, region: Region, space: Space) -> Picture:
        target = self._space().working
        converted = convert(bytes(data), region.width, region.height, space, target)
        return Picture(region.width, region.height, "BGRA", target.dtype, converted)


def _walk(node: Any) -> Iterator[Any]:
    """All layers below `node`, topmost first."""
    for child in reversed(node.childNodes()):
        yield child
        yield from _walk(child)
