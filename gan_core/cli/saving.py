"""Results on their way to files: what they are, and what OUT ends in, decides how."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch

from gan_core.choices import ORA
from gan_core.cli.canvas import FileCanvas, Layered, document_of
from gan_core.cli.report import Report
from gan_core.files import Picture, write
from gan_core.files.latents import write_latents
from gan_core.files.naming import Names
from gan_core.files.openraster import OpenRaster
from gan_core.files.video import write_video
from gan_core.jobs.made import Changed, Enlarged, Extended, Film, Fresh, Latents, Made
from gan_core.jobs.pictures import around, picture_of, plain, with_recipe

_GAP = 4  # pixels between the pictures of a table


@dataclass(frozen=True)
class Saving:
    """Where to, what the results were made from, who hears of it, and which names are free."""

    out: Path
    canvas: FileCanvas | None
    report: Report
    names: Names

    @property
    def as_layers(self) -> bool:
        return self.out.suffix.lower() == ORA

    @property
    def source(self) -> FileCanvas:
        assert self.canvas is not None, "made from a picture"
        return self.canvas

    def told(self, path: Path, recipe: Mapping[str, Any]) -> None:
        self.report.made(path, recipe, None if self.canvas is None else self.canvas.path)

    def written(self, picture: Picture, path: Path) -> None:
        write(picture, path)
        self.told(path, picture.metadata.recipe or {})


def save(made: Sequence[Made], to: Saving) -> None:
    """Write all results of one job for one input."""
    _SAVERS[type(made[0])](made, to)


def save_frames(made: Sequence[Sequence[Made]], film: Sequence[Picture], to: Saving) -> None:
    """Write the results of each frame as frames of one file, a file for each candidate."""
    for number, results in enumerate(zip(*made, strict=True), start=1):
        pictures = [picture_of(one, frame) for one, frame in zip(results, film, strict=True)]
        path = to.names.candidate(to.out, number)
        write(pictures, path)
        to.told(path, results[0].recipe)


def table(pictures: Sequence[torch.Tensor], columns: int) -> torch.Tensor:
    """1×3×H×W each → 1×3×h×w, row by row, white between them."""
    height, width = pictures[0].shape[-2:]
    rows = math.ceil(len(pictures) / columns)
    sheet = torch.ones(1, 3, rows * (height + _GAP) - _GAP, columns * (width + _GAP) - _GAP)
    for index, picture in enumerate(pictures):
        top, left = index // columns * (height + _GAP), index % columns * (width + _GAP)
        sheet[..., top : top + height, left : left + width] = picture
    return sheet


def _numbered(made: Sequence[Made], to: Saving) -> None:
    """A picture for each result."""
    out = to.out / to.source.path.name if to.out.is_dir() else to.out
    for number, each in enumerate(made, start=1):
        to.written(picture_of(each, to.source.picture), to.names.candidate(out, number))


def _changed(made: Sequence[Changed], to: Saving) -> None:
    """Layers over the document, the first one visible; or a picture for each."""
    if not to.as_layers:
        _numbered(made, to)
        return
    document = document_of(to.source)
    group = document.add_group(made[0].title) if len(made) > 1 else None
    for index, each in reversed(list(enumerate(made))):
        canvas = cast(Layered, each.canvas)
        name = each.title if group is None else f"{each.title} {index + 1}"
        offset = (canvas.bounds.left, canvas.bounds.top)
        layer = with_recipe(canvas.layer, each)
        document.add(layer, name, offset, visible=index == 0, group=group)
    document.save(to.out)
    for each in made:
        to.told(to.out, each.recipe)


def _enlarged(made: Sequence[Enlarged], to: Saving) -> None:
    """A larger picture of the same depth and colours; or on top of its enlarged document."""
    (each,) = made
    if not to.as_layers:
        _numbered(made, to)
        return
    large = picture_of(each, to.source.picture)
    document = document_of(to.source)
    document.enlarge(each.scale)
    document.add(large, each.title)
    document.save(to.out)
    to.told(to.out, each.recipe)


def _extended(made: Sequence[Extended], to: Saving) -> None:
    """A larger picture whose own pixels keep their bytes; or what is new as layers over it."""
    picture = to.source.picture
    if not to.as_layers:
        _numbered(made, to)
        return
    document = document_of(to.source)
    (width, height), size = document.size, made[0].picture.shape[-2:]
    left, top = made[0].left, made[0].top
    document.grow(left, top, size[1] - width - left, size[0] - height - top)
    for index, each in reversed(list(enumerate(made))):
        layer = around(picture, each)
        document.add(layer, f"{each.title} {index + 1}", visible=index == 0)
    document.save(to.out)
    for each in made:
        to.told(to.out, each.recipe)


def _fresh(made: Sequence[Fresh], to: Saving) -> None:
    """Files in a folder, layers of a new document, or one picture: a table of several."""
    if to.out.is_dir():
        for each in made:
            to.written(picture_of(each), to.out / f"{each.stem}.png")
    elif to.as_layers:
        height, width = made[0].picture.shape[-2:]
        document = OpenRaster((width, height))
        for index, each in reversed(list(enumerate(made))):
            document.add(picture_of(each), each.title, visible=index == 0)
        document.save(to.out)
        to.told(to.out, _of_several(made))
    else:
        columns = made[0].columns or math.ceil(math.sqrt(len(made)))
        sheet = made[0].picture if len(made) == 1 else table([m.picture for m in made], columns)
        whole = Fresh(made[0].name, _of_several(made), made[0].title, sheet)
        to.written(picture_of(whole), to.out)


def _of_several(made: Sequence[Made]) -> Mapping[str, Any]:
    """One recipe for all: what differs from one to the next is listed."""
    first = dict(made[0].recipe)
    if len(made) == 1:
        return first
    for key, name in (("seed", "seeds"), ("points", "points")):
        if first.get(key) is not None:
            first.pop(key)
            first[name] = [each.recipe[key] for each in made]
    return first


def _film(made: Sequence[Film], to: Saving) -> None:
    (each,) = made
    if to.out.is_dir():
        for number, frame in enumerate(each.frames):
            picture = with_recipe(plain(frame), each)
            write(picture, to.out / f"frame-{number:05}.png")
    else:
        write_video(to.out, (plain(frame).pixels for frame in each.frames), each.fps)
    to.told(to.out, each.recipe)


def _latents(made: Sequence[Latents], to: Saving) -> None:
    (each,) = made
    write_latents(to.out, dict(each.tensors), dict(each.recipe))
    to.told(to.out, each.recipe)
    to.written(with_recipe(plain(each.picture), each), to.names.beside(to.out.with_suffix(".png")))


_SAVERS: dict[type[Made], Callable[[Any, Saving], None]] = {
    Changed: _changed,
    Enlarged: _enlarged,
    Extended: _extended,
    Fresh: _fresh,
    Film: _film,
    Latents: _latents,
}
