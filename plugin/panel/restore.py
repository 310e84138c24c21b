"""The tab "Restore": a layer cleaned in its place, or a larger picture in a document of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..pixels import mask_picture
from .models import ModelPicker
from .request import Request, named
from .tab import Services, Tab
from .widgets import ChoiceRow, SliderRow

AUTOMATIC = "automatic"  # the engine's name for choosing by what it sees
CLEAN = 1  # the size that restoring leaves a picture at


class RestoreTab(Tab):
    """Clean or enlarge, with which model, how strongly, and where to read from."""

    key = "restore"
    tasks = ("restore", "upscale")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.scale = ChoiceRow(
            self.tr("What to do"),
            [
                (CLEAN, self.tr("remove grain and blur")),
                (2, self.tr("enlarge 2×")),
                (4, self.tr("enlarge 4×")),
            ],
        )
        automatic = {
            "name": AUTOMATIC,
            "title": self.tr("what the picture needs"),
            "good_at": self.tr("Looks for JPEG, grain and blur, and takes the networks for them."),
            "installed": True,
        }
        self.restorer = ModelPicker(self.models, "restore", [automatic])
        self.upscaler = ModelPicker(self.models, "upscale", [automatic])
        for picker in (self.restorer, self.upscaler):
            picker.set_value(AUTOMATIC)
        self.strength = SliderRow(self.tr("Strength"), 0.0, 1.0, 1.0)
        self.source = ChoiceRow(
            self.tr("Look at"),
            [("layer", self.tr("the active layer")), ("picture", self.tr("all that is visible"))],
        )
        self.add("scale", self.scale, "scale")
        self.add("restorer", self.restorer)
        self.add("upscaler", self.upscaler)
        self.add("strength", self.strength, "strength")
        self.add("source", self.source)
        self.finish("")
        self.scale.changed.connect(self._on_scale)
        self._on_scale()

    def title(self) -> str:
        return self.tr("Restore")

    def request(self) -> Request:
        canvas = self.canvas()
        selection = canvas.selection()
        region = selection.region if selection else canvas.bounds()
        enlarges = self.scale.value() != CLEAN
        if enlarges:
            options = self.options("upscaler", "strength", "scale") | self.more("upscale")
            selection = None  # of a selection, its rectangle is enlarged
        else:
            options = self.options("restorer", "strength") | self.more("restore")
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

    def take(self, task: str, options: Mapping[str, Any]) -> None:
        super().take(task, {**options, "scale": options.get("scale", CLEAN)})

    def _on_scale(self) -> None:
        enlarges = self.scale.value() != CLEAN
        self.restorer.setVisible(not enlarges)
        self.upscaler.setVisible(enlarges)
        self.button.setText(
            self.tr("Enlarge into a new picture") if enlarges else self.tr("Restore into a layer")
        )
