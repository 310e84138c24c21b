"""The tab "Generate": faces and landscapes into a new layer."""

from __future__ import annotations

from typing import Any

from ..client import Client
from ..hosts.canvas import Host, Region
from ..qt import QtWidgets
from .models import ModelPicker
from .request import Request, current_canvas
from .tab import Tab
from .widgets import ChoiceRow, Row, SeedRow, SliderRow

DEFAULT_SIDE = 512  # pixels, where nothing is selected and the model does not say


def centred(side: int, bounds: Region) -> Region:
    """A square of at most `side` pixels in the middle of the document."""
    side = max(1, min(side, bounds.width, bounds.height))
    return Region((bounds.width - side) // 2, (bounds.height - side) // 2, side, side)


class GenerateTab(Tab):
    """Model, class, truncation, seed, number of pictures."""

    key = "generate"
    task = "generate"

    def __init__(self, client: Client, host: Host) -> None:
        super().__init__(client, host)
        self.model = ModelPicker(client, "generate")
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
        seed = self.seed.value()
        options: dict[str, Any] = {
            "seeds": [seed + n for n in range(self.count.value())],
            "truncation_psi": self.psi.value(),
        }
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
