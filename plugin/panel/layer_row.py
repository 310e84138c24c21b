"""A choice among the layers of the document in front, or none of them."""

from __future__ import annotations

from ..canvas import CanvasError, Host
from ..qt import QtWidgets
from .widgets import Row


class _Layers(QtWidgets.QComboBox):
    """Lists the layers as they are when it is opened: hosts do not tell when they change."""

    def __init__(self, host: Host, none: str) -> None:
        super().__init__()
        self._host, self._none = host, none
        self.setSizeAdjustPolicy(
            QtWidgets.QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.refresh()

    def refresh(self) -> None:
        chosen, canvas = self.currentData(), self._host.canvas()
        try:
            layers = [] if canvas is None else canvas.layers()
        except CanvasError:
            layers = []
        self.clear()
        self.addItem(self._none, None)
        for layer in layers:
            self.addItem(layer.name, layer.key)
        self.setCurrentIndex(max(0, self.findData(chosen)))

    def showPopup(self) -> None:
        self.refresh()
        super().showPopup()


class LayerRow(Row):
    """A label, and the layer that is chosen; its value is the layer's key, or None."""

    def __init__(self, label: str, host: Host, none: str) -> None:
        self.box = _Layers(host, none)
        super().__init__(label, self.box)
        self.row.addWidget(self.box, 1)
        self.box.activated.connect(lambda _index: self.changed.emit())

    def value(self) -> str | None:
        key: str | None = self.box.currentData()
        return key

    def set_value(self, value: str | None) -> None:
        self.box.refresh()
        self.box.setCurrentIndex(max(0, self.box.findData(value)))
