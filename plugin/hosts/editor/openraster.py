"""OpenRaster files for the editor: layers in, layers out, with Qt and the standard library."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from xml.parsers import expat

from ... import saving
from ...canvas import CanvasError
from ...qt import QtCore, QtGui
from ...recipe import of_png
from .document import FORMATS, Document, Layer

MAX_STACK_BYTES = 4 << 20
MAX_ENTRY_BYTES = 1 << 30
BROKEN = (ValueError, RecursionError, OSError)


def read(path: Path) -> Document:
    """Open an .ora; raises CanvasError when it is not one."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.read("mimetype")[:64].strip() != b"image/openraster":
                raise CanvasError(f"{path.name} is not an OpenRaster picture.")
            image = _stack(archive)
            entries = list(_layers(image, archive))
    except (zipfile.BadZipFile, KeyError, ET.ParseError, expat.ExpatError, *BROKEN):
        raise CanvasError(f"{path.name} is damaged or not an OpenRaster picture.") from None
    deep = any(layer.image.depth() > 32 for layer in entries)
    size = QtCore.QSize(int(image.get("w", "0")), int(image.get("h", "0")))
    if size.isEmpty():
        raise CanvasError(f"{path.name} does not say how large it is.")
    document = Document(size, "u16" if deep else "u8", path)
    for layer in entries:
        layer.image.convertTo(FORMATS[document.depth])
    document.set_layers(entries)
    return document


def _stack(archive: zipfile.ZipFile) -> ET.Element:
    info = archive.getinfo("stack.xml")
    if info.file_size > MAX_STACK_BYTES:
        raise ValueError("stack.xml is too large")
    text = archive.read(info)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # entities can be made to grow without end
        raise ValueError("stack.xml declares entities")
    return ET.fromstring(text)


def _layers(image: ET.Element, archive: zipfile.ZipFile):
    """Layers bottom to top; groups are flattened into their layers, which keep the group's name."""

    def walk(stack: ET.Element, at: QtCore.QPoint, visible: bool, opacity: float, group: str):
        for element in reversed(list(stack)):
            here = at + QtCore.QPoint(int(element.get("x", "0")), int(element.get("y", "0")))
            shown = visible and element.get("visibility", "visible") == "visible"
            alpha = opacity * min(1.0, max(0.0, float(element.get("opacity", "1"))))
            name = element.get("name", "")
            if element.tag == "stack":
                yield from walk(element, here, shown, alpha, name or group)
            elif element.tag == "layer":
                info = archive.getinfo(element.get("src", ""))
                if info.file_size > MAX_ENTRY_BYTES:
                    raise ValueError("a layer is too large")
                data = archive.read(info)
                picture = QtGui.QImage.fromData(data)
                if picture.isNull():
                    raise ValueError(f"layer {name} cannot be decoded")
                noted = json.loads(element.get("ganvas-recipe", "{}"))
                recipe = noted if isinstance(noted, dict) and noted else of_png(data) or {}
                locked = element.get("edit-locked", "false") == "true"
                yield Layer(name, picture, here, shown, alpha, group, recipe, locked)

    root = image.find("stack")
    if root is None:
        raise ValueError("there is no stack")
    yield from walk(root, QtCore.QPoint(0, 0), True, 1.0, "")


def write(document: Document, path: Path) -> None:
    """Save every layer; the file is whole or not there. Raises CanvasError."""
    try:
        with (
            saving.replacing(path) as part,
            zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive,
        ):
            archive.writestr("mimetype", b"image/openraster")
            archive.writestr("stack.xml", _write_layers(document, archive))
            merged = document.flattened(document.rect())
            archive.writestr("mergedimage.png", png(merged))
            small = merged.scaled(
                256,
                256,
                QtCore.Qt.AspectRatioMode.KeepAspectRatio,
                QtCore.Qt.TransformationMode.SmoothTransformation,
            )
            archive.writestr("Thumbnails/thumbnail.png", png(small))
    except OSError as error:
        raise CanvasError(f"{path.name} could not be written: {error.strerror}.") from None


def _write_layers(document: Document, archive: zipfile.ZipFile) -> bytes:
    image = ET.Element(
        "image",
        version="0.0.3",
        w=str(document.size.width()),
        h=str(document.size.height()),
    )
    root = ET.SubElement(image, "stack")
    groups: dict[str, ET.Element] = {}
    previous = ""
    for number, layer in reversed(list(enumerate(document.layers))):
        parent = root
        if layer.group:
            if layer.group != previous:  # the same name further down is another group
                groups[layer.group] = ET.SubElement(root, "stack", name=layer.group)
            parent = groups[layer.group]
        previous = layer.group
        source = f"data/layer{number:03}.png"
        archive.writestr(source, png(layer.image))
        attributes = {
            "name": layer.name,
            "src": source,
            "x": str(layer.offset.x()),
            "y": str(layer.offset.y()),
            "opacity": f"{layer.opacity:.6g}",
            "visibility": "visible" if layer.visible else "hidden",
            "composite-op": "svg:src-over",
        }
        if layer.locked:
            attributes["edit-locked"] = "true"
        if layer.recipe:
            attributes["ganvas-recipe"] = json.dumps(layer.recipe, ensure_ascii=False)
        ET.SubElement(parent, "layer", attributes)
    return ET.tostring(image, encoding="utf-8", xml_declaration=True)


def png(image: QtGui.QImage) -> bytes:
    """The picture as PNG, 16 bits a channel where it has them."""
    data = QtCore.QByteArray()
    buffer = QtCore.QBuffer(data)
    buffer.open(QtCore.QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        raise CanvasError("The picture could not be encoded.")
    return data.data()
