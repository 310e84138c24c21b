"""The tab "Fill": what is selected gives way to what could be there, and the border to more."""

from __future__ import annotations

from typing import Any

from ..canvas import Canvas, Host, Region
from ..client import Client
from ..pixels import mask_picture
from .margins import Margins
from .models import ModelPicker
from .request import NotReady, Request, current_canvas, named
from .tab import Tab
from .widgets import ChoiceRow, SeedRow

MIN_CONTEXT = 96  # pixels around the selection that the network sees at least


def context(selected: Region, bounds: Region) -> Region:
    """The part of the picture that a fill looks at: the selection and as much again around it."""
    margin = max(MIN_CONTEXT, max(selected.width, selected.height))
    return selected.grown(margin).within(bounds)


class FillTab(Tab):
    """Model, quality, number of candidates, seed, where to read from; how far to extend."""

    key = "fill"
    task = "inpaint"
    tasks = ("inpaint", "extend")

    def __init__(self, client: Client, host: Host) -> None:
        super().__init__(client, host)
        patches = {
            "name": "patches",
            "title": self.tr("The picture itself"),
            "good_at": self.tr("Copies patches of the picture; no network is used"),
            "installed": True,
        }
        self.model = ModelPicker(client, "inpaint", [patches])
        self.quality = ChoiceRow(
            self.tr("Quality"),
            [("fast", self.tr("fast")), ("good", self.tr("good")), ("best", self.tr("best"))],
        )
        self.quality.set_value("good")
        self.candidates = ChoiceRow(self.tr("Candidates"), [(n, str(n)) for n in (1, 2, 3, 4)])
        self.source = ChoiceRow(
            self.tr("Look at"),
            [("picture", self.tr("all that is visible")), ("layer", self.tr("the active layer"))],
        )
        self.seed = SeedRow()
        self.margins = Margins()
        self._extends = False  # whether it is the margins' button that was pressed
        for widget in (
            self.model,
            self.quality,
            self.candidates,
            self.source,
            self.seed,
            self.margins,
        ):
            self.column.addWidget(widget)
        self.margins.go.connect(self._extend)
        self.finish(self.tr("Fill the selection"))

    def title(self) -> str:
        return self.tr("Fill")

    def engine_ready(self) -> None:
        self.model.refresh()

    def request(self) -> Request:
        canvas = current_canvas(self.host.canvas(), self.tr("Open a picture first."))
        if self._extends:
            return self._extension(canvas)
        bounds = canvas.bounds()
        selection = canvas.selection()
        if selection is None:
            raise NotReady(self.tr("Select what is to be filled first."))
        region = context(selection.region, bounds)
        image = named(canvas.read(region, self.source.value()), "image")
        options = {**self._options(), "candidates": self.candidates.value()}
        return Request(
            task=self.task,
            canvas=canvas,
            options=options,
            pictures=[image, mask_picture(selection, region)],
            name=self.tr("Fill"),
            read=region,
            place=selection.region,
            selection=selection,
            settings=self.settings(),
        )

    def _extend(self) -> None:
        self._extends = True
        try:
            self.go.emit()
        finally:
            self._extends = False

    def _extension(self, canvas: Canvas) -> Request:
        """The whole picture and more, as a document of its own: this one keeps its size."""
        if not any(self.margins.values().values()):
            raise NotReady(self.tr("Say by how many pixels to extend at least one side."))
        bounds = canvas.bounds()
        larger = self.margins.around(bounds)
        return Request(
            task="extend",
            canvas=canvas,
            options={**self._options(), **self.margins.values()},
            pictures=[named(canvas.read(bounds, self.source.value()), "image")],
            name=self.tr("Extended"),
            read=larger,
            place=larger,
            opens=True,
            settings=self.settings(),
        )

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"seed": self.seed.value(), "quality": self.quality.value()}
        model = self.model.usable()
        if model:
            options["model"] = model
        return options

    def settings(self) -> dict[str, Any]:
        return {
            "model": self.model.value(),
            "quality": self.quality.value(),
            "candidates": self.candidates.value(),
            "source": self.source.value(),
            "seed": self.seed.value(),
            "margins": self.margins.values(),
        }

    def restore(self, settings: dict[str, Any]) -> None:
        self.model.set_value(settings.get("model"))
        self.quality.set_value(settings.get("quality"))
        self.candidates.set_value(settings.get("candidates"))
        self.source.set_value(settings.get("source"))
        self.seed.set_value(int(settings.get("seed", 0)))
        self.margins.set_values(settings.get("margins") or {})
