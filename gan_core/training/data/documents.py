"""The layers of an OpenRaster document as pictures to train on."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gan_core.errors import InputError
from gan_core.files.compose import srgb_bytes
from gan_core.files.openraster import OpenRaster

Pixels = NDArray[np.uint8]


def is_document(source: Path) -> bool:
    """Whether a file is OpenRaster, by its content."""
    if not source.is_file() or not zipfile.is_zipfile(source):
        return False
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
    return "mimetype" in names and "stack.xml" in names


def layers(source: Path, say: Callable[[str], None]) -> Iterator[tuple[str, Pixels]]:
    """Names and pictures, H×W×3|4 bytes, of the visible layers, the topmost first."""
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
            yield name, srgb_bytes(document.picture(layer))
        except InputError as error:
            say(f"'{name}' is left out: {error}")
