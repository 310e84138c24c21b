"""Choosing a model: name and picture in a list, and its card below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..qt import QtCore, QtGui, QtWidgets
from .model_card import ModelCard
from .model_list import Model, ModelList
from .request import NotReady
from .widgets import Field, Row

THUMBNAIL = QtCore.QSize(40, 30)


class ModelPicker(Field):
    """The models of one task; the chosen one's licence stands below the list."""

    option = "model"

    def __init__(
        self, models: ModelList, task: str, built_in: Sequence[Model] = (), label: str = ""
    ) -> None:
        """A picker of the models of a task.

        Args:
            built_in: what the task can do without a file of its own, described as the engine
                would; one that `needs` another model is here when that is, under its licence.
            label: what stands before the list; "Model" if left out.
        """
        super().__init__()
        self._list, self._task, self._built_in = models, task, built_in
        self._models: list[Model] = []
        self._wanted: str | None = None
        self.box = QtWidgets.QComboBox()
        self.box.setIconSize(THUMBNAIL)
        self.box.setSizeAdjustPolicy(
            QtWidgets.QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.row = Row(label or self.tr("Model"), self.box)
        self.row.row.addWidget(self.box, 1)
        self.card = ModelCard(models)
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.row)
        layout.addWidget(self.card)
        self.box.currentIndexChanged.connect(lambda _index: self._on_choice())
        models.changed.connect(self._fill)
        models.pictured.connect(self._on_picture)
        if models.known:
            self._fill()

    def _fill(self) -> None:
        wanted, before = self._wanted or self.value(), self.chosen()
        found = [*self._list.of(self._task), *map(self._list.with_needs, self._built_in)]
        self._models = sorted(found, key=lambda m: not m.get("installed"))
        self.box.blockSignals(True)
        self.box.clear()
        for row, model in enumerate(self._models):
            title = str(model.get("title") or model["name"])
            if not model.get("installed"):
                title = self.tr("{} – to get").format(title)
            picture = self._list.picture(model["name"])
            icon = initial(self, title) if picture is None else QtGui.QIcon(picture)
            self.box.addItem(icon, title, model["name"])
            self.box.setItemData(row, title, QtCore.Qt.ItemDataRole.ToolTipRole)
        self.set_value(wanted)
        self.box.blockSignals(False)
        self.card.show_model(self.chosen())
        self.box.setToolTip(self.box.currentText())
        if self.chosen() != before:
            self.changed.emit()

    def value(self) -> str | None:
        """Name of the chosen model, None before the engine has answered."""
        return self.box.currentData()

    def usable(self) -> str | None:
        """The chosen model, None for the engine's own choice; NotReady while it is absent."""
        if not self.chosen().get("installed", True):
            raise NotReady(
                self.tr("Get this model first, or choose another."),
                gone=lambda: bool(self.chosen().get("installed", True)),
            )
        return self.value()

    def options(self) -> dict[str, Any]:
        name = self.usable()
        return {self.option: name} if name else {}

    def set_value(self, name: str | None) -> None:
        """Choose a model, now or as soon as the list has come."""
        self._wanted = name
        index = self.box.findData(name)
        if index >= 0:
            self.box.setCurrentIndex(index)
            self._wanted = None

    def chosen(self) -> Model:
        """What the engine says of the chosen model; empty before it has answered."""
        index = self.box.currentIndex()
        return self._models[index] if 0 <= index < len(self._models) else {}

    def _on_picture(self, name: str) -> None:
        index, picture = self.box.findData(name), self._list.picture(name)
        if index >= 0 and picture is not None:
            self.box.setItemIcon(index, QtGui.QIcon(picture))

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
