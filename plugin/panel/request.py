"""What a tab asks for: everything that the runner needs to do the job and place its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .. import pixels
from ..canvas import Canvas, Region, Result, Selection, Source
from ..wire import Picture


class NotReady(Exception):
    """The job cannot start; `str(error)` tells the person what to do first.

    `gone` says whether that has been done meanwhile.
    """

    def __init__(self, sentence: str, gone: Callable[[], bool] | None = None) -> None:
        super().__init__(sentence)
        self.gone = gone


@dataclass(frozen=True)
class Request:
    """A job for one document, read from it at the moment of the click."""

    task: str  # as docs/wire.md names it
    canvas: Canvas
    options: dict[str, Any]
    pictures: Sequence[Picture]
    name: str  # of the layer
    read: Region  # what the pictures cover
    place: Region  # what the result layer covers, within `read`
    selection: Selection | None = None  # where the result shows
    soft: bool = False  # whether a soft selection makes the result partly transparent
    teaches: str = ""  # the name of the style that the engine has learned then
    selects: bool = False  # the result says, in white, what is to be selected
    opens: bool = False  # the result becomes a document of its own instead of a layer
    natural: bool = False  # the result keeps its own size, in the middle of `place`
    seed_key: str = "seed"
    settings: dict[str, Any] = field(default_factory=dict)  # the tab's, to be restored

    def settings_of(self, recipe: Mapping[str, Any]) -> dict[str, Any]:
        """The tab's settings that make just the picture with this recipe."""
        return self.settings | ({"seed": recipe["seed"]} if "seed" in recipe else {})

    def with_seed(self, seed: int) -> Request:
        """The same job with another seed, or as many other seeds as it had."""
        value: Any = seed
        if self.seed_key == "seeds":
            value = [seed + n for n in range(len(self.options.get("seeds", ())) or 1)]
        return replace(self, options={**self.options, self.seed_key: value})

    def where(self, picture: Picture, region: Region) -> Region:
        """What a picture that was made for `region` covers."""
        if not self.natural:
            return region
        x = region.x + (region.width - picture.width) // 2
        y = region.y + (region.height - picture.height) // 2
        return Region(x, y, picture.width, picture.height)


@dataclass(frozen=True)
class Candidate:
    """One picture that a job made, not yet part of the document it was made for."""

    request: Request
    result: Result


def placed(request: Request, picture: Picture, name: str) -> Result:
    """A picture as it will lie in the document."""
    if (picture.width, picture.height) == (request.read.width, request.read.height):
        picture = pixels.crop(picture, request.place, request.read)
    if request.selection is not None:
        picture = pixels.shown_where(picture, request.selection.mask, request.soft)
    # with the tab's settings, so that the layer alone is enough to make it again
    settings = {"task": request.task, "settings": request.settings_of(picture.recipe)}
    place = request.where(picture, request.place)
    return Result(name, place, picture, {**picture.recipe, "panel": settings})


def searching(
    task: str, canvas: Canvas, source: Source, name: str, options: dict[str, Any]
) -> Request:
    """A job that looks at the whole picture and whose result is a selection.

    `source` is where its pixels come from.
    """
    whole = canvas.bounds()
    return Request(
        task=task,
        canvas=canvas,
        options=options,
        pictures=[named(canvas.read(whole, source), "image")],
        name=name,
        read=whole,
        place=whole,
        selects=True,
    )


def named(picture: Picture, name: str) -> Picture:
    """The picture under the name that the task knows it by."""
    return replace(picture, name=name)
