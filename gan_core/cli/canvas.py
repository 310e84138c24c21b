"""Pictures and documents that jobs change from the command line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch

from gan_core.choices import ORA, MaskSource
from gan_core.files import Mask, Picture, check, mask_of, read, read_mask
from gan_core.files.compose import transparent
from gan_core.files.mask import mask_file
from gan_core.files.openraster import OpenRaster
from gan_core.files.png import check_png
from gan_core.jobs.canvas import Canvas, PictureCanvas
from gan_core.ops.boxes import Box


class FileCanvas(PictureCanvas):
    """An opened input: its flattened pixels, and its layers if it is an OpenRaster document.

    With `layers`, each result is a layer of its own too. `frame` is a picture of the file's that
    was read before.
    """

    def __init__(self, path: Path, *, layers: bool = False, frame: Picture | None = None) -> None:
        self.path, self.layers = path, layers
        self.document = OpenRaster.open(path) if path.suffix.lower() == ORA else None
        picture = frame or (self.document.merged() if self.document else read(path))
        super().__init__(picture, spare=not layers)

    def mask(
        self, given: str, source: MaskSource | None = None, invert: bool = False, hole: bool = False
    ) -> Mask:
        """From a layer's name, a file, or a folder with a file of this picture's name.

        A layer that serves as mask is hidden, so that it is not seen under the result. The other
        arguments are those of `mask_of`.
        """
        path = Path(given)
        how: dict[str, Any] = {"of": self.picture, "source": source, "invert": invert, "hole": hole}
        if self.document is not None and not os.path.exists(path):  # Path's raises on long names
            layer = self.document.layer(given)
            mask = mask_of(
                self.document.picture(layer), self.picture.size, given, offset=layer.offset, **how
            )
            self.document.hide(layer)
            self.picture = self.document.merged()
            return mask
        if os.path.isdir(path):
            path = mask_file(path, self.path)
        if path.suffix.lower() == ORA:
            return mask_of(OpenRaster.open(path).merged(), self.picture.size, given, **how)
        return read_mask(path, self.picture.size, **how)

    def check(self, out: Path) -> None:
        """Raises InputError when `out` could not hold the result."""
        if out.suffix.lower() == ORA:
            check_png(self.picture)
        else:
            check(self.picture, out)

    def results(self, count: int, bounds: Box) -> list[Canvas]:
        if not self.layers:
            return super().results(count, bounds)
        return [Layered(self.copied(), bounds) for _ in range(count)]


class Layered(PictureCanvas):
    """A changed picture, and the change alone as a layer with alpha, of the size of `bounds`."""

    def __init__(self, picture: Picture, bounds: Box) -> None:
        super().__init__(picture)
        self.bounds = bounds
        self.layer = transparent((bounds.width, bounds.height), picture)

    def write(self, box: Box, pixels: torch.Tensor, mask: torch.Tensor) -> None:
        super().write(box, pixels, mask)
        # In the layer the colours are whole and the alpha blends, so that it can be moved about.
        part = box & self.bounds
        inside = part.moved(-box.top, -box.left)
        alpha = inside.crop(mask)
        seen = inside.crop(pixels)
        share = alpha if seen.shape[1] == 3 else alpha * seen[:, 3:]
        colours = torch.cat([seen[:, :3], share], dim=1)
        place = part.moved(-self.bounds.top, -self.bounds.left)
        self.layer.paste(colours, place, (alpha > 0).float())


def opened(name: str) -> PictureCanvas:
    """Another picture that an option names."""
    return PictureCanvas(read(name))


def document_of(canvas: FileCanvas) -> OpenRaster:
    """The input as a document: its own, or one with the picture as its only layer."""
    if canvas.document is not None:
        return canvas.document
    document = OpenRaster(canvas.picture.size, canvas.picture.metadata.dpi)
    document.add(canvas.picture, canvas.path.stem)
    return document
