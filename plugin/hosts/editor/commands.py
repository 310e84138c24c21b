"""Every change of a document, as an undo step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ...qt import QtCore, QtGui
from .document import Document, Layer

translate = QtCore.QCoreApplication.translate


class ChangeLayers(QtGui.QUndoCommand):
    """Swap one list of layers for another; layers themselves are never altered in place."""

    def __init__(
        self, document: Document, text: str, layers: Sequence[Layer], active_key: str
    ) -> None:
        super().__init__(text)
        self._document = document
        self._before = (list(document.layers), document.active_key)
        self._after = (list(layers), active_key)

    def redo(self) -> None:
        self._document.set_layers(*self._after)

    def undo(self) -> None:
        self._document.set_layers(*self._before)


class ChangeProperty(ChangeLayers):
    """A change of one property of one layer; changes in a row become one step."""

    def __init__(self, document: Document, layer: Layer, text: str, values: dict[str, Any]) -> None:
        changed = replace(layer, **values)
        super().__init__(
            document,
            text,
            [changed if other.key == layer.key else other for other in document.layers],
            document.active_key,
        )
        self._what = (layer.key, tuple(sorted(values)))

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QtGui.QUndoCommand) -> bool:
        if not isinstance(other, ChangeProperty) or other._what != self._what:
            return False
        if self._what[1] != ("opacity",):  # only a slider's many small steps belong together
            return False
        self._after = other._after
        return True


class ChangeSelection(QtGui.QUndoCommand):
    """Swap one selection, or what is avoided, for another."""

    def __init__(
        self, document: Document, text: str, mask: QtGui.QImage, avoided: bool = False
    ) -> None:
        super().__init__(text)
        self._set = document.set_avoided if avoided else document.set_selection
        self._before, self._after = document.avoided if avoided else document.selection, mask

    def redo(self) -> None:
        self._set(self._after)

    def undo(self) -> None:
        self._set(self._before)


class Crop(QtGui.QUndoCommand):
    """Make the document as large as a part of it; layers keep what lies outside."""

    def __init__(self, document: Document, part: QtCore.QRect) -> None:
        super().__init__(translate("Editor", "Crop"))
        self._document = document
        self._before = (document.size, list(document.layers), document.selection)
        moved = [replace(x, offset=x.offset - part.topLeft()) for x in document.layers]
        self._after = (part.size(), moved, QtGui.QImage())

    def redo(self) -> None:
        self._document.set_size(*self._after)

    def undo(self) -> None:
        self._document.set_size(*self._before)


def crop(document: Document, part: QtCore.QRect) -> None:
    """Cut the document to a part of it."""
    part = part.intersected(document.rect())
    if not part.isEmpty() and part != document.rect():
        document.undo.push(Crop(document, part))


def add_layers(document: Document, layers: Sequence[Layer], text: str) -> None:
    """Put `layers` (bottom to top) above the active layer and make the topmost visible active."""
    stack = list(document.layers)
    at = next((i + 1 for i, x in enumerate(stack) if x.key == document.active_key), len(stack))
    stack[at:at] = layers
    shown = [layer for layer in layers if layer.visible] or list(layers)
    document.undo.push(ChangeLayers(document, text, stack, shown[-1].key))


def remove_layer(document: Document, layer: Layer) -> None:
    """Take a layer away; the last one of a document stays, as do locked ones."""
    if layer.locked:
        return
    rest = [other for other in document.layers if other.key != layer.key]
    if not rest:
        return
    at = min(document.layers.index(layer), len(rest) - 1)
    document.undo.push(
        ChangeLayers(document, translate("Editor", "Remove layer"), rest, rest[at].key)
    )


def move_layer(document: Document, layer: Layer, to: int) -> None:
    """Move a layer to index `to`, counted from the bottom."""
    rest = [other for other in document.layers if other.key != layer.key]
    rest.insert(max(0, min(to, len(rest))), layer)
    if rest != document.layers:
        document.undo.push(
            ChangeLayers(document, translate("Editor", "Move layer"), rest, layer.key)
        )


def duplicate_layer(document: Document, layer: Layer) -> None:
    """Add a copy above the active layer."""
    copy = Layer(
        translate("Editor", "{} copy").format(layer.name),
        layer.image,
        layer.offset,
        True,
        layer.opacity,
        composite_op=layer.composite_op,
    )
    add_layers(document, [copy], translate("Editor", "Duplicate layer"))


def change(document: Document, layer: Layer, text: str, **values: Any) -> None:
    """Change a layer's name, visibility, opacity, lock or place; a locked layer stays in place."""
    if layer.locked and "offset" in values:
        return
    if any(getattr(layer, key) != value for key, value in values.items()):
        document.undo.push(ChangeProperty(document, layer, text, values))


def blend_back(document: Document, layer: Layer, mask: QtGui.QImage) -> None:
    """Make a layer transparent where a mask of the document's size is white: what is below shows.

    Only within the selection, if there is one; a locked layer stays as it is.
    """
    if layer.locked:
        return
    modes = QtGui.QPainter.CompositionMode
    if not document.selection.isNull():
        mask = mask.copy()
        painter = QtGui.QPainter(mask)
        painter.setCompositionMode(modes.CompositionMode_Multiply)
        painter.drawImage(0, 0, document.selection)
        painter.end()
    share = mask.copy(layer.rect())
    share.reinterpretAsFormat(QtGui.QImage.Format.Format_Alpha8)
    image = layer.image.copy()
    painter = QtGui.QPainter(image)
    painter.setCompositionMode(modes.CompositionMode_DestinationOut)
    painter.drawImage(0, 0, share)
    painter.end()
    change(document, layer, translate("Editor", "Blend back"), image=image)


def set_avoided(document: Document, mask: QtGui.QImage, text: str) -> None:
    """Make `mask` what fills are not to copy from; a null image avoids nothing."""
    document.undo.push(ChangeSelection(document, text, mask, avoided=True))


def select(document: Document, mask: QtGui.QImage, text: str) -> None:
    """Make `mask` the selection; a null image selects nothing."""
    if not (mask.isNull() and document.selection.isNull()):
        document.undo.push(ChangeSelection(document, text, mask))
