"""The slider below the picture that moves between before and after."""

from __future__ import annotations

from ...qt import QtCore, QtGui, QtWidgets
from .icons import icon
from .view import View


class CompareSlider(QtWidgets.QSlider):
    """Hidden until `action` is checked."""

    def __init__(self, view: View) -> None:
        super().__init__(QtCore.Qt.Orientation.Horizontal)
        self._view = view
        self.setRange(0, 1000)
        self.setValue(500)
        self.setAccessibleName(self.tr("Before / after"))
        self.setVisible(False)
        self.valueChanged.connect(lambda value: view.set_compare(value / 1000))
        self.action = QtGui.QAction(icon("compare"), self.tr("Before / after"), self)
        self.action.setShortcut(QtGui.QKeySequence("Ctrl+B"))
        self.action.setCheckable(True)
        self.action.toggled.connect(self._turn)

    def _turn(self, on: bool) -> None:
        self.setVisible(on)
        self._view.set_compare(self.value() / 1000 if on else -1.0)
