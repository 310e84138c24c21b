"""The editor's document: layers, the selection, and the undo stack that changes go through."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...canvas import Depth
from ...qt import QtCore, QtGui, Signal
from . import selecting
from .images import FORMATS

_keys = itertools.count(1)
_Modes = QtGui.QPainter.CompositionMode
PLAIN = "svg:src-over"
COMPOSITION = {
    PLAIN: _Modes.CompositionMode_SourceOver,
    "svg:multiply": _Modes.CompositionMode_Multiply,
    "svg:screen": _Modes.CompositionMode_Screen,
    "svg:overlay": _Modes.CompositionMode_Overlay,
    "svg:darken": _Modes.CompositionMode_Darken,
    "svg:lighten": _Modes.CompositionMode_Lighten,
    "svg:color-dodge": _Modes.CompositionMode_ColorDodge,
    "svg:color-burn": _Modes.CompositionMode_ColorBurn,
    "svg:hard-light": _Modes.CompositionMode_HardLight,
    "svg:soft-light": _Modes.CompositionMode_SoftLight,
    "svg:difference": _Modes.CompositionMode_Difference,
    "svg:plus": _Modes.CompositionMode_Plus,
    "svg:dst-out": _Modes.CompositionMode_DestinationOut,
}


@dataclass
class Layer:
    """A picture with a place; layers are only as large as what they show."""

    name: str
    image: QtGui.QImage
    offset: QtCore.QPoint = field(default_factory=QtCore.QPoint)
    visible: bool = True
    opacity: float = 1.0  # 0..1
    group: str = ""  # layers that carry the same name here belong together
    recipe: dict[str, Any] = field(default_factory=dict)
    locked: bool = False  # neither moved nor removed
    composite_op: str = PLAIN  # as OpenRaster calls it; of what is not in COMPOSITION it is kept
    number: int | None = None  # which layer of the opened file it is
    opened: QtGui.QImage | None = None  # the pixels that it had there
    key: str = field(default_factory=lambda: str(next(_keys)))

    def rect(self) -> QtCore.QRect:
        """Where the layer lies on the document."""
        return QtCore.QRect(self.offset, self.image.size())


State = tuple[QtCore.QSize, list[Layer]]  # size and layers of a document at some time


class Document(QtCore.QObject):
    """Layers from bottom to top, one of them active.

    `changed` carries the rectangle whose look changed; `layers_changed` says that the list of
    layers, or a property shown in it, is another. Change it through commands.py only, so that
    every change can be undone.
    """

    changed = Signal(QtCore.QRect)
    layers_changed = Signal()
    active_changed = Signal()
    selection_changed = Signal()
    resized = Signal()

    def __init__(self, size: QtCore.QSize, depth: Depth = "u8", path: Path | None = None) -> None:
        super().__init__()
        self.key = f"document-{next(_keys)}"
        self.size = size
        self.depth: Depth = depth
        self.path = path
        self.source: Path | None = None  # a copy of the file, as it was opened
        self.notes: list[str] = []  # what its reader had to say
        self.dpi: tuple[float, float] | None = None  # pixels an inch, across and down
        self.layers: list[Layer] = []
        self.active_key = ""
        self.selection = QtGui.QImage()  # Grayscale8 of the document's size; null = nothing
        self.avoided = QtGui.QImage()  # likewise: what fills are not to copy from
        self._selected: QtCore.QRect | None = None  # its bounds, once somebody has asked
        self.undo = QtGui.QUndoStack(self)
        self.closed = False
        self._saved: State | None = None  # None: never
        self._opened: State | None = None

    @property
    def format(self) -> QtGui.QImage.Format:
        return FORMATS[self.depth]

    def rect(self) -> QtCore.QRect:
        return QtCore.QRect(QtCore.QPoint(0, 0), self.size)

    def layer(self, key: str) -> Layer | None:
        return next((layer for layer in self.layers if layer.key == key), None)

    @property
    def active(self) -> Layer | None:
        """The layer that commands work on."""
        return self.layer(self.active_key)

    @property
    def modified(self) -> bool:
        """Whether something would be lost with it: a mere selection would not."""
        if self._saved is None or self._saved[0] != self.size:
            return True
        # layers are never altered in place, so that the same ones look the same
        saved = self._saved[1]
        return len(saved) != len(self.layers) or any(
            one is not other for one, other in zip(saved, self.layers, strict=True)
        )

    def state(self) -> State:
        """What there is now."""
        return self.size, list(self.layers)

    def mark_saved(self, state: State | None = None) -> None:
        """All that there is now, or was then, is in a file."""
        self._saved = state or self.state()
        self.layers_changed.emit()

    def mark_opened(self) -> None:
        """All that there is now is what the file showed."""
        self._opened = self.state()
        self.mark_saved()

    def take_over(self, opened: Document) -> None:
        """Say that the document is what became of another, which was opened."""
        self.source, self._opened = opened.source, opened._opened

    def opened_layer(self) -> Layer | None:
        """The layer that is the picture which was opened, if that was a flat one."""
        if self.source is None or self.source.suffix == ".ora":
            return None
        return next((layer for layer in self.layers if layer.number == 0), None)

    def looks_changed(self) -> bool:
        """Whether anything else is to be seen than the file showed."""
        if self._opened is None or self._opened[0] != self.size:
            return True
        looks = [
            [(x.image, x.offset, x.opacity, x.composite_op) for x in layers if x.visible]
            for layers in (self._opened[1], self.layers)
        ]
        return len(looks[0]) != len(looks[1]) or any(
            one[0] is not two[0] or one[1:] != two[1:] for one, two in zip(*looks, strict=True)
        )

    def mark_unsaved(self) -> None:
        """What there is now is in no file of the person's."""
        self._saved = None

    def copy(self) -> Document:
        """The document as it is now, for another thread to read."""
        copy = Document(self.size, self.depth, self.path)
        copy.key, copy.layers = self.key, list(self.layers)
        copy.take_over(self)
        return copy

    def set_active(self, key: str) -> None:
        if key != self.active_key:
            self.active_key = key
            self.active_changed.emit()

    def set_layers(self, layers: list[Layer], active_key: str | None = None) -> None:
        """Replace the list of layers (commands only) and say what changed."""
        touched = QtCore.QRect()
        for layer in {layer.key: layer for layer in [*self.layers, *layers]}.values():
            touched = touched.united(layer.rect())
        self.layers = list(layers)
        if active_key is not None:
            self.active_key = active_key
        if self.active is None and self.layers:
            self.active_key = self.layers[-1].key
        self.layers_changed.emit()
        self.active_changed.emit()
        self.changed.emit(touched)

    def set_selection(self, mask: QtGui.QImage) -> None:
        """Replace the selection (commands only)."""
        self.selection = mask
        self._selected = None
        self.selection_changed.emit()

    def set_avoided(self, mask: QtGui.QImage) -> None:
        """Replace what fills are not to copy from (commands only)."""
        self.avoided = mask
        self.selection_changed.emit()

    def set_size(self, size: QtCore.QSize, layers: list[Layer], selection: QtGui.QImage) -> None:
        """Replace the document's size with what depends on it (commands only)."""
        self.size, self.avoided = size, QtGui.QImage()
        self.set_selection(selection)
        self.set_layers(layers)
        self.resized.emit()

    def selected(self) -> QtCore.QRect:
        """The smallest rectangle around the selection; null when nothing is selected."""
        if self._selected is None:
            self._selected = selecting.bounds(self.selection)
        return self._selected

    def flattened(self, rect: QtCore.QRect, active_only: bool = False) -> QtGui.QImage:
        """The visible layers over `rect`, or the active layer alone, on transparency."""
        layers = [layer for layer in self.layers if layer.visible]
        if active_only:
            layers = [] if self.active is None else [replace(self.active, opacity=1.0)]
            return flattened(layers, rect, self.format, plain=True)
        return flattened(layers, rect, self.format)

    def close(self) -> None:
        """From now on nothing can be read from or written to the document."""
        self.closed = True
        self.undo.blockSignals(True)  # taking the stack apart is no change of the picture


def flattened(
    layers: Sequence[Layer],
    rect: QtCore.QRect,
    form: QtGui.QImage.Format,
    plain: bool = False,
) -> QtGui.QImage:
    """Layers, whether visible or not, over `rect` on transparency; `plain`: each laid over."""
    out = QtGui.QImage(rect.size(), form)
    out.fill(QtCore.Qt.GlobalColor.transparent)
    painter = QtGui.QPainter(out)
    painter.translate(-rect.topLeft())
    for layer in layers:
        if not plain:
            painter.setCompositionMode(COMPOSITION.get(layer.composite_op, COMPOSITION[PLAIN]))
        painter.setOpacity(layer.opacity)
        painter.drawImage(layer.offset, layer.image)
    painter.end()
    return out
