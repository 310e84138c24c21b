"""The layers of an OpenRaster document as pictures to train on."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from gan_core.errors import InputError
from gan_core.files.openraster import OpenRaster

_OPAQUE = 0.9  # share of a layer's rectangle that has to be


def is_document(source: Path) -> bool:
    """Whether a file is OpenRaster, by its content."""
    if not source.is_file() or not zipfile.is_zipfile(source):
        return False
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
    return "mimetype" in names and "stack.xml" in names


def layers(source: Path, say: Callable[[str], None]) -> Iterator[tuple[str, Image.Image]]:
    """Names and pictures (RGBA) of the visible layers, the topmost first, without empty borders.

    What is hidden is left out; a layer that is largely transparent is too, and that is reported:
    a network would learn what lies under its transparent pixels, which nobody ever saw.
    """
    document = OpenRaster.open(source)
    names: set[str] = set()
    for layer in document.layers():
        if layer.is_group or not layer.visible:
            continue
        name = layer.name or "layer"
        while name in names:  # two layers may share a name
            name += "'"
        names.add(name)
        try:
            tensor = document.picture(layer).tensor()[0]
        except InputError as error:
            say(f"'{name}' is left out: {error}")
            continue
        pixels = (tensor * 255).round().byte().permute(1, 2, 0).numpy()
        if pixels.shape[2] == 4:
            rows, columns = np.nonzero(pixels[..., 3])
            if len(rows):
                box = np.s_[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
                pixels = pixels[box]
            if not len(rows) or (pixels[..., 3] > 250).mean() < _OPAQUE:
                say(f"'{name}' is left out: most of it is transparent.")
                continue
        yield name, Image.fromarray(np.ascontiguousarray(pixels)).convert("RGBA")
