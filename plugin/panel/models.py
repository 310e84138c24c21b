"""Choosing a model: name and thumbnail in a list, and its card below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..client import Client
from ..qt import QtCore, QtGui, QtWidgets, Signal
from .model_card import ModelCard
from .request import NotReady
from .widgets import Row

THUMBNAIL = QtCore.QSize(40, 30)


class ModelPicker(QtWidgets.QWidget):
    """The models of one task; the chosen one's licence stands below the list."""

    changed = Signal()
    message = Signal(str, bool)

    def __init__(
        self,
        client: Client,
        task: str,
        built_in: Sequence[Mapping[str, Any]] = (),
        label: str = "",
    ) -> None:
        """A picker of the models of a task.

        Args:
            built_in: what the task can do without a file, described as the engine would.
            label: what stands before the list; "Model" if left out.
        """
        super().__init__()
        self._client, self._task, self._built_in = client, task, built_in
        self._models: list[Mapping[str, Any]] = []
        self._wanted: str | None = None
        self.box = QtWidgets.QComboBox()
        self.box.setIconSize(THUMBNAIL)
        self.box.setSizeAdjustPolicy(
            QtWidgets.QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.row = Row(label or self.tr("Model"), self.box)
        self.row.row.addWidget(self.box, 1)
        self.card = ModelCard(client)
        self.card.got.connect(self.refresh)
        self.get = self.card.get
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.row)
        layout.addWidget(self.card)
        self.box.currentIndexChanged.connect(lambda _index: self._on_choice())

    def refresh(self) -> None:
        """Ask the engine for its models."""
        fetch = self._client.models(self._task)
        fetch.done.connect(self.fill)
        fetch.error.connect(lambda sentence: self.message.emit(sentence, True))

    def fill(self, models: list[Mapping[str, Any]]) -> None:
        """List what the engine named: the default first, then what is installed."""
        chosen = self._wanted or self.value()
        self._models = sorted(
            [*models, *self._built_in],
            key=lambda m: (not m.get("installed"), not m.get("default")),
        )
        self.box.blockSignals(True)
        self.box.clear()
        for row, model in enumerate(self._models):
            title = str(model.get("title") or model["name"])
            if not model.get("installed"):
                title = self.tr("{} – to get").format(title)
            self.box.addItem(initial(self, title), title, model["name"])
            self.box.setItemData(row, title, QtCore.Qt.ItemDataRole.ToolTipRole)
            self._fetch_thumbnail(model)
        self.box.blockSignals(False)
        self.set_value(chosen)
        self._on_choice()

    def value(self) -> str | None:
        """Name of the chosen model, None before the engine has answered."""
        return self.box.currentData()

    def usable(self) -> str | None:
        """The chosen model, None for the engine's own choice; NotReady while it is absent."""
        if self.chosen() and not self.chosen().get("installed"):
            raise NotReady(self.tr("Get this model first, or choose another."))
        return self.value()

    def set_value(self, name: str | None) -> None:
        """Choose a model, now or as soon as the list has come."""
        self._wanted = name
        index = self.box.findData(name)
        if index >= 0:
            self.box.setCurrentIndex(index)
            self._wanted = None

    def chosen(self) -> Mapping[str, Any]:
        """What the engine says of the chosen model; empty before it has answered."""
        index = self.box.currentIndex()
        return self._models[index] if 0 <= index < len(self._models) else {}

    def _fetch_thumbnail(self, model: Mapping[str, Any]) -> None:
        path = model.get("thumbnail")
        if not path:
            return
        fetch = self._client.file(str(path))
        fetch.done.connect(lambda data, name=model["name"]: self._set_icon(name, data))

    def _set_icon(self, name: str, data: bytes) -> None:
        pixmap = QtGui.QPixmap()
        index = self.box.findData(name)
        if index >= 0 and pixmap.loadFromData(data):
            self.box.setItemIcon(index, QtGui.QIcon(pixmap))

    def _on_choice(self) -> None:
        self.card.show_model(self.chosen())
        self.box.setToolTip(self.box.currentText())
        self.changed.emit()


def initial(widget: QtWidgets.QWidget, title: str) -> QtGui.QIcon:
    """What stands for a model without a thumbnail: its first letter on a plain ground."""
    ratio = widget.devicePixelRatioF()
    pixmap = QtGui.QPixmap(THUMBNAIL * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QtCore.Qt.GlobalColor.transparent)
    painter = QtGui.QPainter(pixmap)
    painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
    text = widget.palette().color(QtGui.QPalette.ColorRole.Text)
    for alpha, draw in ((0.15, painter.setBrush), (0.7, painter.setPen)):
        colour = QtGui.QColor(text)
        colour.setAlphaF(alpha)
        draw(colour)
    place = QtCore.QRect(QtCore.QPoint(0, 0), THUMBNAIL)
    painter.fillRect(place, painter.brush())
    painter.drawText(place, int(QtCore.Qt.AlignmentFlag.AlignCenter), title[:1].upper())
    painter.end()
    return QtGui.QIcon(pixmap)
