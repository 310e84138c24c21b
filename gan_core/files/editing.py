"""Opening a file for an editor, and saving what it made of it.

The editor shows sRGB and knows little of formats. What it does not know – native numbers, profile,
metadata, what other programs wrote into a document of layers – is taken from a copy of the file as
it was opened, for as long as the editor has it open.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gan_core.atomic import check_writable
from gan_core.choices import DICOM, ORA
from gan_core.errors import InputError
from gan_core.files import view
from gan_core.files.arrange import State, arrange, states
from gan_core.files.colour import usable
from gan_core.files.dicom import DicomSource, check_dicom
from gan_core.files.formats import SUFFIXES, check, frames, read, write
from gan_core.files.losses import check_suffix, fitted
from gan_core.files.openraster import OpenRaster
from gan_core.files.picture import Picture
from gan_core.files.view import Depth


@dataclass(frozen=True)
class Shown:
    """A layer, and its pixels as the editor shows them."""

    state: State
    pixels: NDArray[Any] = field(repr=False)
    recipe: dict[str, Any] | None = None


@dataclass(frozen=True)
class Document:
    """A file as an editor sees it: size as width and height, layers from the topmost down."""

    size: tuple[int, int]
    depth: Depth
    layers: Sequence[Shown]
    dpi: tuple[float, float] | None = None


def open_document(path: Path) -> Document:
    """Read a picture or a document of layers. Raises InputError."""
    if path.suffix.lower() != ORA:
        picture = read(path)
        depth = view.depth_of(picture)
        state = State(path.stem, number=0)
        shown = Shown(state, view.rgba(picture, depth), picture.metadata.recipe)
        return Document(picture.size, depth, [shown], picture.metadata.dpi)
    document = OpenRaster.open(path)
    layers = [layer for layer in document.layers() if not layer.is_group]
    pictures = [document.picture(layer) for layer in layers]
    deep = any(picture.pixels.dtype == np.uint16 for picture in pictures)
    depth = "u16" if deep else "u8"
    return Document(
        document.size,
        depth,
        [
            Shown(state, view.rgba(picture, depth), picture.metadata.recipe)
            for state, picture in zip(states(document), pictures, strict=True)
        ],
        document.dpi,
    )


def keep_copy(path: Path, folder: Path) -> Path:
    """Another file with the same bytes, which stays what it is while the first is saved to."""
    number = 0
    while (copy := folder / f"{number}{path.suffix.lower()}").exists():
        number += 1
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    except OSError as error:
        copy.unlink(missing_ok=True)
        raise InputError(
            "'{name}' was not opened: there is no room for a copy of it, which keeps it as "
            "it is ({strerror}).",
            name=path.name,
            strerror=error.strerror,
        ) from None
    return copy


@dataclass(frozen=True)
class Work:
    """What an editor has, to be saved.

    Attributes:
        shown: H×W×4 of `depth`, all that is visible.
        touched: H×W, where anything else than the opened picture may be seen.
        layers: from the topmost down; those with pixels of their own bring them.
        source: the copy of the opened file; None for a document that came from none.
        offset: x and y of the opened picture's upper left pixel on the canvas.
        changed: whether anything is to be seen that the file did not show.
        recipe: how the last visible change was made.
    """

    depth: Depth
    shown: NDArray[Any] = field(repr=False)
    touched: NDArray[np.bool_] = field(repr=False)
    layers: Sequence[Shown] = ()
    source: Path | None = None
    offset: tuple[int, int] = (0, 0)
    changed: bool = True
    recipe: dict[str, Any] | None = None

    @property
    def size(self) -> tuple[int, int]:
        height, width = self.shown.shape[:2]
        return width, height


def save(work: Work, path: Path, agreed: bool) -> list[str]:
    """Write the work, or say what would be lost, which is then written only if that is `agreed`.

    Returns the losses; nothing was written where there are any and nobody agreed. Raises InputError
    for what cannot be written at all.
    """
    check_suffix(path, (*SUFFIXES, ORA))
    check_writable(path)
    if path.suffix.lower() == ORA:
        document, lost = _document(work)
        if agreed or not lost:
            document.save(path)
        return lost
    pictures, lost = _flat(work, path)
    for picture in pictures:
        check(picture, path)
    if agreed or not lost:
        write(pictures, path)
    return lost


def _flat(work: Work, path: Path) -> tuple[list[Picture], list[str]]:
    """The frames to be written, of which the editor showed the first."""
    lost = []
    if len(work.layers) > 1:
        lost.append(f"{len(work.layers)} layers become one picture.")
    first, *others = _opened(work)
    scan = path.suffix.lower() in DICOM
    if scan and not isinstance(first.metadata.own, DicomSource):
        check_dicom(first)
    if scan:
        if others and work.size != first.size:
            raise InputError(
                "The frames of a scan have one size; write the cut one as PNG or TIFF."
            )
        picture, said = _changed(work, first, keep_mode=True)
        return [picture, *others], lost + said
    picture, said = _changed(work, first)
    picture, unfit = fitted(picture, path)
    return [picture], lost + said + unfit


def _opened(work: Work) -> list[Picture]:
    """The picture, or the frames, that the work began with."""
    if work.source is None:
        return [view.fresh(work.shown)]
    if work.source.suffix == ORA:
        document = OpenRaster.open(work.source)
        if not work.changed:
            merged = document.merged()
            return [replace(merged, metadata=replace(merged.metadata, dpi=document.dpi))]
        made = view.fresh(work.shown)
        return [replace(made, metadata=replace(made.metadata, dpi=document.dpi))]
    return frames(work.source)


def _changed(work: Work, picture: Picture, keep_mode: bool = False) -> tuple[Picture, list[str]]:
    """The picture with what the editor changed in it, and what it lost by that."""
    if work.source is None or work.source.suffix == ORA:
        return _with_recipe(picture, work), []
    lost: list[str] = []
    picture, beyond = view.on_canvas(picture, work.size, work.offset)
    found = view.changes(picture, work.shown, work.touched & ~beyond, work.depth)
    where = found.where | beyond
    if not where.any():
        return _with_recipe(picture, work), lost
    clear = found.clear or bool((work.shown[beyond][:, 3] < view.full(work.depth)).any())
    shown = work.shown
    if picture.mode == "CMYK" and not usable(picture.icc, "cmyk"):
        lost.append("The CMYK has no profile by which to write what is new: it becomes sRGB.")
        picture = view.without_ink(picture)
    if keep_mode or picture.mode == "CMYK":
        if clear and not picture.has_alpha:
            kind = "A scan" if keep_mode else "CMYK"
            lost.append(f"{kind} holds no transparency: what became transparent is white.")
            shown = view.laid_on_white(shown)
        if keep_mode and found.coloured:
            lost.append("A scan is grey: the colours of what is new are left out.")
    else:
        if found.coloured and picture.mode in ("L", "LA"):
            if usable(picture.icc, "gray"):
                lost.append(
                    "It becomes a picture in colours: the grey profile is replaced by sRGB."
                )
            picture = view.in_colours(picture)
        if clear:
            picture = view.with_alpha(picture)
    if not picture.pixels.flags.writeable:
        picture = replace(picture, pixels=picture.pixels.copy())
    view.put_back(picture, shown, where)
    return _with_recipe(picture, work), lost


def _with_recipe(picture: Picture, work: Work) -> Picture:
    return replace(picture, metadata=replace(picture.metadata, recipe=work.recipe))


def _document(work: Work) -> tuple[OpenRaster, list[str]]:
    if work.source is not None and work.source.suffix == ORA:
        document, lost = OpenRaster.open(work.source), list[str]()
        layers = [layer for layer in document.layers() if not layer.is_group]
        old = {n: document.picture(layer) for n, layer in enumerate(layers)}
    else:
        old, lost = {}, []
        dpi = None
        if work.source is not None:
            picture = read(work.source)
            dpi = picture.metadata.dpi
            if any(shown.state.number == 0 for shown in work.layers):
                picture, lost = fitted(picture, Path("layers.ora"))
            old = {0: picture}
        document = OpenRaster(work.size, dpi)
    arrange(document, [_state(shown, old, document) for shown in work.layers])
    if work.changed or work.source is None or work.source.suffix != ORA:
        document.show(view.eight_or_sixteen(work.shown))
    return document, lost


def _state(shown: Shown, old: dict[int, Picture], document: OpenRaster) -> State:
    """With the pixels that the file has not got yet."""
    state, number = shown.state, shown.state.number
    known = number is not None and number < len(document.layers())
    if known and not shown.pixels.size:
        return state
    if number is not None and not shown.pixels.size:
        picture = old[number]
        state = replace(state, number=None)
    else:
        picture = view.eight_or_sixteen(shown.pixels)
    recipe = replace(picture.metadata, recipe=shown.recipe or None)
    return replace(state, picture=replace(picture, metadata=recipe))
