"""How far a picture is to grow on each side, and the button that lets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..canvas import Region
from ..qt import QtWidgets, Signal
from .widgets import Field

MOST = 16384  # pixels a side, as the engine has it


class Margins(Field):
    """Pixels for the four sides. `go`: the button was pressed."""

    go = Signal()

    def __init__(self) -> None:
        super().__init__()
        box = QtWidgets.QGroupBox(self.tr("Beyond the border"))
        outer = QtWidgets.QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(box)
        names = {
            "left": self.tr("Left"),
            "top": self.tr("Top"),
            "right": self.tr("Right"),
            "bottom": self.tr("Bottom"),
        }
        self.boxes = {side: self._box(name) for side, name in names.items()}
        self.button = QtWidgets.QPushButton(self.tr("Extend into a new picture"))
        self.button.setToolTip(self.tr("Continue the whole picture by so many pixels on each side"))
        self.button.clicked.connect(lambda _checked=False: self.go.emit())
        grid = QtWidgets.QGridLayout(box)
        grid.setContentsMargins(6, 6, 6, 6)
        for place, (side, name) in enumerate(names.items()):
            label = QtWidgets.QLabel(name)
            label.setBuddy(self.boxes[side])
            row, column = place % 2, place // 2 * 2  # tab order: left, top, right, bottom
            grid.addWidget(label, row, column)
            grid.addWidget(self.boxes[side], row, column + 1)
        grid.addWidget(self.button, 2, 0, 1, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)

    def value(self) -> dict[str, int]:
        """Pixels by side, in the engine's words."""
        return {side: box.value() for side, box in self.boxes.items()}

    def set_value(self, value: Mapping[str, Any]) -> None:
        for side, box in self.boxes.items():
            box.setValue(int(value.get(side, 0)))

    def options(self) -> dict[str, Any]:
        return self.value()

    def take(self, options: Mapping[str, Any]) -> None:
        self.set_value(options)

    def around(self, region: Region) -> Region:
        """The region with these margins."""
        more = self.value()
        return Region(
            region.x - more["left"],
            region.y - more["top"],
            region.width + more["left"] + more["right"],
            region.height + more["top"] + more["bottom"],
        )

    def _box(self, name: str) -> QtWidgets.QSpinBox:
        box = QtWidgets.QSpinBox()
        box.setRange(0, MOST)
        box.setSingleStep(16)
        box.setMinimumWidth(48)
        box.setAccessibleName(name)
        return box
