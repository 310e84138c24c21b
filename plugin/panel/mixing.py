"""Style mixing: the coarse layers of one seed with the fine layers of another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..qt import QtWidgets
from .widgets import ChoiceRow, Field, Row, SeedRow


class Mixing(Field):
    """A second seed, and the layer from which it is used; hidden for models with a single layer."""

    def __init__(self) -> None:
        super().__init__()
        self.kind = ChoiceRow(
            self.tr("Mix"), [(False, self.tr("nothing in")), (True, self.tr("a second seed in"))]
        )
        self.kind.explain(
            self.tr("The first layers decide on pose and shape, the last ones on colours")
        )
        self.seed = SeedRow()
        self.seed.label.setText(self.tr("Second seed"))
        self.start = QtWidgets.QSpinBox()
        self.start.setRange(1, 1)
        self.start_row = Row(self.tr("From layer"), self.start)
        self.start_row.row.addWidget(self.start, 1)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for row in (self.kind, self.seed, self.start_row):
            column.addWidget(row)
        self._layers = 0
        self.kind.changed.connect(self._show_rows)
        self.show_model({})

    def show_model(self, model: Mapping[str, Any]) -> None:
        """Offer the layers of a model as the engine described it."""
        layers = int(model.get("layers") or 0)
        if layers != self._layers:
            self._layers = layers
            self.start.setMaximum(max(layers - 1, 1))
            self.start.setValue(layers // 2)
        self.setVisible(layers > 1)
        self._show_rows()

    def options(self) -> dict[str, Any]:
        if self._layers < 2 or not self.kind.value():
            return {}
        layers = list(range(self.start.value(), self._layers))
        return {"style_mix": {str(self.seed.value()): layers}}

    def take(self, options: Mapping[str, Any]) -> None:
        mixed: Mapping[str, Any] = options.get("style_mix") or {}
        self.kind.set_value(bool(mixed))
        for seed, layers in mixed.items():
            self.seed.set_value(int(seed))
            self.start.setValue(min(layers, default=1))

    def value(self) -> dict[str, Any]:
        return {
            "mix": self.kind.value(),
            "mix seed": self.seed.value(),
            "mix from": self.start.value(),
        }

    def set_value(self, value: Mapping[str, Any]) -> None:
        self.kind.set_value(bool(value.get("mix", False)))
        self.seed.set_value(value.get("mix seed", 0))
        self.start.setValue(int(value.get("mix from", self.start.value())))

    def _show_rows(self) -> None:
        for row in (self.seed, self.start_row):
            row.setVisible(bool(self.kind.value()))
