"""The tab "Edit": move a generated picture, or one found in a generator, along directions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..canvas import Region
from ..qt import QtCore, QtGui, QtWidgets
from ..recipe import options_of
from .classes import ClassRow
from .models import ModelPicker
from .moves import Moves
from .request import NotReady, Request, named
from .tab import Services, Tab
from .widgets import ChoiceRow, SeedRow, SliderRow

PAUSE = 200  # milliseconds that a slider rests before its picture is asked for


class EditTab(Tab):
    """Where to start from, and how far along each direction; the sliders show at once."""

    key = "edit"
    tasks = ("edit",)
    handled = ("width", "height", "latent")

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
            ],
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
        for widget in (self.found, self.again):
            self.column.addWidget(widget)
        self.add("moves", self.moves)
        self.add("psi", self.psi, "truncation_psi")
        self.column.addWidget(self.take_over)
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.live.emit)
        self.model.changed.connect(self._on_model)
        self.models.directed.connect(self._on_directions)
        self.start.changed.connect(self._forget)
        for field in (self.classes, self.seed, self.psi, self.moves):
            field.changed.connect(self._look)
        self._on_model()
        self.finish(self.tr("Edit into a layer"))

    def title(self) -> str:
        return self.tr("Edit")

    def request(self) -> Request:
        canvas = self.canvas()
        source = self.start.value()
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
        self.start.set_value("layer" if options.get("latent") else "seed")
        self._latent = options.get("latent")
        self._show_start()

    def settings(self) -> dict[str, Any]:
        return {**super().settings(), "latent": self._latent}

    def restore(self, settings: Mapping[str, Any]) -> None:
        super().restore(settings)
        self._latent = settings.get("latent")
        self._show_start()

    def _on_model(self) -> None:
        """Another model has other directions, and classes of its own."""
        self.classes.show_model(self.model.chosen())
        self._name_moves()
        self._forget()

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
        self.found.setText(
            self.tr("The button below looks for it in the model; then the sliders show at once.")
            if self._latent is None
            else self.tr("Found in the model.")
        )

    def _look(self) -> None:
        """Ask for a live picture soon, if one can be made without a long search."""
        if self.isVisible() and (self.start.value() == "seed" or self._latent is not None):
            self._timer.start()


def _square(region: Region) -> Region:
    side = min(region.width, region.height)
    x = region.x + (region.width - side) // 2
    return Region(x, region.y + (region.height - side) // 2, side, side)
