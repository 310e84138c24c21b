"""The tab "Generate": faces and landscapes into a new layer."""

from __future__ import annotations

from typing import Any

from ..canvas import Canvas, Host, Region, Selection
from ..client import Client
from .classes import ANY, ClassRow
from .mixing import Mixing
from .models import ModelPicker
from .request import Request, current_canvas, named
from .tab import Tab
from .widgets import ChoiceRow, SeedRow, SliderRow

VARY = "vary"  # the task that stands among the models: it needs none
RESAMPLE = "resample"  # stands among the upscalers for none of them


class GenerateTab(Tab):
    """Model, class, truncation, seeds, number of pictures, and what enlarges them."""

    key = "generate"
    task = "generate"
    tasks = ("vary",)

    def __init__(self, client: Client, host: Host) -> None:
        super().__init__(client, host)
        bending = {
            "name": VARY,
            "title": self.tr("The active layer, varied"),
            "good_at": self.tr("Moves the parts of a landscape about; no network is used"),
            "installed": True,
        }
        self.model = ModelPicker(client, "generate", [bending])
        self.psi = SliderRow(self.tr("Truncation"), 0.0, 1.5, 0.7)
        self.psi.explain(
            self.tr("0 gives the most typical picture, 1 all the variety that was trained")
        )
        self.count = ChoiceRow(self.tr("Pictures"), [(n, str(n)) for n in (1, 2, 4, 8)])
        self.count.set_value(4)
        self.classes, self.mixing = ClassRow(), Mixing()
        plain = {
            "name": RESAMPLE,
            "title": self.tr("none"),
            "good_at": self.tr("Larger selections are filled smoothly, without new detail"),
            "installed": True,
        }
        self.upscaler = ModelPicker(client, "upscale", [plain], self.tr("Enlarge with"))
        self.upscaler.set_value(RESAMPLE)
        self.seed = SeedRow()
        for widget in (
            self.model,
            self.classes,
            self.psi,
            self.count,
            self.seed,
            self.mixing,
            self.upscaler,
        ):
            self.column.addWidget(widget)
        self.model.changed.connect(self._on_model)
        self.finish(self.tr("Generate into a layer"))

    def title(self) -> str:
        return self.tr("Generate")

    def engine_ready(self) -> None:
        self.model.refresh()
        self.upscaler.refresh()

    def _on_model(self) -> None:
        model = self.model.chosen()
        self.classes.show_model(model)
        self.mixing.show_model(model)
        self.upscaler.setVisible(model.get("name") != VARY)

    def request(self) -> Request:
        canvas = current_canvas(self.host.canvas(), self.tr("Open a picture first."))
        selection = canvas.selection()
        # without a selection the picture keeps the size that the model makes
        place = selection.region if selection else canvas.bounds()
        if self.model.value() == VARY:
            return self._variation(canvas, selection, place)
        options: dict[str, Any] = {"seeds": self._seeds(), "truncation_psi": self.psi.value()}
        if selection is not None:
            options.update(width=place.width, height=place.height)
            if self.upscaler.value() not in (None, RESAMPLE):
                options["upscaler"] = self.upscaler.usable()
        model = self.model.usable()
        if model:
            options["model"] = model
        options.update(**self.classes.options(), **self.mixing.options())
        return Request(
            task=self.task,
            canvas=canvas,
            options=options,
            pictures=[],
            name=str(self.model.chosen().get("title") or self.tr("Generated")),
            read=place,
            place=place,
            selection=selection,
            soft=True,
            natural=selection is None,
            seed_key="seeds",
            settings=self.settings(),
        )

    def _variation(self, canvas: Canvas, selection: Selection | None, place: Region) -> Request:
        return Request(
            task=VARY,
            canvas=canvas,
            options={"seeds": self._seeds(), "amount": self.psi.value()},
            pictures=[named(canvas.read(place, "layer"), "image")],
            name=self.tr("Variation"),
            read=place,
            place=place,
            selection=selection,
            soft=True,
            seed_key="seeds",
            settings=self.settings(),
        )

    def _seeds(self) -> list[int]:
        seed = self.seed.value()
        return [seed + n for n in range(self.count.value())]

    def settings(self) -> dict[str, Any]:
        return {
            "model": self.model.value(),
            "psi": self.psi.value(),
            "count": self.count.value(),
            "class": self.classes.value(),
            "seed": self.seed.value(),
            "upscaler": self.upscaler.value(),
            **self.mixing.settings(),
        }

    def restore(self, settings: dict[str, Any]) -> None:
        self.model.set_value(settings.get("model"))
        self.psi.set_value(float(settings.get("psi", 0.7)))
        self.count.set_value(settings.get("count"))
        self.classes.set_value(int(settings.get("class", ANY)))
        self.seed.set_value(int(settings.get("seed", 0)))
        self.upscaler.set_value(settings.get("upscaler") or RESAMPLE)
        self.mixing.restore(settings)
