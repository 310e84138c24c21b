"""A picture or document that a command changes, and the change on its way to a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gan_core.cli.targets import ORA, numbered
from gan_core.errors import InputError
from gan_core.files import SUFFIXES, Mask, Picture, check, mask_of, read, read_mask, write
from gan_core.files.compose import transparent
from gan_core.files.openraster import OpenRaster
from gan_core.files.png import check_png
from gan_core.ops.boxes import Box


class Canvas:
    """An opened input: its flattened pixels, and its layers if it is an OpenRaster document."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.document = OpenRaster.open(path) if path.suffix.lower() == ORA else None
        self.picture = self.document.merged() if self.document else read(path)

    def mask(self, given: str) -> Mask:
        """From a layer's name, a file, or a folder with a file of this picture's name.

        A layer that serves as mask is hidden, so that it is not seen under the result.
        """
        path = Path(given)
        if self.document is not None and not path.exists():
            layer = self.document.layer(given)
            mask = mask_of(self.document.on_canvas(layer), self.picture.size, given)
            self.document.hide(layer)
            self.picture = self.document.merged()
            return mask
        if path.is_dir():
            names = [self.path.stem + suffix for suffix in SUFFIXES]
            path = next((path / name for name in names if (path / name).is_file()), path / names[0])
        return read_mask(path, self.picture.size)

    def check(self, out: Path) -> None:
        """Raises InputError when `out` could not hold the result."""
        if out.suffix.lower() == ORA:
            check_png(self.picture)
        else:
            check(self.picture, out)


def everything(canvas: Canvas) -> Mask:
    """A mask of the whole canvas, but for numbers that are none: nobody asked to fill them."""
    strange = canvas.picture.strange()
    if strange is not None:
        return Mask(np.where(strange, np.uint8(0), np.uint8(255)))
    width, height = canvas.picture.size
    # One byte seen everywhere: a mask of everything takes no memory.
    return Mask(np.broadcast_to(np.uint8(255), (height, width)))


class Edit:
    """One result over a canvas: changed pixels, or the same as a layer with alpha.

    `bounds` is the part of the canvas that may change; a layer has its size. `alone` says that
    nobody needs the canvas's own pixels any more, so that a large picture is not copied.
    """

    def __init__(
        self, name: str, canvas: Canvas, bounds: Box, *, as_layer: bool, alone: bool
    ) -> None:
        self.name, self.bounds = name, bounds
        self.recipe: dict[str, Any] = {}
        self.picture = canvas.picture
        if as_layer or not alone:
            self.picture = replace(self.picture, pixels=self.picture.pixels.copy())
        self.layer: Picture | None = None
        if as_layer:
            self.layer = transparent((bounds.width, bounds.height), canvas.picture)

    def put(self, result: torch.Tensor, box: Box, mask: torch.Tensor) -> None:
        """Blend a result 1×3|4×h×w into its box of the canvas through a mask 1×1×h×w."""
        self.picture.paste(result, box, mask)
        if self.layer is None:
            return
        # In the layer the colours are whole and the alpha blends, so that it can be moved about.
        part = box & self.bounds
        inside = part.moved(-box.top, -box.left)
        alpha = inside.crop(mask)
        seen = inside.crop(result)
        share = alpha if seen.shape[1] == 3 else alpha * seen[:, 3:]
        colours = torch.cat([seen[:, :3], share], dim=1)
        place = part.moved(-self.bounds.top, -self.bounds.left)
        self.layer.paste(colours, place, (alpha > 0).float())


def save(canvas: Canvas, edits: list[Edit], out: Path) -> list[Path]:
    """Write the edits: as layers of one .ora (the first one visible), or a picture for each.

    Returns the files, one for each edit, in the order of the edits.
    """
    if out.suffix.lower() == ORA:
        document = canvas.document
        if document is None:
            document = OpenRaster(canvas.picture.size, canvas.picture.metadata.dpi)
            document.add(canvas.picture, canvas.path.stem)
        group = document.add_group(edits[0].name) if len(edits) > 1 else None
        for index, edit in reversed(list(enumerate(edits))):
            assert edit.layer is not None
            layer = _with_recipe(edit.layer, edit.recipe)
            name = edit.name if group is None else f"{edit.name} {index + 1}"
            offset = (edit.bounds.left, edit.bounds.top)
            document.add(layer, name, offset, visible=index == 0, group=group)
        document.save(out)
        return [out] * len(edits)
    paths = []
    for index, edit in enumerate(edits, start=1):
        path = numbered(out, index)
        write(_with_recipe(edit.picture, edit.recipe), path)
        paths.append(path)
    return paths


def _with_recipe(picture: Picture, recipe: dict[str, Any]) -> Picture:
    return replace(picture, metadata=replace(picture.metadata, recipe=recipe))


def require_inputs(inputs: list[Path]) -> None:
    """InputError for the first input that is no file."""
    for path in inputs:
        if not path.is_file():
            what = "is a folder, not a picture" if path.is_dir() else "does not exist"
            raise InputError(f"'{path}' {what}.")
