"""Controls for what a task can be asked for and no tab has a control of its own for.

They are made of what GET /v1/jobs says, so that a new option of the engine's needs no new panel.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..qt import QtWidgets
from ..sentences import constant
from .widgets import ChoiceRow, Field, Row

MOST = 2**31 - 1  # of a spin box
_NOT_SET = "–"  # what a number that may be left out shows


class NumberRow(Row):
    """A number, or nothing where it may be left out."""

    def __init__(self, label: str, whole: bool, schema: Mapping[str, Any], free: bool) -> None:
        self.box = QtWidgets.QDoubleSpinBox()
        self.box.setDecimals(0 if whole else 2)
        super().__init__(label, self.box)
        step = 1 if whole else 0.05
        low, high = schema.get("minimum", -MOST), min(schema.get("maximum", MOST), MOST)
        self._nothing = low - step if free else None
        self._whole = whole
        self.box.setRange(low - step if free else low, high)
        self.box.setSingleStep(step)
        if free:
            self.box.setSpecialValueText(_NOT_SET)  # shown at the lowest value
        self.row.addWidget(self.box, 1)
        self.box.valueChanged.connect(lambda _value: self.changed.emit())

    def value(self) -> Any:
        number = self.box.value()
        if self._nothing is not None and number <= self._nothing:
            return None
        return int(number) if self._whole else number

    def set_value(self, value: Any) -> None:
        chosen = self._nothing if value is None else value
        if chosen is not None:
            self.box.setValue(float(chosen))


class SwitchRow(Row):
    """Yes or no."""

    def __init__(self, label: str) -> None:
        self.box = QtWidgets.QCheckBox()
        super().__init__(label, self.box)
        self.row.addWidget(self.box, 1)
        self.box.toggled.connect(lambda _on: self.changed.emit())

    def value(self) -> bool:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))


class TextRow(Row):
    """A text; left empty it is left out."""

    def __init__(self, label: str) -> None:
        self.box = QtWidgets.QLineEdit()
        super().__init__(label, self.box)
        self.row.addWidget(self.box, 1)
        self.box.textChanged.connect(lambda _text: self.changed.emit())

    def value(self) -> Any:
        return self.box.text() or None

    def set_value(self, value: Any) -> None:
        self.box.setText(str(value or ""))


class SchemaForm(Field):
    """A row for each option of a JSON schema but those in `known`; folded away under a heading.

    Options that are lists or mappings have no row: they need a control made for them.
    """

    def __init__(self, heading: str, schema: Mapping[str, Any], known: Collection[str]) -> None:
        super().__init__()
        self.rows: dict[str, Row] = {}
        self._usual: dict[str, Any] = {}
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.fold = QtWidgets.QToolButton()
        self.fold.setText(heading)
        self.fold.setCheckable(True)
        self.fold.setAutoRaise(True)
        layout.addWidget(self.fold)
        self.body = QtWidgets.QWidget()
        column = QtWidgets.QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.body)
        for name, told in schema.get("properties", {}).items():
            row = None if name in known else _row(name, told)
            if row is None:
                continue
            row.option = name
            row.explain(constant(str(told.get("description") or "")))
            row.set_value(told.get("default"))
            self._usual[name] = row.value()
            self.rows[name] = row
            column.addWidget(row)
            row.changed.connect(self.changed.emit)
        self.body.setVisible(False)
        self.fold.toggled.connect(self.body.setVisible)
        self.setVisible(bool(self.rows))

    def value(self) -> dict[str, Any]:
        return {name: row.value() for name, row in self.rows.items()}

    def set_value(self, value: Any) -> None:
        for name, row in self.rows.items():
            row.set_value(value.get(name, self._usual[name]))

    def options(self) -> dict[str, Any]:
        """Those alone that are not as usual: the engine knows the others."""
        now = self.value()
        return {name: now[name] for name in now if now[name] != self._usual[name]}

    def take(self, options: Mapping[str, Any]) -> None:
        self.set_value({name: options[name] for name in self.rows if name in options})


def _row(name: str, told: Mapping[str, Any]) -> Row | None:
    """The control for one option's schema; None for what no simple one holds."""
    label = constant(name.replace("_", " ").capitalize())
    ways = [way for way in told.get("anyOf", [told]) if way.get("type") != "null"]
    free = len(ways) < len(told.get("anyOf", [told]))  # it may be left out
    if len(ways) != 1:
        return None
    (way,) = ways
    if "enum" in way:
        choices = [(value, str(value)) for value in way["enum"]]
        return ChoiceRow(label, [(None, _NOT_SET), *choices] if free else choices)
    kind = way.get("type")
    if kind in ("integer", "number"):
        return NumberRow(label, kind == "integer", way, free)
    if kind == "boolean":
        return SwitchRow(label)
    return TextRow(label) if kind == "string" else None
