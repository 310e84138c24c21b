"""Opening and saving flat pictures and .ora files in the editor."""

from __future__ import annotations

from pathlib import Path

from ... import saving
from ...canvas import CanvasError
from ...qt import QtGui
from ...recipe import of_file
from . import openraster
from .document import FORMATS, Document, Layer

OPEN_FILTER = "*.ora *.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp"
FLAT_FILTER = "*.png *.jpg *.jpeg *.webp *.tif *.tiff"
SAVE_SUFFIXES = (".ora", ".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff")


def open_document(path: Path) -> Document:
    """A document from a file; raises CanvasError with what is wrong with it."""
    if path.suffix.lower() == ".ora":
        document = openraster.read(path)
    else:
        image = read_image(path)
        document = Document(image.size(), "u16" if image.depth() > 32 else "u8", path)
        document.set_layers([Layer(path.stem, image, recipe=of_file(path, path.stem) or {})])
    document.mark_saved()
    return document


def read_image(path: Path) -> QtGui.QImage:
    """A picture as sRGB, RGBA at 8 or 16 bits; the orientation that its EXIF data asks for."""
    reader = QtGui.QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    QtGui.QImageReader.setAllocationLimit(4096)  # MiB; 8K pictures at 16 bits pass Qt's default
    image = reader.read()
    if image.isNull():
        raise CanvasError(f"{path.name} could not be opened: {reader.errorString()}.")
    deep = image.pixelFormat().redSize() > 8 or image.depth() > 32
    space = image.colorSpace()
    srgb = QtGui.QColorSpace(QtGui.QColorSpace.NamedColorSpace.SRgb)
    if space.isValid() and space != srgb:
        image.convertToColorSpace(srgb)
    image.convertTo(FORMATS["u16" if deep else "u8"])
    image.setColorSpace(srgb)
    return image


def save_document(document: Document, path: Path) -> None:
    """Save to `path`, which the document belongs to from then on. Raises CanvasError.

    Layers survive only in .ora: of several, another file is a flat copy, and they are still to
    be saved.
    """
    export(document, path)
    if path.suffix.lower() == ".ora" or len(document.layers) == 1:
        document.path = path
        document.mark_saved()


def export(document: Document, path: Path) -> None:
    """Write what is visible, by the suffix of `path`, or all layers as .ora. Raises CanvasError."""
    if path.suffix.lower() == ".ora":
        openraster.write(document, path)
    elif path.suffix.lower() in SAVE_SUFFIXES:
        write_image(document.flattened(document.rect()), path)
    else:
        raise CanvasError(f"Pictures are saved as {', '.join(SAVE_SUFFIXES)}.")


def write_image(image: QtGui.QImage, path: Path) -> None:
    """Write a flat picture; the file is whole or as it was."""
    image.setColorSpace(QtGui.QColorSpace(QtGui.QColorSpace.NamedColorSpace.SRgb))
    try:
        with saving.replacing(path) as part:
            writer = QtGui.QImageWriter(str(part), path.suffix.lstrip(".").lower().encode())
            writer.setQuality(95)
            if not writer.write(image):
                raise CanvasError(f"{path.name} could not be written: {writer.errorString()}.")
    except OSError as error:
        raise CanvasError(f"{path.name} could not be written: {error.strerror}.") from None
