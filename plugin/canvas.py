"""What the panel needs of an editor: the Canvas and Host protocols, and the values they exchange.

A host implements these two in its own folder; the panel knows nothing else of it. All pixels
that cross this border are `wire.Picture`s: sRGB-encoded, rows from the top, straight alpha, in the
channel order and depth that the host finds cheapest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from .qt import QtCore, QtGui
from .wire import Buffer, Picture, Reply

Depth = Literal["u8", "u16", "f32"]
Source = Literal["layer", "picture"]  # the active layer alone, or everything that is visible


class CanvasError(Exception):
    """The document cannot do what was asked; `str(error)` is one sentence for the person."""


@dataclass(frozen=True)
class Region:
    """A rectangle of the document, in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def empty(self) -> bool:
        return self.width <= 0 or self.height <= 0

    def grown(self, margin: int) -> Region:
        """The region with `margin` pixels more on every side."""
        return Region(
            self.x - margin, self.y - margin, self.width + 2 * margin, self.height + 2 * margin
        )

    def within(self, other: Region) -> Region:
        """The part of this region that lies inside `other`; empty when they do not meet."""
        left, top = max(self.x, other.x), max(self.y, other.y)
        right = min(self.x + self.width, other.x + other.width)
        bottom = min(self.y + self.height, other.y + other.height)
        return Region(left, top, max(0, right - left), max(0, bottom - top))


@dataclass(frozen=True)
class Selection:
    """The selected part of the document: its bounds and one byte a pixel, 255 = selected."""

    region: Region
    mask: Buffer


@dataclass(frozen=True)
class LayerInfo:
    """A layer as the panel lists it."""

    key: str
    name: str


@dataclass(frozen=True)
class Result:
    """One picture to become a layer, with the recipe that makes it again."""

    name: str
    region: Region
    picture: Picture
    recipe: dict[str, Any] = field(default_factory=dict)


class Marks(Protocol):
    """What the person moves over the document with the mouse, such as points.

    `transform` maps the document's pixels to those of the widget, in which `place` is.
    """

    def press(self, place: QtCore.QPointF, transform: QtGui.QTransform, second: bool) -> bool:
        """Whether a press there is meant for them; `second` is the right button."""
        ...

    def move(self, place: QtCore.QPointF, transform: QtGui.QTransform) -> None: ...

    def release(self) -> None: ...

    def paint(self, painter: QtGui.QPainter, transform: QtGui.QTransform) -> None: ...


class Canvas(Protocol):
    """An open document. Every call may raise CanvasError, e.g. once the document is closed."""

    key: str  # tells documents apart

    def bounds(self) -> Region: ...

    def reply(self) -> Reply:
        """The kind of pixels that `add` and `preview` want."""
        ...

    def selection(self) -> Selection | None:
        """What is selected, or None when nothing is."""
        ...

    def select(self, selection: Selection) -> None:
        """Make this the selection."""
        ...

    def avoided(self) -> Selection | None:
        """What a fill is not to copy from, where the person has marked something."""
        ...

    def read(self, region: Region, source: Source) -> Picture:
        """The pixels of `region`, which lies within `bounds()`."""
        ...

    def layers(self) -> Sequence[LayerInfo]:
        """The layers that a style can be taken from, topmost first."""
        ...

    def read_layer(self, key: str, region: Region | None = None) -> Picture:
        """A layer's own pixels; without a region, all that it has."""
        ...

    def add(self, results: Sequence[Result], group_name: str) -> str:
        """Add one layer, or a group with one visible, above the active layer: one undo step.

        Gives a sentence where the person should know something about it, else "".
        """
        ...

    def open(self, results: Sequence[Result]) -> None:
        """Show each result as a new, unsaved document in this one's depth and colours."""
        ...

    def frames(self) -> Sequence[int]:
        """The times at which the active layer has frames; none where it is not animated."""
        ...

    def show_time(self, time: int) -> None:
        """Bring the document to a time, so that what is read is of then."""
        ...

    def add_frames(self, frames: Sequence[tuple[int, Result]], name: str) -> None:
        """Add an animated layer above the active one, with a frame for each time."""
        ...

    def recipe(self) -> Mapping[str, Any] | None:
        """How the active layer was made, as `Result` brought it; None where it was not."""
        ...

    def preview(self, result: Result | None) -> bool:
        """Show `result` over the document without changing it; None takes it away again.

        False where the host cannot: then the panel shows it.
        """
        ...

    def mark(self, marks: Marks, on: bool = True) -> None:
        """Show marks over the document and hand them the mouse, or take these away again.

        To be called anew when they look otherwise; only where the host shows previews.
        """
        ...


class Host(Protocol):
    """The application around the documents."""

    name: str
    shows_previews: bool  # whether `Canvas.preview` and `mark` show something over the document
    animates: bool  # whether its documents have a time

    def canvas(self) -> Canvas | None:
        """The document that the person is working on."""
        ...

    def documents(self) -> Collection[str]:
        """The keys of all that are open."""
        ...

    def setting(self, key: str, default: str = "") -> str: ...

    def set_setting(self, key: str, value: str) -> None: ...
