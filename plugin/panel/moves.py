"""Sliders for the directions that a generator's pictures can be moved along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..qt import QtCore, QtWidgets, Signal
from .widgets import Field

COUNT = 8
REACH = 5.0  # deviations to either side
STEP = 0.1


class Move(QtWidgets.QWidget):
    """One direction: its name, a slider around zero, and the value; a double click resets it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        self.label = QtWidgets.QLabel()
        self.label.setMinimumWidth(64)
        self.slider = QtWidgets.QSlider(QtCore.Qt.Orientation.Horizontal)
        self.slider.setRange(round(-REACH / STEP), round(REACH / STEP))
        self.slider.setPageStep(round(1 / STEP))
        self.slider.setMinimumWidth(60)
        self.label.setBuddy(self.slider)
        self.shown = QtWidgets.QLabel()
        self.shown.setFixedWidth(self.shown.fontMetrics().horizontalAdvance("−0.0 "))
        self.shown.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
        layout = QtWidgets.QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.shown)
        self.slider.valueChanged.connect(self._on_value)
        self._on_value()

    def value(self) -> float:
        return round(self.slider.value() * STEP, 2)

    def set_value(self, value: float) -> None:
        self.slider.setValue(round(value / STEP))

    def set_name(self, name: str, title: str) -> None:
        """What the engine calls it, and what the person reads."""
        self.name = name
        self.label.setText(title)
        self.slider.setAccessibleName(title)

    def mouseDoubleClickEvent(self, event) -> None:
        self.set_value(0)
        super().mouseDoubleClickEvent(event)

    def _on_value(self) -> None:
        self.shown.setText(f"{self.value():.1f}".replace("-", "−"))
        self.changed.emit()


class Moves(Field):
    """The sliders of one model; none before the engine has named its directions."""

    option = "moves"

    def __init__(self) -> None:
        super().__init__()
        self.rows = [Move() for _ in range(COUNT)]
        self.waiting = QtWidgets.QLabel(self.tr("The sliders appear as soon as the model is read."))
        self.waiting.setWordWrap(True)
        self.reset_button = QtWidgets.QPushButton(self.tr("All back to zero"))
        self.reset_button.clicked.connect(lambda _checked=False: self.reset())
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.waiting)
        for row in self.rows:
            layout.addWidget(row)
            row.changed.connect(self.changed.emit)
        layout.addWidget(self.reset_button)
        self._wanted: dict[str, float] = {}
        self.set_names(None)

    def value(self) -> dict[str, float]:
        """Strength by direction, without those that stay."""
        moved = {row.name: row.value() for row in self.rows if row.name and row.value() != 0}
        return moved or dict(self._wanted)

    def names(self) -> list[str]:
        """The directions that the sliders stand for."""
        return [row.name for row in self.rows if row.name]

    def set_value(self, value: Mapping[str, Any]) -> None:
        """Move the sliders, now or as soon as they have names, without telling anyone."""
        self._wanted = {name: float(strength) for name, strength in value.items()}
        self.blockSignals(True)
        for row in self.rows:
            row.set_value(self._wanted.get(row.name, 0.0))
        self.blockSignals(False)
        if self.names():
            self._wanted = {}

    def reset(self) -> None:
        self.set_value({})
        self.changed.emit()

    def set_names(self, names: Sequence[str] | None) -> None:
        """Name the sliders as the engine does; None while they are not known."""
        known, titles, moved = list(names or []), self._titles(), self.value()
        if known == self.names() and known:
            return
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(known))
            name = known[place] if place < len(known) else ""
            title = titles.get(name)
            row.set_name(
                name, title or (self.tr("Direction {}").format(name) if name.isdigit() else name)
            )
        self.waiting.setVisible(names is None)
        self.reset_button.setVisible(bool(known))
        self.set_value(moved if known else {} if names is not None else moved)

    def _titles(self) -> dict[str, str]:
        return {
            "pan": self.tr("Sideways"),
            "raise": self.tr("Higher"),
            "widen": self.tr("Wider"),
            "heighten": self.tr("Taller"),
            "slope": self.tr("Slope"),
            "hill": self.tr("Hill"),
            "drift": self.tr("Drift"),
            "gather": self.tr("Gather"),
        }
