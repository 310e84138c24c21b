"""Recipes in the files that layers come from and go to: PNG and OpenRaster."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree

KEYWORD = b"ganvas"  # the PNG text that holds a recipe
ATTRIBUTE = "ganvas-recipe"  # of a layer in an .ora's list, where its PNG does not hold it
ORA, PNG = ".ora", ".png"
_MAX_TEXT = 1 << 20
_MAX_STACK = 4 << 20
_BROKEN = (
    *(OSError, KeyError, ValueError, RecursionError),
    *(zipfile.BadZipFile, zlib.error, ElementTree.ParseError),
)

Recipe = Mapping[str, Any]


def of_png(data: bytes) -> dict[str, Any] | None:
    """The recipe in a PNG's text chunk, None where there is none that can be read."""
    return _of_stream(io.BytesIO(data))


def in_file(path: Path) -> list[tuple[str, dict[str, Any] | None]]:
    """The layers of an .ora, topmost first, by their names, with their recipes.

    A PNG is one layer without a name. Empty for other files, and for what cannot be read.
    """
    with suppress(*_BROKEN):
        if path.suffix.lower() == PNG:
            with path.open("rb") as file:
                return [("", _of_stream(file))]
        if path.suffix.lower() == ORA:
            with zipfile.ZipFile(path) as archive:
                return [
                    (element.get("name", ""), _of_layer(element, archive))
                    for element in _stack(archive).iter("layer")
                ]
    return []


def matched(
    names: Sequence[str], found: Sequence[tuple[str, Recipe | None]]
) -> list[Recipe | None]:
    """What `found` has for each of `names`, both topmost first; a name may stand several times.

    >>> matched(["a", "b", "a"], [("a", {"seed": 1}), ("a", {"seed": 2})])
    [{'seed': 1}, None, {'seed': 2}]
    """
    by_name: dict[str, list[Recipe | None]] = defaultdict(list)
    for name, recipe in found:
        by_name[name].append(recipe)
    left = {name: iter(recipes) for name, recipes in by_name.items()}
    return [next(left.get(name, iter(())), None) for name in names]


def note(path: Path, made: Sequence[tuple[str, Recipe | None]]) -> None:
    """Write recipes into an .ora that another program saved; `made` as `in_file` gives it.

    The file is whole or as it was; other entries keep their bytes. Raises OSError.
    """
    path = path.resolve()  # a link stays one
    with zipfile.ZipFile(path) as archive:
        stack = _stack(archive)
        layers = list(stack.iter("layer"))
        recipes = matched([layer.get("name", "") for layer in layers], made)
        if not any(recipes):
            return
        for layer, recipe in zip(layers, recipes, strict=True):
            if recipe:
                layer.set(ATTRIBUTE, json.dumps(recipe, ensure_ascii=False))
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".ganvas-", suffix=ORA)
        os.close(handle)
        try:
            with zipfile.ZipFile(name, "w") as copy:
                for entry in archive.infolist():
                    if entry.filename == "stack.xml":
                        text = ElementTree.tostring(stack, encoding="utf-8", xml_declaration=True)
                        copy.writestr(entry, text)
                    else:
                        with archive.open(entry) as source, copy.open(entry, "w") as target:
                            shutil.copyfileobj(source, target, 1 << 20)
            shutil.copymode(path, name)
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)


def _stack(archive: zipfile.ZipFile) -> ElementTree.Element:
    """The list of layers. Raises ValueError for one that no program writes."""
    if archive.getinfo("stack.xml").file_size > _MAX_STACK:
        raise ValueError("stack.xml is too large")
    text = archive.read("stack.xml")
    if b"<!ENTITY" in text:  # entities can be made to grow without end
        raise ValueError("stack.xml declares entities")
    return ElementTree.fromstring(text)


def _of_layer(element: ElementTree.Element, archive: zipfile.ZipFile) -> dict[str, Any] | None:
    with suppress(*_BROKEN):
        written = element.get(ATTRIBUTE)
        if written:
            return _recipe(written)
        with archive.open(element.get("src", "")) as file:
            return _of_stream(io.BytesIO(file.read()))
    return None


def _of_stream(file: BinaryIO) -> dict[str, Any] | None:
    """From chunk to chunk of a PNG; the pixels are passed over."""
    with suppress(ValueError, IndexError, RecursionError, zlib.error):
        if file.read(8) != b"\x89PNG\r\n\x1a\n":
            return None
        while len(head := file.read(8)) == 8:
            size, kind = int.from_bytes(head[:4], "big"), head[4:]
            if kind != b"iTXt" or size > _MAX_TEXT:
                file.seek(size + 4, io.SEEK_CUR)
                continue
            keyword, _, rest = file.read(size).partition(b"\0")
            file.seek(4, io.SEEK_CUR)
            if keyword == KEYWORD:
                packed, text = rest[0], rest[2:].split(b"\0", 2)[2]
                if packed:
                    text = zlib.decompressobj().decompress(text, _MAX_TEXT)
                return _recipe(text)
    return None


def _recipe(text: str | bytes) -> dict[str, Any] | None:
    found = json.loads(text)
    return found if isinstance(found, dict) else None
