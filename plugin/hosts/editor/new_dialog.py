"""Asking for the size of a new picture."""

from __future__ import annotations

from ...qt import QtCore, QtWidgets

START = (1024, 768)  # pixels
LARGEST = 16384


class NewDialog(QtWidgets.QDialog):
    """Width and height in pixels."""

    def __init__(self, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New picture"))
        form = QtWidgets.QFormLayout(self)
        self.boxes = []
        for text, value in ((self.tr("Width"), START[0]), (self.tr("Height"), START[1])):
            box = QtWidgets.QSpinBox()
            box.setRange(1, LARGEST)
            box.setValue(value)
            box.setSuffix(" px")
            box.setAccessibleName(text)
            form.addRow(text, box)
            self.boxes.append(box)
        kinds = QtWidgets.QDialogButtonBox.StandardButton
        buttons = QtWidgets.QDialogButtonBox(kinds.Ok | kinds.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)


def ask_size(parent: QtWidgets.QWidget | None) -> QtCore.QSize | None:
    """The size that the person chooses, None when they change their mind."""
    dialog = NewDialog(parent)
    if dialog.exec() != int(QtWidgets.QDialog.DialogCode.Accepted):
        return None
    width, height = (box.value() for box in dialog.boxes)
    return QtCore.QSize(width, height)
