"""What every tab of the panel is: controls that become a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..canvas import Host
from ..client import Client
from ..qt import QtCore, QtWidgets, Signal
from .request import Request
from .widgets import Row, align


class Tab(QtWidgets.QWidget):
    """Controls that scroll where the panel is low, above the button, which is always in sight.

    Adding a tab: a subclass, and a line in dock.py.
    """

    key = ""  # names it in settings and actions
    task = ""  # what the engine is asked for
    tasks: tuple[str, ...] = ()  # where it is one of several; `task` is one of them
    go = Signal()  # the tab's own button was pressed
    models_changed = Signal()  # the engine has another model now: lists are to be read anew
    live = Signal()  # the controls changed so that a quick look is worth its while
    wants_result = Signal()  # the person wants to go on from the chosen result: see `take`

    def __init__(self, client: Client, host: Host) -> None:
        super().__init__()
        self.client, self.host = client, host
        self.body = QtWidgets.QWidget()
        self.column = QtWidgets.QVBoxLayout(self.body)
        self.column.setContentsMargins(6, 6, 6, 6)
        self.area = QtWidgets.QScrollArea()
        self.area.setWidget(self.body)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QtWidgets.QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.outer = QtWidgets.QVBoxLayout(self)
        self.outer.setContentsMargins(0, 0, 0, 6)
        self.outer.addWidget(self.area, 1)

    def does(self, task: str) -> bool:
        """Whether results of a task are this tab's."""
        return task == self.task or task in self.tasks

    def title(self) -> str:
        """The tab's name, translated."""
        raise NotImplementedError

    def request(self) -> Request:
        """The job that the controls describe, read from the open document.

        Raises NotReady or CanvasError with a sentence for the person.
        """
        raise NotImplementedError

    def settings(self) -> dict[str, Any]:
        """The controls' values, plain JSON."""
        raise NotImplementedError

    def restore(self, settings: dict[str, Any]) -> None:
        """Set the controls to what `settings()` once gave."""
        raise NotImplementedError

    def made(self, recipe: Mapping[str, Any]) -> None:
        """A job of this tab has ended: its first result's recipe may say what the tab can use."""

    def take(self, recipe: Mapping[str, Any]) -> None:
        """Set the controls so that they go on from a result. Raises NotReady when they cannot."""
        raise NotImplementedError

    def engine_ready(self) -> None:
        """The engine answers: fill what needs it, e.g. the list of models."""

    def finish(self, button_text: str) -> None:
        """Close the column, and put the tab's button below it."""
        self.column.addStretch(1)
        align(self.body.findChildren(Row))
        self.button = QtWidgets.QPushButton(button_text)
        self.button.setDefault(True)
        self.button.clicked.connect(lambda _checked=False: self.go.emit())
        row = QtWidgets.QHBoxLayout()
        row.setContentsMargins(6, 0, 6, 0)
        row.addWidget(self.button)
        self.outer.addLayout(row)
