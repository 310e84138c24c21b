"""The tab "Generate": faces and landscapes into a new layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..canvas import Canvas, Region, Selection
from ..pixels import mask_picture
from .classes import ClassRow
from .fill import context
from .mixing import Mixing
from .models import ModelPicker
from .preview_mask import softened
from .request import Request, named
from .tab import Services, Tab
from .widgets import ChoiceRow, SeedRow, SliderRow

BLEND = "generate/blend"  # the setting that remembers how
VARY = "vary"  # the task that stands among the models: it needs none
RESAMPLE = "resample"  # stands among the upscalers for none of them
PORTRAIT, PAINTED = "portrait", "painted portrait"  # stand among the models, and use several
FACES, BRUSH = "gan-face-generate", "lavender-oil"  # the generator of faces, and a style


class GenerateTab(Tab):
    """Model, class, truncation, seeds, number of pictures, and what enlarges them."""

    key = "generate"
    tasks = ("generate", VARY, PORTRAIT)
    handled = ("seeds", "width", "height", "style_mix", "amount", "upscale", "match")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        bending = {
            "name": VARY,
            "title": self.tr("The active layer, varied"),
            "good_at": self.tr("Moves the parts of a landscape about; no network is used"),
            "installed": True,
        }
        face = {
            "name": PORTRAIT,
            "title": self.tr("Portrait"),
            "good_at": self.tr("The best of 64 small faces, enlarged by a second network"),
            "needs": FACES,
        }
        painted = {
            "name": PAINTED,
            "title": self.tr("Painted portrait"),
            "good_at": self.tr("A portrait in a style: what a small face lacks becomes brushwork"),
            "needs": FACES,
        }
        self.model = ModelPicker(self.models, "generate", [bending, face, painted])
        self.brush = ModelPicker(self.models, "stylize", (), self.tr("Painted in"))
        self.brush.set_value(BRUSH)
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
        self.upscaler = ModelPicker(self.models, "upscale", [plain], self.tr("Enlarge with"))
        self.upscaler.set_value(RESAMPLE)
        self.seed = SeedRow()
        self.blend = ChoiceRow(
            self.tr("Into a selection"),
            [
                ("match", self.tr("matched to the picture")),
                ("soft", self.tr("with a soft edge")),
                ("plain", self.tr("as it is")),
            ],
        )
        self.blend.set_value(self.host.setting(BLEND, "match"))
        self.blend.changed.connect(lambda: self.host.set_setting(BLEND, self.blend.value()))
        self.add("model", self.model)
        self.add("brush", self.brush, "style")
        self.add("class", self.classes)
        self.add("psi", self.psi, "truncation_psi")
        self.add("count", self.count)
        self.add("seed", self.seed)
        self.add("mixing", self.mixing)
        self.add("blend", self.blend)
        self.add("upscaler", self.upscaler, "upscaler")
        self.model.changed.connect(self._on_model)
        self._on_model()
        self.finish(self.tr("Generate into a layer"))

    def title(self) -> str:
        return self.tr("Generate")

    def _on_model(self) -> None:
        model = self.model.chosen()
        self.classes.show_model(model)
        self.mixing.show_model(model)
        self.brush.setVisible(model.get("name") == PAINTED)
        self.upscaler.setVisible(model.get("name") not in (VARY, PORTRAIT, PAINTED))

    def request(self) -> Request:
        canvas = self.canvas()
        selection = canvas.selection()
        # without a selection the picture keeps the size that the model makes
        place = selection.region if selection else canvas.bounds()
        if self.model.value() == VARY:
            return self._variation(canvas, selection, place)
        if self.model.value() in (PORTRAIT, PAINTED):
            return self._portrait(canvas, selection, place)
        read, pictures = place, []
        options = {"seeds": self._seeds(), **self.options("model", "class", "psi", "mixing")}
        options |= self.more("generate")
        if selection is not None and self.blend.value() != "plain":
            selection = softened(selection)
        if selection is not None and self.blend.value() == "match":
            read = context(place, canvas.bounds())
            image = named(canvas.read(read, "picture"), "image")
            pictures = [image, mask_picture(selection, read)]
        elif selection is not None:
            options.update(width=place.width, height=place.height)
        if selection is not None and self.upscaler.value() not in (None, RESAMPLE):
            options.update(self.options("upscaler"))
        return Request(
            task="generate",
            canvas=canvas,
            options=options,
            pictures=pictures,
            name=str(self.model.chosen().get("title") or self.tr("Generated")),
            read=read,
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
            options={"seeds": self._seeds(), "amount": self.psi.value(), **self.more(VARY)},
            pictures=[named(canvas.read(place, "layer"), "image")],
            name=self.tr("Variation"),
            read=place,
            place=place,
            selection=selection,
            soft=True,
            seed_key="seeds",
            settings=self.settings(),
        )

    def _portrait(self, canvas: Canvas, selection: Selection | None, place: Region) -> Request:
        self.model.usable()
        options = {"seeds": self._seeds(), **self.options("psi"), **self.more(PORTRAIT)}
        if self.model.value() == PAINTED:
            options |= self.options("brush")
        read, pictures = place, []
        if selection is not None and self.blend.value() == "plain":
            options.update(width=place.width, height=place.height)
        elif selection is not None:
            read = context(place, canvas.bounds())
            image = named(canvas.read(read, "picture"), "image")
            pictures = [image, mask_picture(selection, read)]
            if self.blend.value() == "soft":
                options["match"] = 0.0
        return Request(
            task=PORTRAIT,
            canvas=canvas,
            options=options,
            pictures=pictures,
            name=str(self.model.chosen()["title"]),
            read=read,
            place=place,
            selection=selection,
            soft=not pictures,
            natural=selection is None,
            seed_key="seeds",
            settings=self.settings(),
        )

    def _seeds(self) -> list[int]:
        seed = self.seed.value()
        return [seed + n for n in range(self.count.value())]

    def restore(self, settings: Mapping[str, Any]) -> None:
        # older recipes have the controls of mixing beside the others
        super().restore({"mixing": settings, **settings})

    def take(self, task: str, options: Mapping[str, Any]) -> None:
        seeds = options.get("seeds") or [options.get("seed") or 0]
        if task == VARY:
            options = {"truncation_psi": options.get("amount", 0.7), **options, "model": VARY}
        if task == PORTRAIT:
            options = {**options, "model": PAINTED if options.get("style") else PORTRAIT}
            options.pop("upscaler", None)
        super().take(task, {"upscaler": RESAMPLE, **options})
        self.seed.set_value(seeds[0])
        self.count.set_value(len(seeds))
