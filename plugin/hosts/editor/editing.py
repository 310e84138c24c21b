"""What the menus "Edit" and "Select" do to the document that is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ...qt import QtCore, QtGui, QtWidgets, Signal
from . import clipboard, commands, pictures, selecting
from .document import Document, Layer
from .mask_dialog import select_by
from .tabs import DocumentTabs


class Editing(QtCore.QObject):
    """Copy and paste, and selections that need no mouse."""

    said = Signal(str)  # a sentence for the person, about what cannot be done

    def __init__(self, tabs: DocumentTabs) -> None:
        super().__init__(tabs)
        self._tabs = tabs

    def copy(self) -> None:
        if self._tabs.current is not None:
            clipboard.copy(self._tabs.current)

    def paste(self) -> None:
        """Into a new layer, or into a new document where none is open."""
        image = clipboard.image()
        if image is None:
            self.said.emit(self.tr("There is no picture to paste."))
        elif self._tabs.current is None:
            document = Document(image.size())
            document.set_layers([Layer(self.tr("Pasted"), image)])
            self._tabs.add(document)
        else:
            clipboard.paste(self._tabs.current, image)

    def select_all(self) -> None:
        document = self._tabs.current
        if document is not None:
            mask = selecting.inverted(QtGui.QImage(), document.size)
            commands.select(document, mask, self.tr("Select all"))

    def select_nothing(self) -> None:
        if self._tabs.current is not None:
            commands.select(self._tabs.current, QtGui.QImage(), self.tr("Select nothing"))

    def invert_selection(self) -> None:
        document = self._tabs.current
        if document is not None:
            mask = selecting.inverted(document.selection, document.size)
            commands.select(document, mask, self.tr("Invert selection"))

    def ask_feather(self) -> None:
        """Soften the selection's edge as far as the person says."""
        self._ask(
            self.tr("Feather"), self.tr("Width of the soft edge in pixels"), selecting.feathered
        )

    def ask_grow(self) -> None:
        """Make the selection larger all around."""
        self._ask(self.tr("Grow"), self.tr("By how many pixels"), selecting.grown)

    def ask_shrink(self) -> None:
        """Make the selection smaller all around."""
        self._ask(self.tr("Shrink"), self.tr("By how many pixels"), selecting.shrunk)

    def ask_mask(self) -> None:
        """Select by a mask from a file that the person chooses."""
        document = self._tabs.current
        if document is None:
            return
        name, _ = QtWidgets.QFileDialog.getOpenFileName(
            self._tabs.window(),
            self.tr("Select by a mask"),
            "",
            f"{self.tr('Pictures')} ({pictures.OPEN_FILTER})",
        )
        if name:
            select_by(self._tabs.window(), document, self._tabs.files, Path(name))

    def select_by_layer(self) -> None:
        """Select by the active layer, as a mask."""
        document = self._tabs.current
        if document is not None and document.active is not None:
            select_by(self._tabs.window(), document, self._tabs.files, document.active)

    def crop(self) -> None:
        """Cut the document to the rectangle around what is selected."""
        document = self._selected()
        if document is not None:
            commands.crop(document, document.selected())

    def avoid_nothing(self) -> None:
        """Let fills copy from everywhere again."""
        document = self._tabs.current
        if document is not None and not document.avoided.isNull():
            commands.set_avoided(document, QtGui.QImage(), self.tr("Avoid nothing"))

    def _selected(self) -> Document | None:
        """The document, if something is selected in it; else the person is told."""
        document = self._tabs.current
        if document is None or document.selected().isNull():
            self.said.emit(self.tr("Nothing is selected."))
            return None
        return document

    def _ask(
        self, title: str, label: str, change: Callable[[QtGui.QImage, int], QtGui.QImage]
    ) -> None:
        document = self._selected()
        if document is None:
            return
        radius, accepted = QtWidgets.QInputDialog.getInt(
            self._tabs.window(), title, label, 8, 1, 500
        )
        if accepted:
            commands.select(document, change(document.selection, radius), title)
