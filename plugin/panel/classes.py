"""Choosing a class of a generator that was trained with classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..qt import QtCore, QtWidgets, Signal
from .widgets import Row

ANY = -1


class ClassRow(Row):
    """The class by its number, or any; hidden for models without classes."""

    changed = Signal()

    def __init__(self) -> None:
        self.box = QtWidgets.QSpinBox()
        # the class is named: a subclass's texts would be looked up under its own name
        super().__init__(QtCore.QCoreApplication.translate("ClassRow", "Class"), self.box)
        self.box.setRange(ANY, ANY)
        self.box.setSpecialValueText(self.tr("any"))
        self.row.addWidget(self.box, 1)
        self.box.valueChanged.connect(lambda _value: self.changed.emit())
        self.hide()

    def show_model(self, model: Mapping[str, Any]) -> None:
        """Offer the classes of a model as the engine described it."""
        count = int(model.get("classes") or 0)
        self.box.setMaximum(max(count - 1, ANY))
        self.setVisible(count > 0)

    @property
    def has_classes(self) -> bool:
        return self.box.maximum() > ANY

    def options(self) -> dict[str, Any]:
        """What the engine is to be told."""
        return {"class_index": self.value()} if self.value() > ANY else {}

    def value(self) -> int:
        """The class, -1 for any."""
        return self.box.value()

    def set_value(self, value: int) -> None:
        self.box.setValue(value)
