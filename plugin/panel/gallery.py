"""The fixed styles as pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..client import Client
from ..qt import QtCore, QtGui, QtWidgets
from .model_card import ModelCard
from .tiles import DIMMED, Tiles

PICTURE = QtCore.QSize(68, 51)
NAME = QtCore.Qt.ItemDataRole.UserRole


class Gallery(QtWidgets.QWidget):
    """Choosing one shows its card; choosing several (Ctrl, Shift) mixes them in equal parts."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self._models: dict[str, Mapping[str, Any]] = {}
        self.tiles = Tiles(PICTURE, 2, self.tr("The styles appear as soon as the engine runs"))
        self.tiles.setMinimumHeight(self.tiles.tile_height() * 3 // 2)
        self.tiles.setAccessibleName(self.tr("Styles"))
        self.card = ModelCard(client)
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tiles, 1)
        layout.addWidget(self.card)
        self.tiles.itemSelectionChanged.connect(self._on_selection)
        self.card.got.connect(self.refresh)

    def refresh(self) -> None:
        """Ask the engine for its styles."""
        self._client.models("stylize").done.connect(self.fill)

    def fill(self, models: list[Mapping[str, Any]]) -> None:
        """List the fixed styles among the models that the engine named: what is here first."""
        chosen = self.values()
        fixed = [model for model in models if model.get("kind") == "stylizer"]
        fixed.sort(key=lambda model: not model.get("installed"))
        self._models = {str(model["name"]): model for model in fixed}
        self.tiles.clear()
        for model in fixed:
            item = QtWidgets.QListWidgetItem(str(model.get("title") or model["name"]))
            item.setData(NAME, model["name"])
            item.setData(DIMMED, not model.get("installed"))
            item.setToolTip(f"{item.text()}\n{model.get('good_at') or ''}".strip())
            self.tiles.addItem(item)
            if model.get("thumbnail"):
                fetch = self._client.file(str(model["thumbnail"]))
                fetch.done.connect(lambda data, name=model["name"]: self._set_icon(name, data))
        self.set_values(chosen)
        if not self.tiles.selectedItems() and self.tiles.count():
            self.tiles.setCurrentRow(0)

    def count(self) -> int:
        return self.tiles.count()

    def values(self) -> list[str]:
        """Names of the chosen styles."""
        return [item.data(NAME) for item in self.tiles.selectedItems()]

    def titles(self) -> list[str]:
        """What a person calls the chosen styles."""
        return [item.text() for item in self.tiles.selectedItems()]

    def missing(self) -> bool:
        """Whether a chosen style has to be fetched first."""
        return any(item.data(DIMMED) for item in self.tiles.selectedItems())

    def set_values(self, names: Sequence[str]) -> None:
        for row in range(self.tiles.count()):
            item = self.tiles.item(row)
            item.setSelected(item.data(NAME) in names)

    def _on_selection(self) -> None:
        chosen = self.values()
        self.card.show_model(self._models.get(chosen[0], {}) if len(chosen) == 1 else {})

    def _set_icon(self, name: str, data: bytes) -> None:
        pixmap = QtGui.QPixmap()
        if not pixmap.loadFromData(data):
            return
        for row in range(self.tiles.count()):
            if self.tiles.item(row).data(NAME) == name:
                self.tiles.item(row).setIcon(QtGui.QIcon(pixmap))
