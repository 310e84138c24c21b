"""Between the editor's documents and files, which the engine's reader and writer handle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...canvas import CanvasError
from ...event_pump import EventPump
from ...pixels import bands, unpadded
from ...qt import QtCore, QtGui
from ...sentences import worded
from ...wire import DTYPES, Picture, allocate
from .document import Document, Layer, flattened
from .files import FileProcess
from .images import HeldImage, copied

OPEN_FILTER = (
    "*.ora *.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif *.jfif *.jpe *.jp2 *.j2k *.jpx "
    "*.dcm *.dicom"
)
FLAT_FILTER = "*.png *.jpg *.jpeg *.webp *.tif *.tiff *.dcm"
FLAT_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".dcm")
LAYERED = ".ora"

translate = QtCore.QCoreApplication.translate


def open_document(path: Path, files: FileProcess) -> Document:
    """A document from a file; raises CanvasError with what is wrong with it."""
    what = translate("Editor", "Opening {}").format(path.name)
    said = {"path": str(path.absolute()), "copies": str(files.folder)}
    answer, pixels = files.ask(what, "open", said)
    document = Document(QtCore.QSize(answer["width"], answer["height"]), answer["depth"], path)
    document.source = Path(answer["copy"])
    document.notes = [worded(note) for note in answer["notes"]]
    document.dpi = tuple(answer["dpi"]) if answer["dpi"] else None
    layers = [
        _layer(each, document, data) for each, data in zip(answer["layers"], pixels, strict=True)
    ]
    document.set_layers(layers[::-1])
    document.mark_opened()
    return document


def _layer(said: dict[str, Any], document: Document, data: memoryview) -> Layer:
    image = HeldImage(Picture(said["width"], said["height"], "RGBA", document.depth, data))
    return Layer(
        said["name"],
        image,
        QtCore.QPoint(*said["offset"]),
        visible=said["visible"],
        opacity=said["opacity"],
        group=said["group"],
        recipe=said["recipe"] or {},
        locked=said["locked"],
        composite_op=said["composite_op"],
        number=said["number"],
        opened=image,
    )


def recovered(
    file: Path, original: Path | None, numbers: Sequence[int | None], files: FileProcess
) -> Document:
    """What was kept of a document that was not saved; raises CanvasError.

    Args:
        file: its layers, as .ora.
        original: the copy of the file that it was opened from, if that is still there.
        numbers: for each layer from the topmost down, which one of the original's it is.
    """
    kept = open_document(file, files)
    if original is None or not original.is_file():
        return kept
    opened = open_document(original, files)
    known = {layer.number: layer for layer in opened.layers}
    new = Layer("", QtGui.QImage())
    document = Document(kept.size, opened.depth)
    layers = []
    for layer, number in zip(reversed(kept.layers), numbers, strict=True):
        was = known.get(number, new) if number is not None else new
        image = layer.image.convertToFormat(document.format) if was is new else was.image
        layers.append(replace(layer, image=image, opened=was.opened, number=was.number))
    document.set_layers(layers[::-1])
    document.take_over(opened)
    return document


def save_document(
    document: Document, path: Path, files: FileProcess, agreed: bool = False
) -> Sequence[str]:
    """Save to `path`, which the document belongs to from then on. Raises CanvasError.

    See `export` for what it gives. Layers survive only in .ora: of several, another file is a flat
    copy, and they are still to be saved.
    """
    state = document.state()
    lost = export(document, path, files, agreed)
    saved = agreed or not lost
    if saved and (path.suffix.lower() == LAYERED or len(state[1]) == 1):
        document.path = path
        document.mark_saved(state)
    return lost


def export(
    document: Document, path: Path, files: FileProcess, agreed: bool = False
) -> Sequence[str]:
    """Write what is visible, by the suffix of `path`, or all layers as .ora. Raises CanvasError.

    Gives a sentence for each thing that the file cannot hold. Where there is any, nothing was
    written unless that was `agreed`.
    """
    check_suffix(path)
    what = translate("Editor", "Saving {}").format(path.name)
    said, frames = work_of(document.copy(), path, agreed)
    answer, _ = files.ask(what, "save", said, frames)
    return [worded(sentence) for sentence in answer["lost"]]


def work_of(
    document: Document, path: Path, agreed: bool
) -> tuple[dict[str, Any], list[bytes | memoryview]]:
    """What the writer is asked for, and the pixels that it has not got."""
    frames: list[bytes | memoryview] = [_shown(document), _touched(document)]
    layers = []
    layered = path.suffix.lower() == LAYERED
    for layer in reversed(document.layers):
        known = layer.number is not None and layer.image is layer.opened
        if layered and not known:
            frames.append(copied(layer.image, document.depth))
        layers.append(
            {
                "name": layer.name,
                "offset": [layer.offset.x(), layer.offset.y()],
                "visible": layer.visible,
                "opacity": layer.opacity,
                "composite_op": layer.composite_op,
                "locked": layer.locked,
                "group": layer.group,
                "number": layer.number,
                "pixels": layered and not known,
                "width": layer.image.width(),
                "height": layer.image.height(),
                "recipe": layer.recipe or None,
            }
        )
    base = document.opened_layer()
    seen = [layer.recipe for layer in document.layers if layer.visible and layer.recipe]
    said = {
        "path": str(path.absolute()),
        "agreed": agreed,
        "width": document.size.width(),
        "height": document.size.height(),
        "depth": document.depth,
        "layers": layers,
        "source": str(document.source) if document.source else None,
        "offset": [base.offset.x(), base.offset.y()] if base else [0, 0],
        "changed": document.looks_changed(),
        "recipe": seen[-1] if seen else None,
    }
    return said, frames


def _shown(document: Document) -> memoryview:
    """All that is visible, made in bands between which the window has its turn."""
    layers = [layer for layer in document.layers if layer.visible]
    width, height = document.size.width(), document.size.height()
    data, filled = allocate(width * height * 4 * DTYPES[document.depth]), 0
    pump = EventPump()
    for top, rows in bands(width, height):
        band = copied(
            flattened(layers, QtCore.QRect(0, top, width, rows), document.format), document.depth
        )
        data[filled : filled + len(band)] = band
        filled += len(band)
        pump.pump()
    return data


def _touched(document: Document) -> bytes:
    """A byte a pixel: 0 where the opened picture alone is to be seen."""
    width, height = document.size.width(), document.size.height()
    visible = [layer for layer in document.layers if layer.visible]
    base = document.opened_layer()
    alone = base is not None and visible and visible[0] is base and base.opacity == 1.0
    if not alone or base is None or base.image is not base.opened:
        return b"\xff" * (width * height)
    pump, parts = EventPump(), []
    for top, rows in bands(width, height):
        band = QtCore.QRect(0, top, width, rows)
        others = [layer for layer in visible[1:] if layer.rect().intersects(band)]
        if others:
            seen = flattened(others, band, document.format, plain=True)
            mask = seen.convertToFormat(QtGui.QImage.Format.Format_Alpha8)
            data = mask.constBits().asstring(mask.sizeInBytes())
            parts.append(unpadded(data, mask.bytesPerLine(), width))
        else:
            parts.append(bytes(width * rows))
        pump.pump()
    return b"".join(parts)


def check_suffix(path: Path) -> None:
    """Raises CanvasError for a name that says no format that is written."""
    if path.suffix.lower() not in (*FLAT_SUFFIXES, LAYERED):
        raise CanvasError(
            translate("Editor", "Pictures are saved as {}.").format(
                ", ".join((LAYERED, *FLAT_SUFFIXES))
            )
        )
