"""The fixed styles as pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..qt import QtCore, QtGui, QtWidgets
from .model_card import ModelCard
from .model_list import Model, ModelList
from .request import NotReady
from .tiles import DIMMED, Tiles
from .widgets import Field

PICTURE = QtCore.QSize(68, 51)
NAME = QtCore.Qt.ItemDataRole.UserRole


class Gallery(Field):
    """Choosing one shows its card; choosing several (Ctrl, Shift) mixes them in equal parts."""

    option = "style"

    def __init__(self, models: ModelList) -> None:
        super().__init__()
        self._list = models
        self._models: dict[str, Model] = {}
        self._wanted: list[str] = []
        self.tiles = Tiles(PICTURE, 2, self.tr("The styles appear as soon as the engine runs"))
        self.tiles.setMinimumHeight(self.tiles.tile_height() * 3 // 2)
        self.tiles.setAccessibleName(self.tr("Styles"))
        self.card = ModelCard(models)
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tiles, 1)
        layout.addWidget(self.card)
        self.tiles.itemSelectionChanged.connect(self._on_selection)
        models.changed.connect(self._fill)
        models.pictured.connect(self._on_picture)

    def _fill(self) -> None:
        """List the fixed styles among the models that the engine named: what is here first."""
        named = [str(model["name"]) for model in self._list.of("stylize")]
        chosen = self._wanted if set(self._wanted) & set(named) else self.value() or self._wanted
        fixed = [model for model in self._list.of("stylize") if model.get("kind") == "stylizer"]
        self._models = {str(model["name"]): model for model in fixed}
        self.tiles.clear()
        for name, model in self._models.items():
            item = QtWidgets.QListWidgetItem(str(model.get("title") or name))
            item.setData(NAME, name)
            item.setData(DIMMED, not model.get("installed"))
            item.setToolTip(f"{item.text()}\n{model.get('good_at') or ''}".strip())
            self.tiles.addItem(item)
            self._on_picture(name)
        self.set_value(chosen)
        if not self.tiles.selectedItems() and self.tiles.count():
            self.tiles.setCurrentRow(0)

    def count(self) -> int:
        return self.tiles.count()

    def value(self) -> list[str]:
        """Names of the chosen styles."""
        return [item.data(NAME) for item in self.tiles.selectedItems()]

    def titles(self) -> list[str]:
        """What a person calls the chosen styles."""
        return [item.text() for item in self.tiles.selectedItems()]

    def options(self) -> dict[str, Any]:
        """NotReady where no style is chosen, or one is not on this machine."""
        names = self.value()
        if not names:
            raise NotReady(self.tr("Choose a style first."), gone=lambda: bool(self.value()))
        if self._missing():
            raise NotReady(
                self.tr("Get this style first, or choose another."),
                gone=lambda: not self._missing(),
            )
        return {self.option: dict.fromkeys(names, 1.0) if len(names) > 1 else names[0]}

    def take(self, options: Mapping[str, Any]) -> None:
        styles = options.get(self.option) or []
        self.set_value([styles] if isinstance(styles, str) else list(styles))

    def set_value(self, names: Sequence[str]) -> None:
        """Choose styles, now or as soon as the list has come."""
        self._wanted = [] if set(names) <= set(self._models) else list(names)
        for row in range(self.tiles.count()):
            item = self.tiles.item(row)
            item.setSelected(item.data(NAME) in names)

    def _missing(self) -> bool:
        return any(item.data(DIMMED) for item in self.tiles.selectedItems())

    def _on_selection(self) -> None:
        chosen = self.value()
        self.card.show_model(self._models.get(chosen[0], {}) if len(chosen) == 1 else {})
        self.changed.emit()

    def _on_picture(self, name: str) -> None:
        picture = self._list.picture(name)
        for row in range(self.tiles.count() if picture is not None else 0):
            if self.tiles.item(row).data(NAME) == name:
                self.tiles.item(row).setIcon(QtGui.QIcon(picture))
