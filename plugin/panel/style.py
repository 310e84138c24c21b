"""The tab "Style": repaint the layer, or the selection, in a style."""

from __future__ import annotations

from ..pixels import mask_picture
from ..qt import QtWidgets
from .example import Example
from .gallery import Gallery
from .request import Request, named
from .tab import Services, Tab
from .widgets import ChoiceRow, SeedRow, SliderRow


class StyleTab(Tab):
    """A style from the gallery or by example, how much of it, and what of the picture stays."""

    key = "style"
    framed = True
    tasks = ("stylize",)
    handled = ("model",)  # the gallery has them

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.kind = ChoiceRow(
            self.tr("Style"),
            [("gallery", self.tr("from the gallery")), ("example", self.tr("like a picture"))],
        )
        self.gallery = Gallery(self.models)
        self.example = Example(self.host, services.notices)
        self.learn = QtWidgets.QPushButton(self.tr("Learn this style…"))
        self.learn.setToolTip(self.tr("A model of its own, better than an example; takes minutes"))
        self.learn.clicked.connect(lambda _checked=False: self._ask_name())
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
        self.add("kind", self.kind)
        self.add("styles", self.gallery, stretch=1000)
        self.column.addWidget(self.example, 1000)
        self.column.addWidget(self.learn)
        self.add("strength", self.strength, "strength")
        self.add("keep", self.keep, "keep")
        self.add("strokes", self.strokes, "style_scale")
        self.add("source", self.source)
        self.add("seed", self.seed, "seed")
        self.kind.changed.connect(self._on_kind)
        self._on_kind()
        self.finish(self.tr("Restyle"))

    def title(self) -> str:
        return self.tr("Style")

    def _on_kind(self) -> None:
        gallery = self.kind.value() == "gallery"
        self.gallery.setVisible(gallery)
        self.example.setVisible(not gallery)
        self.learn.setVisible(not gallery)

    def _ask_name(self) -> None:
        name, accepted = QtWidgets.QInputDialog.getText(
            self, self.tr("Learn this style"), self.tr("How is it to be called?")
        )
        if accepted and name.strip():
            self.go.emit(lambda: self.lesson(name.strip()))

    def lesson(self, name: str) -> Request:
        """The job that learns the example's style under a name."""
        canvas, painting = self.canvas(), self.example.picture()
        return Request(
            task="learn-style",
            canvas=canvas,
            options={"name": name},
            pictures=[named(painting, "image")],
            name=name,
            read=canvas.bounds(),
            place=canvas.bounds(),
            natural=True,
            teaches=name,
        )

    def request(self) -> Request:
        canvas = self.canvas()
        options = self.options("strength", "keep", "strokes", "seed") | self.more("stylize")
        if self.kind.value() == "example":
            style, name = [self.example.picture()], self.tr("Style by example")
        else:
            options.update(self.options("styles"))
            style, name = [], " + ".join(self.gallery.titles())
        selection = canvas.selection()
        region = selection.region if selection else canvas.bounds()
        image = named(canvas.read(region, self.source.value()), "image")
        mask = [] if selection is None else [mask_picture(selection, region)]
        return Request(
            task="stylize",
            canvas=canvas,
            options=options,
            pictures=[image, *style, *mask],
            name=name,
            read=region,
            place=region,
            selection=selection,
            settings=self.settings(),
        )
