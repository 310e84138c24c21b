"""The editor's open documents, a tab each: new, open, save, close."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...canvas import CanvasError
from ...qt import QtCore, QtGui, QtWidgets, Signal
from . import pictures
from .document import Document, Layer
from .new_dialog import ask_size


class DocumentTabs(QtWidgets.QTabBar):
    """Every document that is open, and the one that is shown."""

    shown = Signal(object)  # another Document is to be seen, or None
    retitled = Signal()  # the shown document, its name, or whether it is saved, is another

    def __init__(self) -> None:
        super().__init__()
        self.documents: list[Document] = []
        self.current: Document | None = None
        self.undo = QtGui.QUndoGroup(self)
        self.setTabsClosable(True)
        self.setDocumentMode(True)
        self.setExpanding(False)
        self.currentChanged.connect(lambda _index: self._refresh())
        self.tabCloseRequested.connect(self.close_document)

    def name(self, document: Document) -> str:
        """What a document is called on its tab and in the window's title."""
        return document.path.name if document.path else self.tr("Untitled")

    def add(self, document: Document) -> None:
        """Show a document in a new tab."""
        self.documents.append(document)
        self.undo.addStack(document.undo)
        document.undo.cleanChanged.connect(lambda _clean: self.retitled.emit())
        self.addTab(self.name(document))
        self.setCurrentIndex(len(self.documents) - 1)
        self._refresh()

    def ask_new(self) -> None:
        """A white document of the size that the person chooses."""
        size = ask_size(self.window())
        if size is not None:
            document = Document(size)
            image = QtGui.QImage(size, document.format)
            image.fill(QtCore.Qt.GlobalColor.white)
            document.set_layers([Layer(self.tr("Background"), image)])
            self.add(document)

    def open(self, path: Path) -> bool:
        """Open a file in a new tab; says what is wrong and returns False when it cannot."""
        try:
            self.add(pictures.open_document(path))
        except CanvasError as error:
            self._complain(error)
            return False
        return True

    def open_all(self, paths: Iterable[str]) -> None:
        """Open files, e.g. those that were dropped on the window."""
        for path in paths:
            self.open(Path(path))

    def ask_open(self) -> None:
        """Open the files that the person chooses."""
        names, _ = QtWidgets.QFileDialog.getOpenFileNames(
            self.window(), self.tr("Open"), "", f"{self.tr('Pictures')} ({pictures.OPEN_FILTER})"
        )
        self.open_all(names)

    def save(self) -> None:
        """Save where the document came from; a flat file that now has layers asks for a name."""
        document = self.current
        if document is None:
            return
        if document.path is None or (
            len(document.layers) > 1 and document.path.suffix.lower() != ".ora"
        ):
            self.ask_save()
        else:
            self._save_to(document, document.path)

    def ask_save(self) -> None:
        """Save the shown document under the name that the person chooses."""
        document = self.current
        if document is None:
            return
        start = str((document.path or Path("untitled")).with_suffix(".ora"))
        layered = self.tr("With layers: OpenRaster (*.ora)")
        flat = f"{self.tr('Flat pictures')} ({pictures.FLAT_FILTER})"
        name, chosen = QtWidgets.QFileDialog.getSaveFileName(
            self.window(), self.tr("Save as"), start, f"{layered};;{flat}"
        )
        if name:
            path = Path(name)
            if not path.suffix:
                path = path.with_suffix(".ora" if chosen == layered else ".png")
            self._save_to(document, path)

    def _save_to(self, document: Document, path: Path) -> None:
        try:
            pictures.save_document(document, path)
        except CanvasError as error:
            self._complain(error)
            return
        self.setTabText(self.documents.index(document), path.name)
        self.retitled.emit()

    def close_document(self, index: int | None = None) -> None:
        """Close a tab, after asking whether unsaved changes may go."""
        index = self.currentIndex() if index is None else index
        if not 0 <= index < len(self.documents):
            return
        document = self.documents[index]
        if not self._may_close(document):
            return
        document.close()
        del self.documents[index]
        self.undo.removeStack(document.undo)
        self.removeTab(index)
        self._refresh()

    def close_all(self) -> bool:
        """Close every document, or none where the person wants to keep unsaved changes."""
        if not all(self._may_close(document) for document in self.documents):
            return False
        for document in self.documents:
            document.close()
        return True

    def _may_close(self, document: Document) -> bool:
        """Whether nothing is lost, or the person says that it may be."""
        if document.undo.isClean():
            return True
        answer = QtWidgets.QMessageBox.question(
            self.window(),
            "Ganvas",
            self.tr("Close {} without saving its changes?").format(self.name(document)),
        )
        return answer == QtWidgets.QMessageBox.StandardButton.Yes

    def _refresh(self) -> None:
        index = self.currentIndex()
        document = self.documents[index] if 0 <= index < len(self.documents) else None
        if document is not self.current:
            self.current = document
            self.shown.emit(document)
            self.undo.setActiveStack(document.undo if document else None)
        self.retitled.emit()

    def _complain(self, error: CanvasError) -> None:
        QtWidgets.QMessageBox.warning(self.window(), "Ganvas", str(error))
