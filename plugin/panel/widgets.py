"""The controls that tabs are made of; most are a label and a control, aligned with each other."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from ..qt import QtCore, QtGui, QtWidgets, Signal

MAX_SEED = 2**31 - 1
WIDEST = 96  # pixels of a label; a longer one is wrapped, or a narrow panel could not show the rest
SLIDER_SEEDS = 999  # the slider looks through the first thousand, the box reaches all


class Field(QtWidgets.QWidget):
    """A control whose value a tab saves, sets again, and sends to the engine."""

    changed = Signal()
    option = ""  # what the engine calls it, where it is sent as it is

    def value(self) -> Any:
        """Plain JSON."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Set it to what `value` once gave; what it cannot be set to leaves it as it is."""
        raise NotImplementedError

    def options(self) -> dict[str, Any]:
        """What the engine is to be told."""
        value = self.value()
        return {} if value is None or not self.option else {self.option: value}

    def take(self, options: Mapping[str, Any]) -> None:
        """Set it to what makes `options()` give these."""
        if self.option in options:
            self.set_value(options[self.option])


class Row(Field):
    """A label, and controls to the right of it."""

    def __init__(self, label: str, buddy: QtWidgets.QWidget) -> None:
        super().__init__()
        self.label = QtWidgets.QLabel(label)
        self.label.setBuddy(buddy)
        buddy.setAccessibleName(label)
        self.row = QtWidgets.QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.addWidget(self.label)

    def explain(self, sentence: str) -> None:
        """Say more about it: as a tool tip, and to screen readers."""
        self.setToolTip(sentence)
        self.label.buddy().setAccessibleDescription(sentence)


def align(rows: Sequence[Row]) -> None:
    """Make the labels of rows equally wide, so that their controls stand in one column."""
    labels = [row.label for row in rows]
    width = max((min(label.sizeHint().width(), WIDEST) for label in labels), default=0)
    for label in labels:
        label.setFixedWidth(width)
        label.setWordWrap(label.sizeHint().width() > width)


class SliderRow(Row):
    """A slider with its value beside it; arrow keys and the wheel change it in steps."""

    def __init__(
        self, label: str, low: float, high: float, value: float, step: float = 0.05
    ) -> None:
        self.slider = _slider()
        super().__init__(label, self.slider)
        self._step = step
        self.slider.setRange(round(low / step), round(high / step))
        self.box = QtWidgets.QDoubleSpinBox()
        self.box.setRange(low, high)
        self.box.setSingleStep(step)
        self.box.setDecimals(2)
        self.box.setAccessibleName(label)
        self.row.addWidget(self.slider, 1)
        self.row.addWidget(self.box)
        self.slider.valueChanged.connect(lambda steps: self.box.setValue(steps * self._step))
        self.box.valueChanged.connect(self._on_box)
        self.set_value(value)

    def value(self) -> float:
        return self.box.value()

    def set_value(self, value: float) -> None:
        self.box.setValue(float(value))

    def _on_box(self, value: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(value / self._step))
        self.slider.blockSignals(False)
        self.changed.emit()


class SeedRow(Row):
    """The seed: the same seed and settings give the same picture."""

    def __init__(self) -> None:
        self.slider = _slider()
        # the class is named: a subclass's texts would be looked up under its own name
        super().__init__(QtCore.QCoreApplication.translate("SeedRow", "Seed"), self.slider)
        self.slider.setRange(0, SLIDER_SEEDS)
        self.box = QtWidgets.QSpinBox()
        self.box.setRange(0, MAX_SEED)
        self.box.setAccessibleName(self.tr("Seed"))
        # room for a million: longer seeds scroll, and a narrow panel keeps its slider
        self.box.setMaximumWidth(self.box.fontMetrics().horizontalAdvance("0000000") + 30)
        self.box.setMinimumWidth(56)
        self.dice = QtWidgets.QToolButton()
        self.dice.setText("⚄")
        self.dice.setToolTip(self.tr("Another seed"))
        self.dice.setAccessibleName(self.tr("Another seed"))
        self.dice.clicked.connect(lambda _checked=False: self.roll())
        self.row.addWidget(self.slider, 1)
        self.row.addWidget(self.box)
        self.row.addWidget(self.dice)
        self.slider.valueChanged.connect(self.box.setValue)
        self.box.valueChanged.connect(self._on_box)
        self.explain(self.tr("The same seed and settings give the same picture again"))

    def value(self) -> int:
        return self.box.value()

    def set_value(self, seed: int) -> None:
        self.box.setValue(int(seed))

    def roll(self) -> None:
        """Choose a seed by chance."""
        self.box.setValue(random.randint(0, MAX_SEED))

    def _on_box(self, seed: int) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(min(seed, SLIDER_SEEDS))
        self.slider.blockSignals(False)
        self.changed.emit()


class ChoiceRow(Row):
    """A labelled drop-down list of (value, text)."""

    def __init__(self, label: str, choices: Sequence[tuple[Any, str]]) -> None:
        self.box = QtWidgets.QComboBox()
        super().__init__(label, self.box)
        self.box.setSizeAdjustPolicy(
            QtWidgets.QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for value, text in choices:
            self.box.addItem(text, value)
        self.row.addWidget(self.box, 1)
        self.box.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def value(self) -> Any:
        return self.box.currentData()

    def set_value(self, value: Any) -> None:
        index = self.box.findData(value)
        if index >= 0:
            self.box.setCurrentIndex(index)


class ButtonRow(QtWidgets.QWidget):
    """Buttons side by side where there is room, else in two columns, else one below the other."""

    def __init__(self, buttons: Sequence[QtWidgets.QPushButton]) -> None:
        super().__init__()
        self._buttons = buttons
        self._columns = 0
        self._grid = QtWidgets.QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._arrange(2)

    def _fitting(self) -> int:
        count, gap = len(self._buttons), max(0, self._grid.horizontalSpacing())
        widest = max(button.sizeHint().width() for button in self._buttons)
        for columns in (count, 2):
            if self.width() >= columns * widest + (columns - 1) * gap:
                return columns
        return 1

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, button in enumerate(self._buttons):
            self._grid.addWidget(button, number // columns, number % columns)
        for column in range(len(self._buttons)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        super().resizeEvent(event)
        # not from inside the layout's own work
        QtCore.QTimer.singleShot(0, lambda: self._arrange(self._fitting()))

    def minimumSizeHint(self) -> QtCore.QSize:
        """That of one column, or a wide panel could never become narrow again."""
        widest = max(button.minimumSizeHint().width() for button in self._buttons)
        return QtCore.QSize(widest, super().minimumSizeHint().height())


def _slider() -> QtWidgets.QSlider:
    slider = QtWidgets.QSlider(QtCore.Qt.Orientation.Horizontal)
    slider.setMinimumWidth(32)
    return slider
