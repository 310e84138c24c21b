"""The tab "Edit": move a generated picture, one found in a generator, or a face."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ..canvas import Canvas, CanvasError, Region
from ..qt import QtCore, QtGui, QtWidgets
from ..recipe import options_of
from .classes import ClassRow
from .face_finder import FaceFinder
from .face_points import FacePoints
from .models import ModelPicker
from .moves import Moves
from .points import Pad, Placed
from .request import NotReady, Request, named
from .tab import Services, Tab
from .widgets import ChoiceRow, SeedRow, SliderRow

FACE = "face"  # the task, and what is started from
FACES = "gan-face-generate"
TAUGHT = 200  # steps in which a model is taught a face
GATHER = 25  # milliseconds in which changes of the controls become one look


class EditTab(Tab):
    """Where to start from, and how far along each direction; the sliders show at once.

    A face is found in the model aligned, by points on its eyes and its mouth, and only it changes.
    """

    key = "edit"
    framed = True
    tasks = ("edit", FACE)
    handled = ("seed", "width", "height", "latent", "face")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._latent: str | None = None  # where the picture was found, as the engine wrote it
        self.model = ModelPicker(self.models, "generate")
        self.start = ChoiceRow(
            self.tr("Start from"),
            [
                ("seed", self.tr("a seed")),
                ("layer", self.tr("the active layer")),
                ("picture", self.tr("all that is visible")),
                (FACE, self.tr("a face in the picture")),
            ],
        )
        self.face = FacePoints()
        self.finder = FaceFinder(services.client)
        self.finder.found.connect(self._on_face)
        self._region: Region | None = None  # what the face is looked for in
        self._placed: Placed | None = None  # its points as they are on the canvas
        self.pad = Pad(self.face, self.tr("The picture appears here"))
        self.tune = ChoiceRow(
            self.tr("Likeness"),
            [(0, self.tr("as the model knows it")), (TAUGHT, self.tr("teach the model this face"))],
        )
        self.tune.explain(
            self.tr("Taught, the face is more like itself, and the button takes a little longer")
        )
        self.classes = ClassRow()
        self.seed = SeedRow()
        self.psi = SliderRow(self.tr("Truncation"), 0.0, 1.5, 0.7)
        self.found = QtWidgets.QLabel()
        self.found.setWordWrap(True)
        self.again = QtWidgets.QPushButton(self.tr("Look for it anew"))
        self.again.clicked.connect(lambda _checked=False: self._forget())
        self.take_over = QtWidgets.QPushButton(self.tr("From the chosen result"))
        self.take_over.setToolTip(self.tr("Go on from what is chosen among the results below"))
        self.take_over.clicked.connect(lambda _checked=False: self.wants_result.emit())
        self.moves = Moves()
        self.add("model", self.model)
        self.add("start", self.start)
        self.add("class", self.classes)
        self.add("seed", self.seed, "seed")
        for widget in (self.pad, self.found, self.again):
            self.column.addWidget(widget)
        self.add("tune", self.tune, "tune")
        self.add("moves", self.moves)
        self.add("psi", self.psi, "truncation_psi")
        self.column.addWidget(self.take_over)
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GATHER)
        self._timer.timeout.connect(self.live.emit)
        self.model.changed.connect(self._on_model)
        self.models.directed.connect(self._on_directions)
        self.start.changed.connect(self._on_start)
        self.face.changed.connect(self._forget)
        self.face.looked.connect(self._show_face)
        for field in (self.classes, self.seed, self.psi, self.moves):
            field.changed.connect(self._look)
        self._on_model()
        self.finish(self.tr("Edit into a layer"))

    def title(self) -> str:
        return self.tr("Edit")

    def request(self) -> Request:
        canvas = self.canvas()
        source = self.start.value()
        if source == FACE:
            return self._of_face(canvas)
        selection = canvas.selection()
        # without a selection a seed's picture keeps the size that the model makes
        natural = source == "seed" and selection is None
        place = canvas.bounds() if selection is None else selection.region
        if source != "seed":  # generators of pictures that are found are square
            place = _square(place)
        options = self.options("model", "moves") | self.more("edit")
        if not natural:
            options.update(width=place.width, height=place.height)
        pictures = []
        if source == "seed":
            options.update(self.options("seed", "psi", "class"))
        elif self._latent is not None:
            options["latent"] = self._latent
        else:
            pictures.append(named(canvas.read(place, source), "image"))
        return Request(
            task="edit",
            canvas=canvas,
            options=options,
            pictures=pictures,
            name=self.tr("Edited"),
            read=place,
            place=place,
            selection=selection if selection and selection.region == place else None,
            soft=True,
            natural=natural,
            settings=self.settings(),
        )

    def glance(self) -> Request:
        request = self.request()
        options = {**request.options, "tune": 0} if request.task == FACE else request.options
        return replace(request, options=options)

    def frame_request(self, share: float) -> Request:
        """From where the sliders stand at nothing to where they are: a walk."""
        request = self.request()
        moves = {name: share * by for name, by in request.options.get("moves", {}).items()}
        return replace(request, options={**request.options, "moves": moves})

    def _of_face(self, canvas: Canvas) -> Request:
        if self._region is None:
            self._begin_face()
        region, bounds = self._region or canvas.bounds(), canvas.bounds()
        read = self.face.reach(region, bounds)
        if read.empty:
            raise NotReady(self.tr("Drag the points onto the eyes and the mouth of a face first."))
        options = self.options("model", "moves", "tune") | self.more(FACE)
        options["face"] = self.face.within(region, read)
        if self._latent is not None:
            options["latent"] = self._latent
        return Request(
            task=FACE,
            canvas=canvas,
            options=options,
            pictures=[named(canvas.read(read, "picture"), "image")],
            name=self.tr("Face"),
            read=read,
            place=read,
            selection=self.face.oval(region, read),
            soft=True,
            settings=self.settings(),
        )

    def made(self, recipe: Mapping[str, Any]) -> None:
        """The engine has answered: now a picture has its latent."""
        if self.start.value() != "seed" and recipe.get("latent"):
            self._latent = str(recipe["latent"])
            self._show_start()

    def go_on(self, recipe: Mapping[str, Any]) -> None:
        """Start from a result that was generated or edited; NotReady for any other."""
        if recipe.get("task") not in ("generate", "edit"):
            raise NotReady(self.tr("Choose a result that was generated or edited first."))
        self.take("edit", options_of(recipe))
        self._look()

    def take(self, task: str, options: Mapping[str, Any]) -> None:
        super().take(task, {"moves": {}, **options})
        found = FACE if task == FACE else "layer"
        self.start.set_value(found if options.get("latent") else "seed")
        self._latent = options.get("latent")
        self._show_start()

    def settings(self) -> dict[str, Any]:
        places = self.face.places(self._region) if self._region is not None else []
        return {**super().settings(), "latent": self._latent, "face": places}

    def restore(self, settings: Mapping[str, Any]) -> None:
        super().restore(settings)
        if self._region is not None and len(settings.get("face") or ()) == 3:
            self.face.set_places(settings["face"], self._region)
        self._latent = settings.get("latent")
        self._show_start()

    def _on_model(self) -> None:
        """Another model has other directions, and classes of its own."""
        self.classes.show_model(self.model.chosen())
        self._name_moves()
        self._forget()

    def show_schema(self, task: str, schema: Mapping[str, Any]) -> None:
        super().show_schema(task, schema)
        self._show_start()

    def show_document(self) -> None:
        """A face is another document's: the points begin anew there."""
        self._region = self._placed = None
        if self.start.value() == FACE:
            self._latent = None
            self._begin_face()

    def _on_start(self) -> None:
        if self.start.value() == FACE:
            self.model.set_value(FACES)
            self._begin_face()
        self._forget()
        self._show_face()

    def _begin_face(self) -> None:
        """Points on a face of what is selected or of the picture, first in the middle of it."""
        canvas = self.host.canvas()
        with suppress(CanvasError):
            if canvas is not None and self.isVisible():
                selection = canvas.selection()
                region = canvas.bounds() if selection is None else selection.region
                self._region, self._placed = region, None
                self.face.begin(QtCore.QSizeF(region.width, region.height))
                picture = canvas.read(region, "picture")
                if not self.host.shows_previews:
                    self.face.show_picture(picture)
                self.finder.look(picture)

    def _on_face(self, points: Sequence[tuple[float, float]]) -> None:
        if self.face.untouched and self.start.value() == FACE:
            self.face.put(points)
            self._forget()

    def _show_face(self) -> None:
        """The points on the canvas; in the panel where the host has no mouse for them."""
        chosen = self.start.value() == FACE
        canvas = self.host.canvas() if self.host.shows_previews else None
        self.pad.setVisible(chosen and canvas is None)
        if canvas is None:
            return
        with suppress(CanvasError):
            if chosen and self.isVisible() and self._region is not None:
                if self._placed is None:
                    self._placed = Placed(self.face, self._region, canvas.bounds())
                canvas.mark(self._placed)
            elif self._placed is not None:
                canvas.mark(self._placed, on=False)
                self._placed = None

    def _on_directions(self, name: str) -> None:
        if name == self.model.value():
            self._name_moves()

    def _name_moves(self) -> None:
        """Ask for the names of the directions as soon as they are to be seen."""
        name = self.model.value()
        known = self.isVisible() and name is not None and self.model.chosen().get("installed")
        self.moves.set_names(self.models.directions(name) if known and name else None)

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        super().showEvent(event)
        self._name_moves()
        if self.start.value() == FACE and self._region is None:
            self._begin_face()
        self._show_face()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self._show_face()

    def _forget(self) -> None:
        self._latent = None
        self._show_start()
        self._look()

    def _show_start(self) -> None:
        seed = self.start.value() == "seed"
        self.classes.setVisible(seed and self.classes.has_classes)
        self.seed.setVisible(seed)
        self.psi.setVisible(seed)
        self.found.setVisible(not seed)
        self.again.setVisible(not seed and self._latent is not None)
        face = self.start.value() == FACE
        self.tune.setVisible(face)
        for task in self.tasks:
            form = self.fields.get(f"more {task}")
            if form is not None:
                form.setVisible((task == FACE) == face)
        words = self.tr("Found in the model.")
        if self._latent is None:
            words = self.tr(
                "The button below looks for it in the model; then the sliders show at once."
            )
            if face:
                eyes = self.tr("Drag the points to eyes and mouth where they are not there.")
                words = f"{eyes} {words}"
        self.found.setText(words)

    def _look(self) -> None:
        """Ask for a live picture soon, if one can be made without a long search."""
        known = self.start.value() == "seed" or self._latent is not None
        if known and self.isVisible() and not self._timer.isActive():
            self._timer.start()


def _square(region: Region) -> Region:
    side = min(region.width, region.height)
    x = region.x + (region.width - side) // 2
    return Region(x, region.y + (region.height - side) // 2, side, side)
