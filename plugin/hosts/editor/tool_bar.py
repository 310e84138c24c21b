"""The bar that tools are chosen from, with their settings."""

from __future__ import annotations

from typing import Any

from ...qt import QtCore, QtGui, QtWidgets
from .icons import icon
from .tools import (
    AvoidTool,
    BlendTool,
    BrushTool,
    LassoTool,
    MoveTool,
    RectangleTool,
    SelectTool,
    Tool,
    WandTool,
)
from .view import View


class ToolBar(QtWidgets.QToolBar):
    """One tool at a time works on the view."""

    def __init__(self, view: View, compare: QtGui.QAction) -> None:
        """`compare`: an action that stands at the end."""
        super().__init__()
        self._view = view
        self.tools: dict[str, Tool] = {
            "rectangle": RectangleTool(),
            "lasso": LassoTool(),
            "brush": BrushTool(),
            "wand": WandTool(),
            "avoid": AvoidTool(),
            "blend": BlendTool(),
            "move": MoveTool(),
        }
        self.setWindowTitle(self.tr("Tools"))
        self.setObjectName("tools")  # under which the window's state knows it
        self.setToolButtonStyle(QtCore.Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._choices = self._tool_choices()
        self.addSeparator()
        self._mode = self._mode_box()
        self.addWidget(self._mode)
        self.brush_size = self._brush_size_box()
        self._brush_action = self.addWidget(self.brush_size)
        self.tolerance, self.all_over = self._tolerance_box(), self._all_over_box()
        self._wand_actions: list[Any] = [
            self.addWidget(box) for box in (self.tolerance, self.all_over)
        ]
        self.addSeparator()
        self.addAction(compare)
        self.use("rectangle")

    def use(self, name: str) -> None:
        """Choose one of `tools`."""
        tool = self.tools[name]
        self._view.tool = tool
        for action in self._choices.actions():
            action.setChecked(action.data() == name)
        self._brush_action.setVisible(isinstance(tool, BrushTool))
        for action in self._wand_actions:
            action.setVisible(isinstance(tool, WandTool))
        self._mode.setEnabled(isinstance(tool, SelectTool))
        if isinstance(tool, SelectTool):
            self._mode.setCurrentIndex(self._mode.findData(tool.mode))
        self._view.update()

    def _tool_choices(self) -> QtGui.QActionGroup:
        group = QtGui.QActionGroup(self)
        tips = {
            "wand": self.tr("Select what looks alike around a point"),
            "avoid": self.tr("Paint over what a fill is not to copy from"),
            "blend": self.tr("Paint the layer away, softly: what lies below comes back"),
        }
        for name, text, key in (
            ("rectangle", self.tr("Rectangle"), "R"),
            ("lasso", self.tr("Lasso"), "L"),
            ("brush", self.tr("Brush"), "B"),
            ("wand", self.tr("Wand"), "W"),
            ("avoid", self.tr("Avoid"), "A"),
            ("blend", self.tr("Blend back"), "E"),
            ("move", self.tr("Move"), "V"),
        ):
            action = self.addAction(icon(name), text)
            action.setCheckable(True)
            action.setShortcut(QtGui.QKeySequence(key))
            action.setToolTip(f"{tips.get(name, text)} ({key})")
            action.triggered.connect(lambda _checked=False, name=name: self.use(name))
            group.addAction(action)
            action.setData(name)
        return group

    def _mode_box(self) -> QtWidgets.QComboBox:
        box = QtWidgets.QComboBox()
        box.setAccessibleName(self.tr("How a shape changes the selection"))
        for mode, text in (
            ("replace", self.tr("New selection")),
            ("add", self.tr("Add (Shift)")),
            ("subtract", self.tr("Subtract (Ctrl)")),
        ):
            box.addItem(text, mode)
        box.currentIndexChanged.connect(lambda _index: self._on_mode())
        return box

    def _brush_size_box(self) -> QtWidgets.QSpinBox:
        box = QtWidgets.QSpinBox()
        box.setRange(1, 2000)
        box.setValue(40)
        box.setSuffix(" px")
        box.setAccessibleName(self.tr("Brush size"))
        box.valueChanged.connect(self._on_brush_size)
        return box

    def _tolerance_box(self) -> QtWidgets.QSpinBox:
        box = QtWidgets.QSpinBox()
        box.setRange(0, 255)
        box.setValue(24)
        box.setPrefix("± ")
        box.setAccessibleName(self.tr("Tolerance"))
        box.setToolTip(self.tr("How far a colour may be away, of 255"))
        box.valueChanged.connect(lambda _value: self._on_wand())
        return box

    def _all_over_box(self) -> QtWidgets.QCheckBox:
        box = QtWidgets.QCheckBox(self.tr("All over"))
        box.setToolTip(self.tr("Wherever the colour is, not only around the point"))
        box.toggled.connect(lambda _checked: self._on_wand())
        return box

    def _on_wand(self) -> None:
        wand = self.tools["wand"]
        assert isinstance(wand, WandTool)
        wand.tolerance, wand.all_over = self.tolerance.value(), self.all_over.isChecked()

    def _on_mode(self) -> None:
        if isinstance(self._view.tool, SelectTool):
            self._view.tool.mode = self._mode.currentData()

    def _on_brush_size(self, value: int) -> None:
        for tool in self.tools.values():
            if isinstance(tool, BrushTool):
                tool.diameter = float(value)
        self._view.update()
