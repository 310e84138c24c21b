"""A selection from a mask that a person made: a file, or a layer of the document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...canvas import CanvasError
from ...qt import QtCore, QtGui, QtWidgets
from ...sentences import worded
from ...wire import DTYPES
from . import commands, selecting
from .document import Document, Layer
from .files import FileProcess
from .images import copied


class MaskDialog(QtWidgets.QDialog):
    """Says what was understood of the mask, and lets the person say what is meant."""

    def __init__(
        self,
        parent: QtWidgets.QWidget | None,
        document: Document,
        files: FileProcess,
        mask: Path | Layer,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Select by a mask"))
        self._document, self._files, self._mask = document, files, mask
        self.selection: QtGui.QImage | None = None
        self.meaning = QtWidgets.QComboBox()
        for text, source in (
            (self.tr("find out"), None),
            (self.tr("brightness"), "luma"),
            (self.tr("opacity"), "alpha"),
            (self.tr("what is erased"), "erased"),
        ):
            self.meaning.addItem(text, source)
        self.meaning.setAccessibleName(self.tr("What of the mask counts"))
        self.inverted = QtWidgets.QCheckBox(self.tr("Inverted: black is selected"))
        self.told = QtWidgets.QLabel()
        self.told.setWordWrap(True)
        self.told.setMinimumSize(380, 64)
        self.told.setAlignment(QtCore.Qt.AlignmentFlag.AlignTop)
        kinds = QtWidgets.QDialogButtonBox.StandardButton
        self.buttons = QtWidgets.QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form = QtWidgets.QFormLayout(self)
        name = mask.name if isinstance(mask, (Path, Layer)) else ""
        form.addRow(self.tr("Mask"), QtWidgets.QLabel(name))
        form.addRow(self.tr("It says by its"), self.meaning)
        form.addRow(self.inverted)
        form.addRow(self.told)
        form.addRow(self.buttons)
        self.meaning.currentIndexChanged.connect(self.look)
        self.inverted.toggled.connect(self.look)

    def look(self) -> None:
        """Ask what the mask means, and tell it."""
        try:
            sentence, self.selection = self._understood()
        except CanvasError as error:
            sentence, self.selection = self._in_its_words(str(error)), None
        self.told.setText(sentence)
        ok = self.buttons.button(QtWidgets.QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(self.selection is not None)

    def _understood(self) -> tuple[str, QtGui.QImage]:
        document, size = self._document, self._document.size
        said: dict[str, Any] = {
            "width": size.width(),
            "height": size.height(),
            "depth": document.depth,
            "source": self.meaning.currentData(),
            "invert": self.inverted.isChecked(),
        }
        frames = [copied(document.flattened(document.rect()), document.depth)]
        if isinstance(self._mask, Layer):
            image, offset = self._mask.image, self._mask.offset
            said |= {"name": self._mask.name, "offset": [offset.x(), offset.y()]}
            said["layer"] = [image.height(), image.width()]
            frames.append(copied(image, document.depth))
            assert len(frames[1]) == image.width() * image.height() * 4 * DTYPES[document.depth]
        else:
            said["path"] = str(self._mask.absolute())
        answer, (data,) = self._files.ask(self.tr("Reading the mask"), "mask", said, frames)
        rows = QtGui.QImage(bytes(data), size.width(), size.height(), size.width(), selecting.MASK)
        return worded(answer["sentence"]), rows.copy()

    def _in_its_words(self, sentence: str) -> str:
        """The command line's words, as this dialog calls them."""
        for index in range(1, self.meaning.count()):
            option = f"--mask-from {self.meaning.itemData(index)}"
            sentence = sentence.replace(option, f"“{self.meaning.itemText(index)}”")
        return sentence.replace("--invert", self.tr("“Inverted”")).replace("give “", "choose “")


def select_by(
    parent: QtWidgets.QWidget | None, document: Document, files: FileProcess, mask: Path | Layer
) -> None:
    """Make a mask the selection, as the person says that it is meant."""
    dialog = MaskDialog(parent, document, files, mask)
    dialog.look()
    if dialog.exec() and dialog.selection is not None:
        commands.select(document, dialog.selection, dialog.windowTitle())
    dialog.deleteLater()
