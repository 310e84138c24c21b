"""The image description of a TIFF, which some programs read as orders and not as text.

tifffile writes `{"shape": …}` there, microscopes OME-XML, ImageJ lines of `name=value`. A line of
ours behind such a block breaks it, and a block that is no longer true breaks the file.
"""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeET

_OME_TYPES = {"float": "float32", "double": "float64"}


def is_structured(description: str) -> bool:
    """Whether programs read it, so that nothing may be written before or behind it."""
    return _kind(description) is not None


def still_true(description: str, shape: tuple[int, ...], dtype: str, resized: bool) -> bool:
    """Whether a block describes one page of this shape (H×W or H×W×C) and depth.

    `resized` says that the pixels are no longer of the size that they were measured in.
    """
    kind = _kind(description)
    if kind == "shaped":
        return _shaped(description, shape)
    if kind == "OME":
        return _ome(description, shape, dtype)
    if kind == "ImageJ":
        return not resized and _imagej(description)
    return True


def _kind(description: str) -> str | None:
    text = description.lstrip("\ufeff \n")
    if text.startswith(('{"shape":', '{"shape" :')):
        return "shaped"
    if text.startswith(("<?xml", "<OME")) and "OME" in text[-16:]:
        return "OME"
    if text.startswith("ImageJ="):
        return "ImageJ"
    return None


def _shaped(description: str, shape: tuple[int, ...]) -> bool:
    try:
        said = json.loads(description)["shape"]
        return [side for side in said if side != 1] == [side for side in shape if side != 1]
    except (ValueError, KeyError, TypeError):
        return False


def _ome(description: str, shape: tuple[int, ...], dtype: str) -> bool:
    try:
        root = SafeET.fromstring(description, forbid_dtd=True)
    except (ET.ParseError, DefusedXmlException, ValueError):
        return False
    pixels = [element for element in root.iter() if element.tag.endswith("}Pixels")]
    if len(pixels) != 1:
        return False
    said: dict[str, Any] = pixels[0].attrib
    channels = shape[2] if len(shape) == 3 else 1
    wanted = {"SizeY": shape[0], "SizeX": shape[1], "SizeC": channels, "SizeZ": 1, "SizeT": 1}
    kind = _OME_TYPES.get(said.get("Type", ""), said.get("Type"))
    return kind == dtype and all(said.get(key) == str(value) for key, value in wanted.items())


def _imagej(description: str) -> bool:
    lines = dict(line.split("=", 1) for line in description.splitlines() if "=" in line)
    counts = [lines.get(key, "1") for key in ("images", "channels", "slices", "frames")]
    return all(count == "1" for count in counts)
