"""The tab "Generate": faces and landscapes into a new layer."""

from __future__ import annotations

from typing import Any

from ..client import Client
from ..hosts.canvas import Canvas, Host, Region, Selection
from ..qt import QtWidgets
from .models import ModelPicker
from .request import Request, current_canvas, named
from .tab import Tab
from .widgets import ChoiceRow, Row, SeedRow, SliderRow

VARY = "vary"  # the task that stands among the models: it needs none


class GenerateTab(Tab):
    """Model, class, truncation, seed, number of pictures."""

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
        self.class_index = QtWidgets.QSpinBox()
        self.class_index.setRange(-1, -1)
        self.class_index.setSpecialValueText(self.tr("any"))
        self.class_row = Row(self.tr("Class"), self.class_index)
        self.class_row.row.addWidget(self.class_index, 1)
        self.seed = SeedRow()
        for widget in (self.model, self.class_row, self.psi, self.count, self.seed):
            self.column.addWidget(widget)
        self.class_row.hide()
        self.model.changed.connect(self._on_model)
        self.finish(self.tr("Generate into a layer"))

    def title(self) -> str:
        return self.tr("Generate")

    def engine_ready(self) -> None:
        self.model.refresh()

    def _on_model(self) -> None:
        classes = int(self.model.chosen().get("classes") or 0)
        self.class_row.setVisible(classes > 0)
        self.class_index.setMaximum(classes - 1)

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
        model = self.model.usable()
        if model:
            options["model"] = model
        if self.class_index.value() >= 0:
            options["class_index"] = self.class_index.value()
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
            "class": self.class_index.value(),
            "seed": self.seed.value(),
        }

    def restore(self, settings: dict[str, Any]) -> None:
        self.model.set_value(settings.get("model"))
        self.psi.set_value(float(settings.get("psi", 0.7)))
        self.count.set_value(settings.get("count"))
        self.class_index.setValue(int(settings.get("class", -1)))
        self.seed.set_value(int(settings.get("seed", 0)))
