"""The editor's open documents, a tab each: new, open, save, close."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ...canvas import CanvasError
from ...qt import QtCore, QtGui, QtWidgets, Signal
from . import pictures
from .document import Document, Layer
from .files import FileProcess
from .new_dialog import ask_size
from .recovery import Kept


class DocumentTabs(QtWidgets.QTabBar):
    """Every document that is open, and the one that is shown."""

    shown = Signal(object)  # another Document is to be seen, or None
    used = Signal(str)  # a file was opened or saved
    said = Signal(str)  # a sentence for the person
    retitled = Signal()  # the shown document, its name, or whether it is saved, is another

    def __init__(self, files: FileProcess | None = None) -> None:
        super().__init__()
        self.files = files or FileProcess()
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
        document.layers_changed.connect(self.retitled.emit)
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
            document.mark_saved()  # there is nothing to lose yet
            self.add(document)

    def open(self, path: Path) -> bool:
        """Open a file in a new tab; says what is wrong and returns False when it cannot."""
        try:
            document = pictures.open_document(path, self.files)
        except CanvasError as error:
            self._complain(error)
            return False
        self.add(document)
        if document.notes:
            self.said.emit(" ".join(document.notes))
        self.used.emit(str(path.resolve()))
        return True

    def recover(self, kept: Kept) -> bool:
        """Open what was kept of an unsaved document, as a modified one of its own file's name."""
        try:
            document = pictures.recovered(kept.file, kept.source, kept.numbers, self.files)
        except CanvasError as error:
            self._complain(error)
            return False
        document.path = kept.path
        document.mark_unsaved()
        self.add(document)
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

    def save(self) -> bool:
        """Save where the document came from; a flat file that now has layers asks for a name.

        False where it was not saved, because the person thought better of it or it failed.
        """
        document = self.current
        if document is None:
            return False
        layered = len(document.layers) > 1
        suffix = document.path.suffix.lower() if document.path else ""
        if suffix != pictures.LAYERED and (layered or suffix not in pictures.FLAT_SUFFIXES):
            return self.ask_save()
        assert document.path is not None
        return self._save_to(document, document.path)

    def ask_save(self) -> bool:
        """Save the shown document under the name that the person chooses."""
        document = self.current
        path = self._ask_name(self.tr("Save as")) if document is not None else None
        return document is not None and path is not None and self._save_to(document, path)

    def ask_export(self) -> None:
        """Write a copy under the name that the person chooses; the document stays where it is."""
        path = self._ask_name(self.tr("Export as"), flat=True) if self.current is not None else None
        if path is not None and self.current is not None:
            self._write(pictures.export, self.current, path)

    def _ask_name(self, title: str, flat: bool = False) -> Path | None:
        assert self.current is not None
        layered = self.tr("With layers: OpenRaster (*.ora)")
        plain = f"{self.tr('Flat pictures')} ({pictures.FLAT_FILTER})"
        path = self.current.path or Path("untitled")
        as_layers = not flat and (len(self.current.layers) > 1 or not path.suffix)
        if as_layers:
            path = path.with_suffix(pictures.LAYERED)
        elif path.suffix.lower() not in pictures.FLAT_SUFFIXES:
            path = path.with_suffix(".png")
        start = str(path)
        kinds = [layered, plain] if as_layers else [plain, layered]
        name, chosen = QtWidgets.QFileDialog.getSaveFileName(
            self.window(), title, start, ";;".join(kinds)
        )
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(".ora" if chosen == layered else ".png")

    def _save_to(self, document: Document, path: Path) -> bool:
        if not self._write(pictures.save_document, document, path):
            return False
        self.used.emit(str(path.resolve()))
        if document.modified:
            self.said.emit(
                self.tr("{} is a flat copy; save as OpenRaster to keep the layers.").format(
                    path.name
                )
            )
        self.setTabText(self.documents.index(document), self.name(document))
        self.retitled.emit()
        return not document.modified

    def _write(
        self,
        write: Callable[[Document, Path, FileProcess, bool], Sequence[str]],
        document: Document,
        path: Path,
    ) -> bool:
        """Write, once the person has agreed to what the file cannot hold; False if it was not."""
        try:
            lost = write(document, path, self.files, False)
            if lost and not self._may_lose(path, lost):
                return False
            if lost:
                write(document, path, self.files, True)
        except CanvasError as error:
            self._complain(error)
            return False
        return True

    def _may_lose(self, path: Path, lost: Sequence[str]) -> bool:
        kinds = QtWidgets.QMessageBox.StandardButton
        sentence = self.tr("{} cannot hold all of it. Save it all the same?").format(path.name)
        points = "\n".join(f"• {each}" for each in lost)
        answer = QtWidgets.QMessageBox.warning(
            self.window(),
            "Ganvas",
            f"{sentence}\n\n{points}",
            kinds.Save | kinds.Cancel,
            kinds.Cancel,
        )
        return answer == kinds.Save

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
        if not all(self._may_close(document) for document in list(self.documents)):
            return False
        for document in self.documents:
            document.close()
        return True

    def _may_close(self, document: Document) -> bool:
        """Whether nothing is lost: it is saved, or the person says what is to happen."""
        if not document.modified:
            return True
        self.setCurrentIndex(self.documents.index(document))  # so that it is seen what it is about
        kinds = QtWidgets.QMessageBox.StandardButton
        answer = QtWidgets.QMessageBox.warning(
            self.window(),
            "Ganvas",
            self.tr("Save the changes of {} before it is closed?").format(self.name(document)),
            kinds.Save | kinds.Discard | kinds.Cancel,
            kinds.Cancel,
        )
        return answer == kinds.Discard or (answer == kinds.Save and self.save())

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
