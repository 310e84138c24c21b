"""OpenRaster (.ora): the layered format that Krita, MyPaint and GIMP share.

The stack is kept as the XML tree that it is, so that whatever another program wrote into it stays,
and the members of the archive are copied as they are; only the merged picture and the thumbnail
are made anew. See https://www.openraster.org/baseline/
"""

from __future__ import annotations

import difflib
import json
import shutil
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeET

from gan_core.atomic import replacing
from gan_core.errors import InputError
from gan_core.files.colour import srgb_profile
from gan_core.files.compose import enlarged, full_scale, over, thumbnail, transparent
from gan_core.files.ora_archive import Archive
from gan_core.files.picture import Metadata, Picture
from gan_core.files.png import encode_png, read_png
from gan_core.sentences import Sentence

_MIMETYPE = b"image/openraster"
_STACK, _MERGED, _THUMBNAIL = "stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png"
_MADE_ANEW = ("mimetype", _STACK, _MERGED, _THUMBNAIL)
_SIDE_LIMIT = 1 << 16  # pixels; also keeps a hostile canvas below 2^32 pixels
_DEPTH_LIMIT = 100  # of groups in groups
_AREA_LIMIT = 1 << 29  # pixels of a canvas


@dataclass(frozen=True)
class Layer:
    """A layer or a group (`stack` in the file), as its XML element says."""

    element: ET.Element
    groups: tuple[str, ...] = ()  # the names of the groups around it, outermost first

    @property
    def is_group(self) -> bool:
        return self.element.tag == "stack"

    @property
    def name(self) -> str:
        return self.element.get("name", "")

    @property
    def offset(self) -> tuple[int, int]:
        """x and y of the upper left pixel on the canvas."""
        return round(_number(self.element, "x", 0)), round(_number(self.element, "y", 0))

    @property
    def opacity(self) -> float:
        return min(max(_number(self.element, "opacity", 1.0), 0.0), 1.0)

    @property
    def visible(self) -> bool:
        return self.element.get("visibility", "visible") == "visible"

    @property
    def recipe(self) -> dict[str, Any] | None:
        """How our editor says that it was made."""
        try:
            found = json.loads(self.element.get("ganvas-recipe", "null"))
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    @property
    def composite_op(self) -> str:
        return self.element.get("composite-op", "svg:src-over")


class OpenRaster:
    """A document of layers. `OpenRaster(size)` makes an empty one, `OpenRaster.open` reads one."""

    def __init__(self, size: tuple[int, int], dpi: tuple[float, float] | None = None) -> None:
        width, height = size
        self._image = ET.Element("image", version="0.0.3", w=str(width), h=str(height))
        if dpi is not None:
            self._image.set("xres", str(round(dpi[0])))
            self._image.set("yres", str(round(dpi[1])))
        ET.SubElement(self._image, "stack")
        self._archive: Archive | None = None
        self._new: dict[str, bytes] = {}  # members that the archive does not hold yet
        self._dropped: set[str] = set()  # members of the archive that no layer uses any more
        self._merged: Picture | None = None

    @classmethod
    def open(cls, path: str | Path) -> OpenRaster:
        """Read a file; pixels are decoded when they are asked for.

        Raises InputError for what is damaged, hostile (paths, bombs, XML entities) or not ORA.
        """
        archive = Archive(Path(path))
        if "mimetype" not in archive or archive.read("mimetype").strip() != _MIMETYPE:
            raise InputError("'{path}' is not an OpenRaster file.", path=path)
        try:
            image = SafeET.fromstring(archive.read(_STACK), forbid_dtd=True)
        # an unknown encoding is a LookupError, an impossible one a ValueError
        except (ET.ParseError, DefusedXmlException, LookupError, ValueError) as error:
            raise InputError(
                "'{path}' cannot be opened: its layer list is damaged.", path=path
            ) from error
        width, height = round(_number(image, "w", 0)), round(_number(image, "h", 0))
        fits = min(width, height) > 0 and max(width, height) <= _SIDE_LIMIT
        if image.tag != "image" or image.find("stack") is None or not fits or _too_deep(image):
            raise InputError("'{path}' cannot be opened: its layer list makes no sense.", path=path)
        if width * height > _AREA_LIMIT:
            raise InputError(
                "'{path}' is too large: {width}×{height} pixels.",
                path=path,
                width=width,
                height=height,
            )
        document = cls((width, height))
        document._image, document._archive = image, archive
        if _MERGED in archive:
            merged = document._decode(_MERGED)
            if merged.size == document.size:
                document._merged = merged
        return document

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the canvas in pixels."""
        return round(_number(self._image, "w", 0)), round(_number(self._image, "h", 0))

    def layers(self) -> list[Layer]:
        """Every layer and group, the topmost first, groups before what they hold."""
        return list(_walk(self.root, ()))

    def layer(self, name: str) -> Layer:
        """The topmost pixel layer of that name; raises InputError that offers the nearest names."""
        names = [layer.name for layer in self.layers() if not layer.is_group]
        for layer in self.layers():
            if layer.name == name and not layer.is_group:
                return layer
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.4) or names[:5]
        offered = ", ".join(f"'{each}'" for each in near)
        raise InputError(
            "There is no layer '{name}'; there are {offered}.",
            name=name,
            offered=offered or Sentence("no layers"),
        )

    def picture(self, layer: Layer) -> Picture:
        """The layer's own pixels (its size, not the canvas's), with the recipe in its metadata.

        The recipe stands in the layer's PNG, or in the layer list where our editor wrote it.
        """
        picture = self._decode(layer.element.get("src", ""))
        if picture.metadata.recipe is None and layer.recipe is not None:
            picture.metadata = replace(picture.metadata, recipe=layer.recipe)
        return picture

    def on_canvas(self, layer: Layer) -> Picture:
        """The layer's pixels at their place on a transparent canvas, opacity not applied."""
        pixels = self.picture(layer)
        canvas = transparent(self.size, pixels)
        x, y = layer.offset
        width, height = self.size
        top, bottom = max(y, 0), min(y + pixels.size[1], height)
        left, right = max(x, 0), min(x + pixels.size[0], width)
        if top < bottom and left < right:
            part = pixels.pixels[top - y : bottom - y, left - x : right - x]
            channels = part.shape[2]
            canvas.pixels[top:bottom, left:right, :channels] = part
            if not pixels.has_alpha:
                canvas.pixels[top:bottom, left:right, -1] = full_scale(pixels.pixels.dtype)
        return canvas

    def merged(self) -> Picture:
        """The whole document flattened: what the file says of it, else composed from the layers.

        The composition knows groups, opacity and visibility; other blend modes than normal are
        left to the program that wrote the file, which also wrote the merged picture.
        """
        if self._merged is None:
            self._merged = self._compose(self.root) or transparent(self.size)
        return self._merged

    @property
    def dpi(self) -> tuple[float, float] | None:
        """Pixels an inch, where the document says."""
        x, y = (_number(self._image, key, 0) for key in ("xres", "yres"))
        return (x, y) if min(x, y) > 0 else None

    @property
    def root(self) -> ET.Element:
        """The stack that holds all layers and groups, the topmost first."""
        root = self._image.find("stack")
        assert root is not None
        return root

    def store(self, picture: Picture, instead: str = "") -> str:
        """Keep a layer's pixels; the name of their file, which takes the place of `instead`.

        Raises InputError for float or CMYK pixels, which OpenRaster cannot hold.
        """
        src = self._free_name()
        self._new[src] = _encode(picture, picture.metadata)
        if instead:
            self._dropped.add(instead)
        return src

    def show(self, merged: Picture) -> None:
        """Say what the whole document looks like; its size becomes the document's."""
        for side, length in zip("wh", merged.size, strict=True):
            self._image.set(side, str(length))
        self._merged = merged

    def hide(self, layer: Layer) -> None:
        """Make a layer invisible; the merged picture is then composed anew."""
        if layer.visible:
            layer.element.set("visibility", "hidden")
            self._merged = None

    def add_group(self, name: str) -> Layer:
        """A new group on top of everything."""
        element = ET.Element("stack", name=name, opacity="1.0", visibility="visible")
        element.set("composite-op", "svg:src-over")
        element.set("isolation", "isolate")
        self.root.insert(0, element)
        return Layer(element)

    def add(
        self,
        picture: Picture,
        name: str,
        offset: tuple[int, int] = (0, 0),
        *,
        opacity: float = 1.0,
        visible: bool = True,
        group: Layer | None = None,
    ) -> Layer:
        """A new layer on top of everything, or on top in a group that `add_group` just made.

        A recipe in the picture's metadata is written into the layer's own PNG. Raises InputError
        for float or CMYK pixels, which OpenRaster cannot hold.
        """
        src = self.store(picture)
        element = ET.Element("layer", name=name, src=src, x=str(offset[0]), y=str(offset[1]))
        element.set("opacity", f"{opacity:g}")
        element.set("visibility", "visible" if visible else "hidden")
        element.set("composite-op", "svg:src-over")
        (self.root if group is None else group.element).insert(0, element)
        if visible and self._merged is not None:
            over(self._merged, picture, offset, opacity)
        return Layer(element, (group.name,) if group is not None else ())

    def grow(self, left: int, top: int, right: int, bottom: int) -> None:
        """Add so many pixels to the canvas on each side; the layers stay what they are."""
        old = self.merged()
        width, height = self.size
        for side, length in (("w", left + width + right), ("h", top + height + bottom)):
            self._image.set(side, str(length))
        for layer in self.layers():
            if not layer.is_group or "x" in layer.element.attrib or "y" in layer.element.attrib:
                x, y = layer.offset
                layer.element.set("x", str(x + left))
                layer.element.set("y", str(y + top))
        merged = transparent(self.size, old)
        over(merged, old, (left, top))
        self._merged = merged

    def enlarge(self, scale: int) -> None:
        """Make the canvas `scale` times as large and resample every layer."""
        merged = enlarged(self.merged(), scale)
        fresh: dict[str, bytes] = {}
        for layer in self.layers():
            x, y = layer.offset
            layer.element.set("x", str(x * scale))
            layer.element.set("y", str(y * scale))
            if not layer.is_group:
                picture = enlarged(self.picture(layer), scale)
                src = self._free_name()
                self._new[src] = fresh[src] = _encode(picture, picture.metadata)
                self._dropped.add(layer.element.get("src", ""))
                layer.element.set("src", src)
        for side, length in zip("wh", self.size, strict=True):
            self._image.set(side, str(length * scale))
        self._new, self._merged = fresh, merged

    def save(self, path: str | Path) -> None:
        """Write the document, whole or not at all; members that were there keep their bytes."""
        stack = ET.tostring(self._image, encoding="utf-8", xml_declaration=True)
        merged = self.merged()
        with replacing(Path(path)) as temporary, zipfile.ZipFile(temporary, "w") as out:
            # The mimetype comes first and uncompressed, so that it is found at a fixed place.
            out.writestr("mimetype", _MIMETYPE)
            out.writestr(_STACK, stack, zipfile.ZIP_DEFLATED)
            if self._archive is not None:
                with self._archive.streams() as members:
                    for member, stream in members:
                        if member.filename in (*_MADE_ANEW, *self._dropped):
                            continue
                        with stream, out.open(_header(member), "w") as target:
                            shutil.copyfileobj(stream, target, 1 << 20)
            for name, data in self._new.items():
                out.writestr(name, data)
            out.writestr(_MERGED, _encode(merged, Metadata()))
            out.writestr(_THUMBNAIL, thumbnail(merged))

    def _decode(self, name: str) -> Picture:
        if name in self._new:
            return read_png(self._new[name])
        if self._archive is None:
            raise InputError("The layer's file '{name}' is missing.", name=name)
        data = self._archive.read(name)
        width, height = struct.unpack(">II", data[16:24].ljust(8, b"\0"))
        canvas = self.size[0] * self.size[1]
        if width * height > max(4 * canvas, 1 << 24):
            raise InputError(
                "'{path}': '{name}' is far larger than the canvas.",
                path=self._archive.path,
                name=name,
            )
        try:
            return read_png(data)
        except InputError as error:
            raise InputError(
                "'{path}': '{name}' is damaged.", path=self._archive.path, name=name
            ) from error

    def _compose(self, stack: ET.Element) -> Picture | None:
        canvas: Picture | None = None
        for element in reversed(stack):
            layer = Layer(element)
            if not layer.visible or element.tag not in ("stack", "layer"):
                continue
            pixels = self._compose(element) if layer.is_group else self.picture(layer)
            if pixels is None:
                continue
            if canvas is None:
                canvas = transparent(self.size)
                canvas.pixels = canvas.pixels.astype(pixels.pixels.dtype)
                canvas.icc = pixels.icc if pixels.mode in ("RGB", "RGBA") else None
            if pixels.pixels.dtype.itemsize > canvas.pixels.dtype.itemsize:
                canvas.pixels = canvas.pixels.astype(np.uint16) * np.uint16(257)
            over(canvas, pixels, (0, 0) if layer.is_group else layer.offset, layer.opacity)
        return canvas

    def _free_name(self) -> str:
        taken = set(self._new) | set(self._archive.members if self._archive else ())
        number = next(n for n in range(len(taken) + 1) if f"data/ganvas{n}.png" not in taken)
        return f"data/ganvas{number}.png"


def _encode(picture: Picture, metadata: Metadata) -> bytes:
    """A PNG that states its colours: Krita takes 16 bits without a profile for linear, and asks."""
    stated = replace(metadata, own=None)
    return encode_png(replace(picture, icc=picture.icc or srgb_profile(), metadata=stated))


def _header(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A header for the same name, time and compression, without the source's own offsets."""
    header = zipfile.ZipInfo(member.filename, member.date_time)
    header.compress_type = member.compress_type
    header.external_attr = member.external_attr
    header.file_size = member.file_size  # lets zipfile choose zip64 where it must
    return header


def _too_deep(image: ET.Element) -> bool:
    """Whether groups hold groups to a depth that no person made."""
    level = list(image)
    for _ in range(_DEPTH_LIMIT):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


def _walk(stack: ET.Element, groups: tuple[str, ...]) -> Iterator[Layer]:
    for element in stack:
        if element.tag in ("layer", "stack"):
            yield Layer(element, groups)
        if element.tag == "stack":
            yield from _walk(element, (*groups, element.get("name", "")))


def _number(element: ET.Element, key: str, default: float) -> float:
    try:
        value = float(element.get(key, default))
        return value if abs(value) < 1e9 else default
    except ValueError:
        return default
