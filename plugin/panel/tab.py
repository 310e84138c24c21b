"""What every tab of the panel is: controls that become a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..canvas import Canvas, Host
from ..client import Client
from ..qt import QtCore, QtWidgets, Signal
from .model_list import ModelList
from .notices import Notices
from .request import NotReady, Request
from .schema_form import SchemaForm
from .widgets import Field, Row, align


@dataclass(frozen=True)
class Services:
    """What the pages of a panel share."""

    client: Client
    host: Host
    models: ModelList
    notices: Notices


class Page(QtWidgets.QWidget):
    """Controls that scroll where the panel is low, above a button, which is always in sight."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services, self.host, self.models = services, services.host, services.models
        self.body = QtWidgets.QWidget()
        self.column = QtWidgets.QVBoxLayout(self.body)
        self.column.setContentsMargins(6, 6, 6, 6)
        self.area = QtWidgets.QScrollArea()
        self.area.setWidget(self.body)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QtWidgets.QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setMinimumHeight(40)
        self.outer = QtWidgets.QVBoxLayout(self)
        self.outer.setContentsMargins(0, 0, 0, 6)
        self.outer.addWidget(self.area, 1)

    def title(self) -> str:
        """The page's name, translated."""
        raise NotImplementedError

    def finish(self, button_text: str, pressed: Callable[[], object]) -> None:
        """Close the column, and put the page's button below it."""
        self.column.addStretch(1)
        align(self.body.findChildren(Row))
        self.button = QtWidgets.QPushButton(button_text)
        self.button.setDefault(True)
        self.button.clicked.connect(lambda _checked=False: pressed())
        self.buttons = QtWidgets.QHBoxLayout()
        self.buttons.setContentsMargins(6, 0, 6, 0)
        self.buttons.addWidget(self.button)
        self.outer.addLayout(self.buttons)


class Tab(Page):
    """A page whose controls are fields: saved, set again and sent by this class.

    Adding a tab: a subclass that declares its fields and makes a request of them, and a line in
    dock.py.
    """

    key = ""  # names it in settings and actions
    tasks: tuple[str, ...] = ()  # what the engine is asked for
    handled: tuple[str, ...] = ("seed", "seeds", "width", "height")  # options set without a field
    go = Signal(object)  # a button was pressed: the function that makes its Request
    live = Signal()  # the controls changed so that a quick look is worth its while
    framed = False  # whether it can do its job for every frame of an animation
    frames_wanted = Signal()  # do so
    wants_result = Signal()  # the person wants to go on from the chosen result: see `take`

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.fields: dict[str, Field] = {}
        self._initial: dict[str, Any] = {}
        self._restored: Mapping[str, Any] = {}

    def add(self, key: str, field: Field, option: str = "", stretch: int = 0) -> None:
        """Put a field below the others; `option` is what the engine calls it."""
        field.option = option or field.option
        self.fields[key] = field
        self._initial[key] = field.value()
        self.column.addWidget(field, stretch)

    def show_schema(self, task: str, schema: Mapping[str, Any]) -> None:
        """Offer, folded away, the options of a task that no field stands for."""
        key, own = _more(task), {field.option for field in self.fields.values()}
        before = self.fields.pop(key, None)
        if before is not None:
            before.deleteLater()
        # the class is named: a subclass's texts would be looked up under its own name
        heading = QtCore.QCoreApplication.translate("Tab", "More")
        form = SchemaForm(heading, schema, {*own, *self.handled})
        self.fields[key], self._initial[key] = form, form.value()
        if key in self._restored:
            form.set_value(self._restored[key])
        self.column.insertWidget(self.column.count() - 1, form)  # above the stretch
        align(self.body.findChildren(Row))

    def more(self, task: str) -> dict[str, Any]:
        """What the person has set of a task's other options."""
        return self.options(_more(task)) if _more(task) in self.fields else {}

    def does(self, task: str) -> bool:
        """Whether results of a task are this tab's."""
        return task in self.tasks

    def request(self) -> Request:
        """The job that the controls describe, read from the open document.

        Raises NotReady or CanvasError with a sentence for the person.
        """
        raise NotImplementedError

    def glance(self) -> Request:
        """The job of a quick look at what the controls give; raises as `request` does."""
        return self.request()

    def frame_request(self, share: float) -> Request:
        """The job for a frame of an animation, `share` of the way from the first to the last."""
        return self.request()

    def options(self, *keys: str) -> dict[str, Any]:
        """What the engine is to be told of these fields."""
        told: dict[str, Any] = {}
        for key in keys:
            told.update(self.fields[key].options())
        return told

    def settings(self) -> dict[str, Any]:
        """The fields' values, plain JSON."""
        return {key: field.value() for key, field in self.fields.items()}

    def restore(self, settings: Mapping[str, Any]) -> None:
        """Set the fields to what `settings()` once gave; what is missing, to how they began."""
        self._restored = settings
        for key, field in self.fields.items():
            with suppress(TypeError, ValueError, AttributeError):  # a file may hold anything
                field.set_value(settings.get(key, self._initial[key]))

    def take(self, task: str, options: Mapping[str, Any]) -> None:
        """Set the fields to what makes a job of these options, as the engine has them."""
        for field in self.fields.values():
            with suppress(TypeError, ValueError, AttributeError):
                field.take(options)

    def made(self, recipe: Mapping[str, Any]) -> None:
        """A job of this tab has ended: its first result's recipe may say what the tab can use."""

    def go_on(self, recipe: Mapping[str, Any]) -> None:
        """Set the controls so that they go on from a result. Raises NotReady when they cannot."""
        raise NotImplementedError

    def show_document(self) -> None:
        """Another document is in front."""

    def canvas(self) -> Canvas:
        """The open document; NotReady where there is none."""
        canvas = self.host.canvas()
        if canvas is None:
            # the class is named: a subclass's texts would be looked up under its own name
            sentence = QtCore.QCoreApplication.translate("Tab", "Open a picture first.")
            raise NotReady(sentence, gone=lambda: self.host.canvas() is not None)
        return canvas

    def finish(self, button_text: str, pressed: Callable[[], object] | None = None) -> None:
        """Close the column, and put the button below it that makes the tab's request."""
        super().finish(button_text, pressed or (lambda: self.go.emit(self.request)))
        if self.framed and self.host.animates:
            # the class is named: a subclass's texts would be looked up under its own name
            translate = QtCore.QCoreApplication.translate
            every = QtWidgets.QToolButton()
            every.setText(translate("Tab", "All frames"))
            every.setToolTip(translate("Tab", "For each frame of the active layer, into a new one"))
            every.clicked.connect(lambda _checked=False: self.frames_wanted.emit())
            self.buttons.addWidget(every)
            self.every_frame = every


def _more(task: str) -> str:
    """The key of the field with a task's other options."""
    return f"more {task}"
