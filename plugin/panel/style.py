"""The tab "Style": repaint the layer, or the selection, in a style."""

from __future__ import annotations

from typing import Any

from ..canvas import Host
from ..client import Client
from ..pixels import mask_picture
from .example import Example
from .gallery import Gallery
from .request import NotReady, Request, current_canvas, named
from .tab import Tab
from .widgets import ChoiceRow, SeedRow, SliderRow


class StyleTab(Tab):
    """A style from the gallery or by example, how much of it, and what of the picture stays."""

    key = "style"
    task = "stylize"

    def __init__(self, client: Client, host: Host) -> None:
        super().__init__(client, host)
        self.kind = ChoiceRow(
            self.tr("Style"),
            [("gallery", self.tr("from the gallery")), ("example", self.tr("like a picture"))],
        )
        self.gallery = Gallery(client)
        self.example = Example(host)
        self.strength = SliderRow(self.tr("Strength"), 0.0, 1.0, 1.0)
        self.keep = ChoiceRow(
            self.tr("Keep"),
            [
                (None, self.tr("nothing of the picture")),
                ("colors", self.tr("the picture's colours")),
                ("texture", self.tr("the picture's texture")),
                ("light", self.tr("the picture's light and shade")),
            ],
        )
        self.strokes = ChoiceRow(
            self.tr("Strokes"),
            [
                (None, self.tr("fit the picture")),
                (0.5, self.tr("fine")),
                (1.0, self.tr("medium")),
                (2.0, self.tr("broad")),
                (4.0, self.tr("very broad")),
            ],
        )
        self.source = ChoiceRow(
            self.tr("Restyle"),
            [("layer", self.tr("the active layer")), ("picture", self.tr("all that is visible"))],
        )
        self.seed = SeedRow()
        for widget in (
            self.kind,
            self.gallery,
            self.example,
            self.strength,
            self.keep,
            self.strokes,
            self.source,
            self.seed,
        ):
            self.column.addWidget(widget)
        for tall in (self.gallery, self.example):
            self.column.setStretchFactor(tall, 1000)
        self.kind.changed.connect(self._on_kind)
        self._on_kind()
        self.finish(self.tr("Restyle"))

    def title(self) -> str:
        return self.tr("Style")

    def engine_ready(self) -> None:
        self.gallery.refresh()

    def _on_kind(self) -> None:
        gallery = self.kind.value() == "gallery"
        self.gallery.setVisible(gallery)
        self.example.setVisible(not gallery)

    def request(self) -> Request:
        canvas = current_canvas(self.host.canvas(), self.tr("Open a picture first."))
        selection = canvas.selection()
        region = selection.region if selection else canvas.bounds()
        pictures = []
        options: dict[str, Any] = {"strength": self.strength.value(), "seed": self.seed.value()}
        if self.keep.value():
            options["keep"] = self.keep.value()
        if self.strokes.value():
            options["style_scale"] = self.strokes.value()
        if self.kind.value() == "example":
            pictures.append(self.example.picture())
            name = self.tr("Style by example")
        else:
            names = self.gallery.values()
            if not names:
                raise NotReady(self.tr("Choose a style first."))
            if self.gallery.missing():
                raise NotReady(self.tr("Get this style first, or choose another."))
            options["style"] = dict.fromkeys(names, 1.0) if len(names) > 1 else names[0]
            name = " + ".join(self.gallery.titles())
        pictures.insert(0, named(canvas.read(region, self.source.value()), "image"))
        if selection is not None:
            pictures.append(mask_picture(selection, region))
        return Request(
            task=self.task,
            canvas=canvas,
            options=options,
            pictures=pictures,
            name=name,
            read=region,
            place=region,
            selection=selection,
            settings=self.settings(),
        )

    def settings(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value(),
            "styles": self.gallery.values(),
            "strokes": self.strokes.value(),
            "strength": self.strength.value(),
            "keep": self.keep.value(),
            "source": self.source.value(),
            "seed": self.seed.value(),
        }

    def restore(self, settings: dict[str, Any]) -> None:
        self.kind.set_value(settings.get("kind"))
        self.gallery.set_values(settings.get("styles") or [])
        self.strokes.set_value(settings.get("strokes"))
        self.strength.set_value(float(settings.get("strength", 1.0)))
        self.keep.set_value(settings.get("keep"))
        self.source.set_value(settings.get("source"))
        self.seed.set_value(int(settings.get("seed", 0)))
