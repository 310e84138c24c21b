"""Sliders for the directions that a generator's pictures can be moved along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..qt import QtCore, QtWidgets, Signal

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


class Moves(QtWidgets.QWidget):
    """The sliders of one model. Until the engine has named its directions, they are numbered."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = [Move() for _ in range(COUNT)]
        self.reset_button = QtWidgets.QPushButton(self.tr("All back to zero"))
        self.reset_button.clicked.connect(lambda _checked=False: self.reset())
        layout = QtWidgets.QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for row in self.rows:
            layout.addWidget(row)
            row.changed.connect(self.changed.emit)
        layout.addWidget(self.reset_button)
        self.set_names([])

    def values(self) -> dict[str, float]:
        """Strength by direction, without those that stay."""
        return {row.name: row.value() for row in self.rows if row.name and row.value() != 0}

    def names(self) -> list[str]:
        """The directions that the sliders stand for."""
        return [row.name for row in self.rows if row.name]

    def set_values(self, values: Mapping[str, float]) -> None:
        """Move the sliders without telling anyone; unknown names are left out."""
        self.blockSignals(True)
        for row in self.rows:
            row.set_value(float(values.get(row.name, 0.0)))
        self.blockSignals(False)

    def reset(self) -> None:
        self.set_values({})
        self.changed.emit()

    def set_names(self, names: Sequence[str]) -> None:
        """Name the sliders as the engine does; none stands for numbers. Values stay by place."""
        known = list(names) or [str(number + 1) for number in range(COUNT)]
        titles = self._titles()
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(known))
            name = known[place] if place < len(known) else ""
            row.set_name(name, titles.get(name, self.tr("Direction {}").format(name)))

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
