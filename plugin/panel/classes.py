"""Choosing a class of a generator that was trained with classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..qt import QtCore, QtWidgets
from .widgets import Row

ANY = -1


class ClassRow(Row):
    """The class by its name or else its number, or any; hidden for models without classes."""

    option = "class_index"

    def __init__(self) -> None:
        self.box = QtWidgets.QComboBox()
        # the class is named: a subclass's texts would be looked up under its own name
        super().__init__(QtCore.QCoreApplication.translate("ClassRow", "Class"), self.box)
        self.row.addWidget(self.box, 1)
        self.count = 0
        self._wanted = ANY
        self.show_model({})
        self.box.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def show_model(self, model: Mapping[str, Any]) -> None:
        """Offer the classes of a model as the engine described it."""
        names = [str(name) for name in model.get("class_names") or []]
        self.count = int(model.get("classes") or len(names))
        chosen = self.value() if self.box.count() else self._wanted
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItem(self.tr("any"), ANY)
        for number in range(self.count):
            self.box.addItem(names[number] if number < len(names) else str(number), number)
        self.set_value(self._wanted if self._wanted != ANY else chosen)
        self.box.blockSignals(False)
        self.setVisible(self.count > 0)

    @property
    def has_classes(self) -> bool:
        return self.count > 0

    def options(self) -> dict[str, Any]:
        return {self.option: self.value()} if self.value() > ANY else {}

    def take(self, options: Mapping[str, Any]) -> None:
        self.set_value(options.get(self.option))

    def value(self) -> int:
        """The class, -1 for any."""
        return int(self.box.currentData())

    def set_value(self, value: int | None) -> None:
        """Choose a class, now or as soon as the model is known that has it."""
        number = ANY if value is None else int(value)
        index = self.box.findData(number)
        self._wanted = ANY if index >= 0 else number
        self.box.setCurrentIndex(max(0, index))
