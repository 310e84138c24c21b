"""The tab "Fill": what is selected gives way to what could be there, and the border to more."""

from __future__ import annotations

from ..canvas import Canvas, Region, Selection
from ..pixels import mask_picture, opacity
from ..qt import QtWidgets
from ..wire import Picture
from .layer_row import LayerRow
from .margins import Margins
from .models import ModelPicker
from .request import NotReady, Request, named, searching
from .tab import Services, Tab
from .widgets import ChoiceRow, SeedRow

MIN_CONTEXT = 96  # pixels around the selection that the network sees at least


def context(selected: Region, bounds: Region) -> Region:
    """The part of the picture that a fill looks at: the selection and as much again around it."""
    margin = max(MIN_CONTEXT, max(selected.width, selected.height))
    return selected.grown(margin).within(bounds)


class FillTab(Tab):
    """Model, quality, number of candidates, seed, where to read from; how far to extend."""

    key = "fill"
    tasks = ("inpaint", "extend")
    handled = ("left", "top", "right", "bottom")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        patches = {
            "name": "patches",
            "title": self.tr("The picture itself"),
            "good_at": self.tr("Copies patches of the picture; no network is used"),
            "installed": True,
        }
        self.model = ModelPicker(self.models, "inpaint", [patches])
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
        self.avoid = LayerRow(self.tr("Avoid"), self.host, self.tr("nothing"))
        self.avoid.explain(
            self.tr("A layer on which you painted over what is not to be copied; hide it meanwhile")
        )
        # a host with a mouse on its canvas has a brush for it
        self.avoid.setVisible(not self.host.shows_previews)
        self.find_subject = QtWidgets.QPushButton(self.tr("Select the subject"))
        self.find_subject.setToolTip(
            self.tr("Find what the picture shows, to fill it or all around it")
        )
        self.find_subject.clicked.connect(lambda _checked=False: self.go.emit(self.subject))
        self.margins = Margins()
        self.column.addWidget(self.find_subject)
        self.add("model", self.model)
        self.add("quality", self.quality, "quality")
        self.add("candidates", self.candidates, "candidates")
        self.add("source", self.source)
        self.add("avoid", self.avoid)
        self.add("seed", self.seed, "seed")
        self.add("margins", self.margins)
        self.margins.go.connect(lambda: self.go.emit(self.extension))
        self.finish(self.tr("Fill the selection"))

    def title(self) -> str:
        return self.tr("Fill")

    def request(self) -> Request:
        canvas = self.canvas()
        selection = canvas.selection()
        if selection is None:
            raise NotReady(
                self.tr("Select what is to be filled first."),
                gone=lambda: canvas.selection() is not None,
            )
        options = self.options("model", "quality", "candidates", "seed") | self.more("inpaint")
        region = context(selection.region, canvas.bounds())
        image = named(canvas.read(region, self.source.value()), "image")
        pictures = [image, mask_picture(selection, region)]
        pictures += self._avoided(canvas, region)
        return Request(
            task="inpaint",
            canvas=canvas,
            options=options,
            pictures=pictures,
            name=self.tr("Fill"),
            read=region,
            place=selection.region,
            selection=selection,
            settings=self.settings(),
        )

    def _avoided(self, canvas: Canvas, region: Region) -> list[Picture]:
        """What is not to be copied from, where there is any."""
        marked, key = canvas.avoided(), self.avoid.value()
        if key is not None:
            painted = canvas.read_layer(key, region)
            marked = Selection(region, opacity(painted))
        return [] if marked is None else [named(mask_picture(marked, region), "avoid")]

    def subject(self) -> Request:
        """What stands out in the picture, as the selection."""
        name = self.find_subject.text()
        return searching("subject", self.canvas(), self.source.value(), name, {})

    def extension(self) -> Request:
        """The whole picture and more, as a document of its own: this one keeps its size."""
        canvas = self.canvas()
        if not any(self.margins.value().values()):
            raise NotReady(
                self.tr("Say by how many pixels to extend at least one side."),
                gone=lambda: any(self.margins.value().values()),
            )
        options = self.options("model", "quality", "seed", "margins") | self.more("extend")
        bounds = canvas.bounds()
        larger = self.margins.around(bounds)
        pictures = [named(canvas.read(bounds, self.source.value()), "image")]
        pictures += self._avoided(canvas, bounds)
        return Request(
            task="extend",
            canvas=canvas,
            options=options,
            pictures=pictures,
            name=self.tr("Extended"),
            read=larger,
            place=larger,
            opens=True,
            settings=self.settings(),
        )
