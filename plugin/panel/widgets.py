"""Small widgets that several tabs use."""

from __future__ import annotations

import random

from ..qt import QtCore, QtWidgets, Signal

MAX_SEED = 2**31 - 1


class SliderRow(QtWidgets.QWidget):
    """A slider with its value beside it; arrow keys and the wheel change it in steps."""

    changed = Signal(float)

    def __init__(
        self, label: str, low: float, high: float, value: float, step: float = 0.05
    ) -> None:
        super().__init__()
        self._step = step
        self.slider = QtWidgets.QSlider(QtCore.Qt.Orientation.Horizontal)
        self.slider.setRange(round(low / step), round(high / step))
        self.slider.setAccessibleName(label)
        self.box = QtWidgets.QDoubleSpinBox()
        self.box.setRange(low, high)
        self.box.setSingleStep(step)
        self.box.setDecimals(2)
        self.box.setAccessibleName(label)
        self.box.setMaximumWidth(72)
        name = QtWidgets.QLabel(label)
        name.setBuddy(self.slider)
        layout = QtWidgets.QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(name, 0, 0, 1, 2)
        layout.addWidget(self.slider, 1, 0)
        layout.addWidget(self.box, 1, 1)
        self.slider.valueChanged.connect(lambda steps: self.box.setValue(steps * self._step))
        self.box.valueChanged.connect(self._on_box)
        self.set_value(value)

    def value(self) -> float:
        return self.box.value()

    def set_value(self, value: float) -> None:
        self.box.setValue(value)

    def _on_box(self, value: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(value / self._step))
        self.slider.blockSignals(False)
        self.changed.emit(value)


class SeedRow(QtWidgets.QWidget):
    """The seed: the same seed and settings give the same picture."""

    def __init__(self) -> None:
        super().__init__()
        self.box = QtWidgets.QSpinBox()
        self.box.setRange(0, MAX_SEED)
        self.box.setAccessibleName(self.tr("Seed"))
        self.dice = QtWidgets.QToolButton()
        self.dice.setText("⚄")
        self.dice.setToolTip(self.tr("Another seed"))
        self.dice.setAccessibleName(self.tr("Another seed"))
        self.dice.clicked.connect(lambda _checked=False: self.roll())
        label = QtWidgets.QLabel(self.tr("Seed"))
        label.setBuddy(self.box)
        layout = QtWidgets.QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addWidget(self.box, 1)
        layout.addWidget(self.dice)

    def value(self) -> int:
        return self.box.value()

    def set_value(self, seed: int) -> None:
        self.box.setValue(seed)

    def roll(self) -> None:
        """Choose a seed by chance."""
        self.box.setValue(random.randint(0, MAX_SEED))


class ChoiceRow(QtWidgets.QWidget):
    """A labelled drop-down list of (value, text)."""

    changed = Signal()

    def __init__(self, label: str, choices: list) -> None:
        super().__init__()
        self.box = QtWidgets.QComboBox()
        self.box.setAccessibleName(label)
        self.box.setSizeAdjustPolicy(
            QtWidgets.QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for value, text in choices:
            self.box.addItem(text, value)
        name = QtWidgets.QLabel(label)
        name.setBuddy(self.box)
        layout = QtWidgets.QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(name)
        layout.addWidget(self.box, 1)
        self.box.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def value(self):
        return self.box.currentData()

    def set_value(self, value) -> None:
        index = self.box.findData(value)
        if index >= 0:
            self.box.setCurrentIndex(index)
