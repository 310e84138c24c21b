"""The tab "Drag": parts of a generated picture are pulled to where they shall be."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..canvas import Canvas, CanvasError, Region
from ..client import Job, Result
from ..qt import QtCore, QtGui, QtWidgets
from ..recipe import options_of
from ..wire import Picture, Reply
from .classes import ClassRow
from .models import ModelPicker
from .points import Pad, Placed, Way, Ways
from .request import NotReady, Request
from .tab import Services, Tab
from .widgets import ChoiceRow, SeedRow, SliderRow

PAUSE = 200  # milliseconds that a control rests before its picture is asked for
STEPS = 12  # of a request, so that stopping loses little and going on begins where it stopped
MOST = 40  # requests of a drag that does not arrive
CAUSE = "drag"
_REPLY = Reply("RGBA", "u8")


class DragTab(Tab):
    """What to begin with, points on the picture, and buttons that begin, stop, and go on.

    Picture and points are on the canvas, or in the panel where a host has no mouse for them there.
    A drag is a chain of short requests. Each gives the latent that it came to and where the handles
    are now; the next one begins there.
    """

    key = "drag"
    tasks = ("drag",)
    handled = ("drags", "steps", "latent", "begun", "begun_latent", "layers", "width", "height")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._job: Job | None = None
        self._recipe: Mapping[str, Any] = {}  # of what was come to
        self._begun: dict[str, Any] = {}  # where the points' drag began
        self._left = 0  # requests until it is given up
        self.model = ModelPicker(self.models, "generate")
        self.classes = ClassRow()
        self.seed = SeedRow()
        self.psi = SliderRow(self.tr("Truncation"), 0.0, 1.5, 0.7)
        self.points = Ways()
        self.pad = Pad(self.points, self.tr("The picture appears here"))
        self._placed: Placed | None = None  # the points as they are on the canvas
        self.may = ChoiceRow(
            self.tr("May move"),
            [
                ("all", self.tr("everything")),
                ("near", self.tr("what is near the points")),
                ("painted", self.tr("what is painted")),
            ],
        )
        self.brush = QtWidgets.QToolButton()
        self.brush.setText(self.tr("Paint"))
        self.brush.setCheckable(True)
        self.brush.setToolTip(self.tr("Paint over what may move; the right button takes it back"))
        self.may.row.addWidget(self.brush)
        self.drag = QtWidgets.QPushButton(self.tr("Drag"))
        self.stop = QtWidgets.QPushButton(self.tr("Stop"))
        self.anew = QtWidgets.QToolButton()  # which is narrower
        self.anew.setText(self.tr("Reset"))
        self.anew.setToolTip(self.tr("Back to the picture that the seed makes, without points"))
        self.hint = QtWidgets.QLabel(
            self.tr("Press on something in the picture and pull it to where it shall be.")
        )
        self.hint.setWordWrap(True)
        buttons = QtWidgets.QHBoxLayout()
        for button, slot in (
            (self.drag, self.begin),
            (self.stop, self.end),
            (self.anew, self.forget),
        ):
            button.clicked.connect(lambda _checked=False, slot=slot: slot())
            buttons.addWidget(button)
        # the picture stands first: it is to be seen where the panel is low
        self.column.addWidget(self.pad, 1)
        self.column.addLayout(buttons)
        self.column.addWidget(self.hint)
        self.column.addWidget(self.may)
        self.add("model", self.model)
        self.add("class", self.classes)
        self.add("seed", self.seed, "seed")
        self.add("psi", self.psi, "truncation_psi")
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._look)
        self.model.changed.connect(self._on_model)
        for field in (self.classes, self.seed, self.psi):
            field.changed.connect(self.forget)
        self.points.changed.connect(self._on_points)
        self.points.looked.connect(self._show_points)
        self.may.changed.connect(self._on_may)
        self.brush.toggled.connect(self._on_brush)
        self.finish(self.tr("Drag into a layer"))
        self._on_may()
        self._on_model()

    def title(self) -> str:
        return self.tr("Drag")

    def request(self) -> Request:
        """The picture as it is now, made again at its place: a latent that nothing moves."""
        canvas = self.canvas()
        if not self._recipe.get("latent"):
            raise NotReady(self.tr("Drag something first."), gone=lambda: bool(self._recipe))
        selection = canvas.selection()
        place = canvas.bounds() if selection is None else selection.region
        options = {**self.options("model"), "latent": self._recipe["latent"]}
        if selection is not None:
            options.update(width=place.width, height=place.height)
        return Request(
            task="edit",
            canvas=canvas,
            options=options,
            pictures=[],
            name=self.tr("Dragged"),
            read=place,
            place=place,
            selection=selection,
            soft=True,
            natural=selection is None,
            settings=self.settings(),
        )

    def begin(self) -> None:
        """Drag, or go on dragging."""
        if self._job is not None:
            return
        say = self.services.notices.say
        if self.points.empty or not self.points.ways:
            say(CAUSE, self.hint.text(), True, gone=lambda: bool(self.points.ways))
            return
        if self.may.value() == "painted" and self.points.painted() is None:
            sentence = self.tr("Paint over what may move first.")
            say(CAUSE, sentence, True, gone=lambda: self.points.painted() is not None)
            return
        say(CAUSE, "")
        self._left = MOST
        self._next()

    def end(self) -> None:
        """Stop; what was come to stays, and can be gone on from."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        self._left = 0
        self._show_state()

    def forget(self) -> None:
        """Back to the picture that the seed makes, without points."""
        self.end()
        self._recipe, self._begun = {}, {}
        self.points.set_ways([])
        self.points.forget_painted()
        self.points.show_picture(None)
        self._show_state()
        if self.isVisible():
            self._timer.start()

    def go_on(self, recipe: Mapping[str, Any]) -> None:
        self.take("drag", options_of(recipe))

    def take(self, task: str, options: Mapping[str, Any]) -> None:
        super().take(task, options)
        self.forget()
        if options.get("latent"):
            self._recipe = {"latent": options["latent"]}

    def settings(self) -> dict[str, Any]:
        return {**super().settings(), "latent": self._recipe.get("latent")}

    def restore(self, settings: Mapping[str, Any]) -> None:
        super().restore(settings)
        self.forget()
        if settings.get("latent"):
            self._recipe = {"latent": settings["latent"]}

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        super().showEvent(event)
        if self.points.empty:
            self._timer.start()
        self._show_points()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        super().hideEvent(event)
        self._show_points()

    def show_document(self) -> None:
        self._placed = None
        self._show_points()

    def _show_points(self) -> None:
        """Picture and points on the canvas; in the panel where the host has no mouse for them."""
        canvas = self.host.canvas() if self.host.shows_previews else None
        self.pad.setVisible(canvas is None)
        if canvas is None:
            return
        with suppress(CanvasError):
            if self.isVisible() and not self.points.empty:
                if self._placed is None or not self._placed.covers(self.points.size):
                    self._placed = Placed(self.points, *self._where(canvas))
                canvas.mark(self._placed)
            elif self._placed is not None:
                canvas.mark(self._placed, on=False)
                self._placed = None

    def _where(self, canvas: Canvas) -> tuple[Region, Region]:
        """What the picture covers of the document, and what of that will be seen."""
        size, selection, bounds = self.points.size, canvas.selection(), canvas.bounds()
        seen = bounds if selection is None else selection.region
        scale = 1.0
        if selection is not None:  # which it fills
            scale = max(seen.width / size.width(), seen.height / size.height())
        width, height = round(size.width() * scale), round(size.height() * scale)
        x = seen.x + (seen.width - width) // 2
        return Region(x, seen.y + (seen.height - height) // 2, width, height), seen

    def _on_may(self) -> None:
        painted = self.may.value() == "painted"
        self.brush.setVisible(painted)
        self.brush.setChecked(painted)
        if not painted:
            self.points.forget_painted()

    def _on_brush(self, on: bool) -> None:
        self.points.painting = on

    def _on_model(self) -> None:
        self.classes.show_model(self.model.chosen())
        self.forget()

    def _on_points(self) -> None:
        """Points that were set anew are looked for as they are now."""
        self._begun = {}
        self._placed = None  # the selection may be another now
        self.end()
        self._show_points()

    def _start_of(self) -> dict[str, Any]:
        """What the engine is to begin with."""
        if self._recipe.get("latent"):
            return {**self.options("model"), "latent": self._recipe["latent"]}
        return self.options("model", "seed", "psi", "class")

    def _look(self) -> None:
        """Show the picture that would be dragged, in its own size."""
        if self._job is not None or not self.model.chosen().get("installed"):
            return
        start = self._start_of()
        task = "edit" if "latent" in start else "generate"
        if task == "generate":
            start["seeds"] = [start.pop("seed")]
        self._ask(task, start, [], self._on_look)

    def _next(self) -> None:
        ways = self.points.ways
        options = {
            **self._start_of(),
            "drags": [[w.handle.x(), w.handle.y(), w.target.x(), w.target.y()] for w in ways],
            "steps": STEPS,
            **self._begun,
        }
        masks = {"near": self.points.around, "painted": self.points.painted}
        mask = masks.get(self.may.value(), lambda: None)()
        self._ask("drag", options, [] if mask is None else [mask], self._on_moved)
        self._job_preview()

    def _ask(self, task: str, options: dict[str, Any], pictures: list[Picture], done: Any) -> None:
        job = self._job = self.services.client.run(task, options, pictures, _REPLY)
        answers: list[Result] = []
        job.result.connect(answers.append)
        job.error.connect(lambda sentence: self.services.notices.say(CAUSE, sentence, True))
        job.ended.connect(lambda: self._on_ended(job, answers, done))
        self._show_state()

    def _job_preview(self) -> None:
        assert self._job is not None
        self._job.preview.connect(lambda picture: self.points.show_picture(picture, whole=False))

    def _on_ended(self, job: Job, answers: list[Result], done: Any) -> None:
        if self._job is not job:
            return  # stopped, and another may have begun
        self._job = None
        if answers:
            done(answers[0].pictures[0])
        else:
            self._left = 0
        self._show_state()

    def _on_look(self, picture: Picture) -> None:
        self.points.show_picture(picture)

    def _on_moved(self, picture: Picture) -> None:
        recipe = picture.recipe
        self._recipe = recipe
        if not self._begun:
            begun = [[way.handle.x(), way.handle.y()] for way in self.points.ways]
            self._begun = {"begun": begun, "begun_latent": recipe["begun_latent"]}
        self.points.set_ways(
            [
                Way(QtCore.QPointF(*recipe["handles"][number]), way.target)
                for number, way in enumerate(self.points.ways)
            ]
        )
        self.points.show_picture(picture)
        self._left -= 1
        if not recipe.get("arrived") and self._left > 0:
            self._next()

    def _show_state(self) -> None:
        busy = self._job is not None and self._left > 0
        self.drag.setEnabled(not busy)
        self.stop.setEnabled(busy)
        self.drag.setText(self.tr("Go on") if self._begun else self.tr("Drag"))
        self.anew.setEnabled(bool(self.points.ways or self._recipe))
