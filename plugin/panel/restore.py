"""The tab "Restore": damage found, a layer cleaned in its place, or a larger picture opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..pixels import mask_picture
from ..qt import QtWidgets
from .models import ModelPicker
from .request import Request, named, searching
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
        self.unfade = SliderRow(self.tr("Undo fading"), 0.0, 1.0, 0.0)
        self.unfade.explain(self.tr("Contrast and neutral greys that dyes and paper have lost"))
        self.sensitivity = SliderRow(self.tr("Sensitivity"), 0.0, 1.0, 0.5)
        self.sensitivity.explain(self.tr("0 finds damage beyond doubt, 1 whatever might be some"))
        self.find_damage = QtWidgets.QPushButton(self.tr("Select the damage"))
        self.find_damage.setToolTip(
            self.tr("Find scratches, dust, folds and stains, to correct the selection and fill it")
        )
        self.find_damage.clicked.connect(lambda _checked=False: self.go.emit(self.damage))
        self.column.addWidget(self.find_damage)
        self.add("sensitivity", self.sensitivity, "sensitivity")
        self.add("scale", self.scale, "scale")
        self.add("restorer", self.restorer)
        self.add("upscaler", self.upscaler)
        self.add("strength", self.strength, "strength")
        self.add("unfade", self.unfade, "unfade")
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
            options = self.options("restorer", "strength", "sensitivity", "unfade")
            options |= self.more("restore")
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

    def damage(self) -> Request:
        """What does not belong to the picture, as the selection."""
        name, options = self.find_damage.text(), self.options("sensitivity")
        return searching("damage", self.canvas(), self.source.value(), name, options)

    def take(self, task: str, options: Mapping[str, Any]) -> None:
        super().take(task, {**options, "scale": options.get("scale", CLEAN)})

    def _on_scale(self) -> None:
        enlarges = self.scale.value() != CLEAN
        self.restorer.setVisible(not enlarges)
        self.upscaler.setVisible(enlarges)
        self.unfade.setVisible(not enlarges)
        self.button.setText(
            self.tr("Enlarge into a new picture") if enlarges else self.tr("Restore into a layer")
        )
