"""What of a picture a format cannot hold, said before anything is written, and what becomes of it.

Each loss is a sentence for a person; `fitted` makes the picture that is left.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from gan_core.choices import DICOM, ORA
from gan_core.errors import InputError
from gan_core.files import colour, tiff
from gan_core.files.compose import full_scale
from gan_core.files.dicom import DicomSource
from gan_core.files.picture import Picture
from gan_core.files.tiff_description import is_structured
from gan_core.files.view import in_colours, on_white, sixteen_bits, without_ink
from gan_core.sentences import Sentence

_TIFF = (".tif", ".tiff")
_JPEG = (".jpg", ".jpeg")
_NAMES = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WebP",
    ORA: "OpenRaster",
}
_EIGHT_BITS = (*_JPEG, ".webp")


def fitted(picture: Picture, path: Path) -> tuple[Picture, list[str]]:
    """The picture as the format of `path` can hold it, and a sentence for each thing that is lost.

    Raises InputError for a suffix that is not written.
    """
    kind = path.suffix.lower()
    if kind in DICOM:
        return picture, []
    lost: list[str] = _metadata(picture, kind)
    if kind in _TIFF:
        return picture, lost
    name = _NAMES[kind]
    if isinstance(picture.metadata.own, DicomSource):
        lost.append(
            Sentence(
                "{name} holds no scan: it is written as its window shows it, in 8 bits.", name=name
            )
        )
        return picture, lost
    if picture.pixels.dtype.kind == "f":
        beyond = bool((picture.pixels > 1).any() or not np.isfinite(picture.pixels).all())
        lost.append(
            Sentence(
                "{name} holds no floating point: the numbers are rounded, and light beyond white "
                "is cut off.",
                name=name,
            )
            if beyond
            else Sentence("{name} holds no floating point: the numbers are rounded.", name=name)
        )
        picture = sixteen_bits(picture)
    elif picture.pixels.dtype == np.uint16 and kind in _EIGHT_BITS:
        lost.append(Sentence("{name} holds 8 bits: 16 are rounded.", name=name))
    if picture.mode == "CMYK" and kind not in _JPEG:
        lost.append(Sentence("{name} holds no CMYK: the colours become sRGB.", name=name))
        picture = without_ink(picture)
    if picture.has_alpha and kind in _JPEG:
        if (picture.pixels[..., -1] < full_scale(picture.pixels.dtype)).any():
            lost.append(
                Sentence(
                    "{name} holds no transparency: what is transparent becomes white.", name=name
                )
            )
        picture = on_white(picture)
    if kind == ".webp" and picture.mode in ("L", "LA") and colour.usable(picture.icc, "gray"):
        lost.append(Sentence("WebP holds no grey: the grey profile is replaced by sRGB."))
        picture = in_colours(picture)
    if kind == ORA:
        picture = replace(picture, metadata=replace(picture.metadata, own=None))
    return picture, lost


def _metadata(picture: Picture, kind: str) -> list[str]:
    metadata = picture.metadata
    lost: list[str] = []
    own = metadata.own
    if metadata.frames > 1:
        lost.append(
            Sentence(
                "The file holds {count} pictures or pages; only the first is written.",
                count=metadata.frames,
            )
        )
    if metadata.iptc is not None and kind == ".webp":
        lost.append(Sentence("WebP has no place for the IPTC caption."))
    if isinstance(own, tiff.TiffCoding):
        if kind in _TIFF:
            if tiff.outdated(picture):
                lost.append(
                    Sentence(
                        "The TIFF's description, with what ImageJ drew, no longer fits: it is left "
                        "out."
                        if own.drawn
                        else "The TIFF's description no longer fits: it is left out."
                    )
                )
        elif is_structured(own.description):
            lost.append(Sentence("What a program wrote into the TIFF's description is left out."))
        if kind not in _TIFF and any(tag[0] in tiff.GEOGRAPHIC for tag in own.tags):
            lost.append(Sentence("Where on earth the picture lies (GeoTIFF) is left out."))
    return lost


def check_suffix(path: Path, suffixes: tuple[str, ...]) -> None:
    """Raises InputError for a file that nothing is written to."""
    if path.suffix.lower() not in suffixes:
        raise InputError(
            "'{name}' is of a kind that is not written; end it in .png, .tif, .jpg, .webp or .ora.",
            name=path.name,
        )
