"""The tab "Restore": a layer cleaned in its place, or a larger picture in a document of its own."""

from __future__ import annotations

from typing import Any

from ..canvas import Host
from ..client import Client
from ..pixels import mask_picture
from .models import ModelPicker
from .request import Request, current_canvas, named
from .tab import Tab
from .widgets import ChoiceRow, SliderRow

CLEAN = 1  # the size that restoring leaves a picture at


class RestoreTab(Tab):
    """Clean or enlarge, with which model, how strongly, and where to read from."""

    key = "restore"
    task = "restore"
    tasks = ("restore", "upscale")

    def __init__(self, client: Client, host: Host) -> None:
        super().__init__(client, host)
        self.scale = ChoiceRow(
            self.tr("What to do"),
            [
                (CLEAN, self.tr("remove grain and blur")),
                (2, self.tr("enlarge 2×")),
                (4, self.tr("enlarge 4×")),
            ],
        )
        self.restorer = ModelPicker(client, "restore")
        self.upscaler = ModelPicker(client, "upscale")
        self.strength = SliderRow(self.tr("Strength"), 0.0, 1.0, 1.0)
        self.source = ChoiceRow(
            self.tr("Look at"),
            [("layer", self.tr("the active layer")), ("picture", self.tr("all that is visible"))],
        )
        for widget in (self.scale, self.restorer, self.upscaler, self.strength, self.source):
            self.column.addWidget(widget)
        self.finish("")
        self.scale.changed.connect(self._on_scale)
        self._on_scale()

    def title(self) -> str:
        return self.tr("Restore")

    def engine_ready(self) -> None:
        self.restorer.refresh()
        self.upscaler.refresh()

    def request(self) -> Request:
        canvas = current_canvas(self.host.canvas(), self.tr("Open a picture first."))
        selection = canvas.selection()
        region = selection.region if selection else canvas.bounds()
        enlarges = self.scale.value() != CLEAN
        options: dict[str, Any] = {"strength": self.strength.value()}
        if enlarges:
            options["scale"] = self.scale.value()
            selection = None  # of a selection, its rectangle is enlarged
        model = (self.upscaler if enlarges else self.restorer).usable()
        if model:
            options["model"] = model
        pictures = [named(canvas.read(region, self.source.value()), "image")]
        if selection is not None:
            pictures.append(mask_picture(selection, region))
        return Request(
            task="upscale" if enlarges else "restore",
            canvas=canvas,
            options=options,
            pictures=pictures,
            name=self.tr("Enlarged") if enlarges else self.tr("Restored"),
            read=region,
            place=region,
            selection=selection,
            opens=enlarges,
            settings=self.settings(),
        )

    def settings(self) -> dict[str, Any]:
        return {
            "scale": self.scale.value(),
            "restorer": self.restorer.value(),
            "upscaler": self.upscaler.value(),
            "strength": self.strength.value(),
            "source": self.source.value(),
        }

    def restore(self, settings: dict[str, Any]) -> None:
        self.scale.set_value(settings.get("scale"))
        self.restorer.set_value(settings.get("restorer"))
        self.upscaler.set_value(settings.get("upscaler"))
        self.strength.set_value(float(settings.get("strength", 1.0)))
        self.source.set_value(settings.get("source"))

    def _on_scale(self) -> None:
        enlarges = self.scale.value() != CLEAN
        self.restorer.setVisible(not enlarges)
        self.upscaler.setVisible(enlarges)
        self.button.setText(
            self.tr("Enlarge into a new picture") if enlarges else self.tr("Restore into a layer")
        )
