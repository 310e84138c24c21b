"""The tab "Edit": move a generated picture, or one found in a generator, along directions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..canvas import Host, Region
from ..client import Client
from ..qt import QtCore, QtWidgets
from .classes import ANY, ClassRow
from .models import ModelPicker
from .moves import Moves
from .request import NotReady, Request, current_canvas, named
from .tab import Tab
from .widgets import ChoiceRow, SeedRow, SliderRow

PAUSE = 200  # milliseconds that a slider rests before its picture is asked for


class EditTab(Tab):
    """Where to start from, and how far along each direction; the sliders show at once."""

    key = "edit"
    task = "edit"

    def __init__(self, client: Client, host: Host) -> None:
        super().__init__(client, host)
        self._latent: str | None = None  # where the picture was found, as the engine wrote it
        self.model = ModelPicker(client, "generate")
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
        for widget in (
            self.model,
            self.start,
            self.classes,
            self.seed,
            self.found,
            self.again,
            self.moves,
            self.psi,
            self.take_over,
        ):
            self.column.addWidget(widget)
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.live.emit)
        self.model.changed.connect(self._on_model)
        self.start.changed.connect(self._forget)
        self.classes.changed.connect(self._look)
        self.seed.box.valueChanged.connect(lambda _value: self._look())
        self.psi.changed.connect(lambda _value: self._look())
        self.moves.changed.connect(self._look)
        self._show_start()
        self.finish(self.tr("Edit into a layer"))

    def title(self) -> str:
        return self.tr("Edit")

    def engine_ready(self) -> None:
        self.model.refresh()

    def request(self) -> Request:
        canvas = current_canvas(self.host.canvas(), self.tr("Open a picture first."))
        source = self.start.value()
        selection = canvas.selection()
        # without a selection a seed's picture keeps the size that the model makes
        natural = source == "seed" and selection is None
        place = canvas.bounds() if selection is None else selection.region
        if source != "seed":  # generators of pictures that are found are square
            place = _square(place)
        options: dict[str, Any] = {"moves": self.moves.values()}
        if not natural:
            options.update(width=place.width, height=place.height)
        model = self.model.usable()
        if model:
            options["model"] = model
        pictures = []
        if source == "seed":
            options["seed"] = self.seed.value()
            options["truncation_psi"] = self.psi.value()
            options.update(self.classes.options())
        elif self._latent is not None:
            options["latent"] = self._latent
        else:
            pictures.append(named(canvas.read(place, source), "image"))
        return Request(
            task=self.task,
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
        """The engine has answered: now the directions have names, and a picture its latent."""
        self.moves.set_names(list(recipe.get("directions") or []))
        if self.start.value() != "seed" and recipe.get("latent"):
            self._latent = str(recipe["latent"])
            self._show_start()

    def take(self, recipe: Mapping[str, Any]) -> None:
        """Start from a result that was generated or edited; NotReady for any other."""
        settings: Mapping[str, Any] = recipe.get("settings") or {}
        if recipe.get("task") not in ("generate", "edit"):
            raise NotReady(self.tr("Choose a result that was generated or edited first."))
        self.restore(
            {
                "model": recipe.get("model"),
                "start": "layer" if recipe.get("latent") else "seed",
                "latent": recipe.get("latent"),
                "seed": recipe.get("seed"),
                "psi": settings.get("truncation_psi", 0.7),
                "class": settings.get("class_index"),
                "moves": settings.get("moves") or {},
                "directions": recipe.get("directions"),
            }
        )
        self._look()

    def settings(self) -> dict[str, Any]:
        return {
            "model": self.model.value(),
            "start": self.start.value(),
            "seed": self.seed.value(),
            "psi": self.psi.value(),
            "class": self.classes.value(),
            "latent": self._latent,
            "moves": self.moves.values(),
            "directions": self.moves.names(),
        }

    def restore(self, settings: dict[str, Any]) -> None:
        self.model.set_value(settings.get("model"))
        self.start.set_value(settings.get("start"))
        self.seed.set_value(int(settings.get("seed") or 0))
        self.psi.set_value(float(settings.get("psi", 0.7)))
        wanted = settings.get("class")  # class 0 is one, too
        self.classes.set_value(ANY if wanted is None else int(wanted))
        self._latent = settings.get("latent")
        self.moves.set_names(settings.get("directions") or [])
        self.moves.set_values(settings.get("moves") or {})
        self._show_start()

    def _on_model(self) -> None:
        self.moves.set_values({})  # another model has other directions
        self.moves.set_names([])
        self.classes.show_model(self.model.chosen())
        self._forget()

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
