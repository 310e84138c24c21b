"""TIFF at 8 and 16 bits and floating point, through tifffile; tags and coding are kept."""

from __future__ import annotations

import json
import logging
import math
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from tifffile import COMPRESSION, EXTRASAMPLE, PHOTOMETRIC

from gan_core import memory
from gan_core.errors import InputError
from gan_core.files import claims, exif, tiff_exif
from gan_core.files.iptc import without_thumbnails
from gan_core.files.picture import CHANNELS, DTYPES, Metadata, Mode, Picture, recipe_from
from gan_core.files.tiff_description import is_structured, still_true
from gan_core.sentences import Sentence

_log = logging.getLogger(__name__)
_XMP, _IPTC, _ORIENTATION = 700, 33723, 274
_RECIPE_PREFIX = "ganvas: "
_RECIPE = 65123  # a private tag, for where the description is not ours to write into
_PHOTOSHOP, _UNIT = 34377, 296
_IMAGEJ = 50839
_LITTLE = sys.byteorder == "little"
_UNDEFINED = 7  # the kind of a tag that holds bytes

# Tags that say something of the picture, not of how its bytes lie in the file: document name, make,
# model, page name, date, artist, host, copyright, Photoshop's resources, GeoTIFF's.
_KEPT = (269, 271, 272, 285, 306, 315, 316, 33432, 34377)
GEOGRAPHIC = (33550, 33922, 34264, 34735, 34736, 34737, 42112, 42113)
_CLASSIC_LIMIT = (1 << 32) - (1 << 25)  # bytes; offsets of a classic TIFF have 32 bits
_ALWAYS_FINE = 16 << 20  # bytes that any machine can take, whatever is in the file
_MAX_RATIO = 5000  # strips of one colour, at their best, shrink by less
# What is unpacked into as many bytes as the tile has, and what is a picture of its own in each.
_BOUNDED = frozenset(
    {
        *(COMPRESSION.NONE, COMPRESSION.LZW, COMPRESSION.PACKBITS, COMPRESSION.ZSTD),
        *(COMPRESSION.DEFLATE, COMPRESSION.ADOBE_DEFLATE, COMPRESSION.LZMA, COMPRESSION.CCITTRLE),
        *(COMPRESSION.CCITTFAX3, COMPRESSION.CCITTFAX4, COMPRESSION.ZSTD_DEPRECATED),
    }
)
_CLAIMING = frozenset(
    {
        *(COMPRESSION.JPEG, COMPRESSION.JPEG_2000_LOSSY, COMPRESSION.PNG),
        *(COMPRESSION.JPEG2000, COMPRESSION.APERIO_JP2000_RGB, COMPRESSION.APERIO_JP2000_YCBC),
        COMPRESSION.WEBP,
    }
)
_LOSSLESS = (COMPRESSION.NONE, COMPRESSION.LZW, COMPRESSION.ADOBE_DEFLATE, COMPRESSION.ZSTD)
_PHOTOMETRIC = {
    "L": PHOTOMETRIC.MINISBLACK,
    "LA": PHOTOMETRIC.MINISBLACK,
    "RGB": PHOTOMETRIC.RGB,
    "RGBA": PHOTOMETRIC.RGB,
    "CMYK": PHOTOMETRIC.SEPARATED,
}


@dataclass(frozen=True)
class TiffCoding:
    """How the source was stored, to be written the same way."""

    tags: tuple[tuple[int, int, int, Any, bool], ...]
    description: str
    size: tuple[int, int]  # width and height of the picture as it was read
    compression: int
    tile: tuple[int, int] | None
    extrasample: int
    unit: tuple[float, float] | None  # pixels in a unit that is no length of paper: ImageJ's
    drawn: tuple[Any, ...] = ()  # tags for ImageJ's overlays, labels, ranges …


def read_tiff(source: Path | BytesIO) -> Picture:
    """The first full-size page: grey, palette, RGB, CMYK; striped, tiled, planar, BigTIFF.

    Raises InputError for damaged files, colours such as CIELAB, and integers beyond 16 bits.
    """
    try:
        with tifffile.TiffFile(source) as tiff:
            page = tiff.pages.first
            if len(tiff.pages) > 1:
                _log.warning(
                    Sentence(
                        "The TIFF has {count} pages; only the first is used.", count=len(tiff.pages)
                    )
                )
            pixels, mode = _pixels(page)
            block = tiff_exif.read(page)
            found = _picture(page, pixels, mode, block)
            found.metadata = replace(found.metadata, frames=len(tiff.pages))
            return found
    except (InputError, MemoryError):
        raise
    # tifffile and its decoders raise almost anything on damaged data.
    except Exception as error:
        reason = str(error)
        short = f" ({reason})" if 0 < len(reason) < 120 and "\n" not in reason else ""
        raise InputError("The TIFF file cannot be read{short}.", short=short) from error


def write_tiff(picture: Picture, path: Path) -> None:
    """Every mode and depth, with the source's lossless compression and tiling where it had one."""
    metadata = picture.metadata
    own = metadata.own if isinstance(metadata.own, TiffCoding) else None
    lossless = own is not None and own.compression in _LOSSLESS
    compression = own.compression if own and lossless else COMPRESSION.ADOBE_DEFLATE
    tags = {tag[0]: tag for tag in own.tags} if own else tiff_exif.plain_tags(metadata.exif)
    xmp = exif.sized_xmp(metadata.xmp, picture.size)
    if xmp is not None:
        tags[_XMP] = (_XMP, 1, len(xmp), xmp, True)
    if metadata.iptc is not None:
        tags[_IPTC] = (_IPTC, _UNDEFINED, len(metadata.iptc), metadata.iptc, True)
    description, recipe = _description(picture, own)
    if recipe is not None:
        tags[_RECIPE] = (_RECIPE, _UNDEFINED, len(recipe), recipe, True)
    if own is not None and not outdated(picture):
        tags |= {tag[0]: tag for tag in own.drawn}
    pixels = picture.pixels[..., 0] if picture.mode == "L" else picture.pixels
    options: dict[str, Any] = {}
    if picture.has_alpha:
        straight = own.extrasample if own else EXTRASAMPLE.UNASSALPHA
        options["extrasamples"] = [EXTRASAMPLE.ASSOCALPHA if picture.premultiplied else straight]
    if metadata.dpi is not None:
        options |= {"resolution": metadata.dpi, "resolutionunit": "INCH"}
    elif own is not None and own.unit is not None and own.size == picture.size:
        options |= {"resolution": own.unit, "resolutionunit": "NONE"}
    big = pixels.nbytes > _CLASSIC_LIMIT
    with tifffile.TiffWriter(path, bigtiff=big) as tiff:
        tiff.write(
            pixels,
            photometric=_PHOTOMETRIC[picture.mode],
            planarconfig=None if picture.mode == "L" else "CONTIG",
            compression=compression,
            predictor=compression != COMPRESSION.NONE and pixels.dtype != np.float64,
            tile=own.tile if own else None,
            iccprofile=picture.icc,
            description=description.encode() or None,
            software=False,
            metadata=None,
            extratags=list(tags.values()),
            **options,
        )
    if not big:
        tiff_exif.append(path, exif.sized_exif(metadata.exif, picture.size))


def outdated(picture: Picture) -> bool:
    """Whether the file's description, which programs read, is not true of the picture any more."""
    own = picture.metadata.own
    if not isinstance(own, TiffCoding) or not is_structured(own.description):
        return False
    shape = picture.pixels.shape if picture.mode != "L" else picture.pixels.shape[:2]
    resized = own.size != picture.size
    return not still_true(own.description, shape, picture.pixels.dtype.name, resized)


def _description(picture: Picture, own: TiffCoding | None) -> tuple[str, bytes | None]:
    """The image description, and the recipe where it must not stand in there."""
    description = own.description if own else ""
    if outdated(picture):
        _log.warning(
            "The TIFF's own description is left out, and what was drawn over it in ImageJ: it no "
            "longer fits the picture."
            if own and own.drawn
            else "The TIFF's own description is left out: it no longer fits the picture."
        )
        description = ""
    if picture.metadata.recipe is None:
        return description, None
    recipe = json.dumps(picture.metadata.recipe, sort_keys=True)
    if is_structured(description):
        return description, recipe.encode()
    return f"{description}\n{_RECIPE_PREFIX}{recipe}".strip(), None


def _pixels(page: tifffile.TiffPage) -> tuple[NDArray[Any], Mode]:
    """The page's samples as H×W×C in a depth that Picture holds."""
    colours = {
        PHOTOMETRIC.MINISWHITE: 1,
        PHOTOMETRIC.MINISBLACK: 1,
        PHOTOMETRIC.PALETTE: 1,
        PHOTOMETRIC.RGB: 3,
        PHOTOMETRIC.YCBCR: 3,
        PHOTOMETRIC.SEPARATED: 4,
    }.get(PHOTOMETRIC(page.photometric))
    if colours is None:
        name = getattr(page.photometric, "name", page.photometric)
        raise InputError(
            "TIFF with {name} colours is not supported; convert it to RGB first.", name=name
        )
    if page.imagedepth != 1:
        raise InputError("A volume is no picture; write one of its slices as a TIFF.")
    if page.nbytes > max(_ALWAYS_FINE, _MAX_RATIO * page.parent.filehandle.size):
        raise InputError(
            "The TIFF claims {width}×{height} pixels, far more than it holds.",
            width=page.imagewidth,
            height=page.imagelength,
        )
    memory.check(
        3 * page.nbytes,
        Sentence("A picture of {width}×{height}", width=page.imagewidth, height=page.imagelength),
    )
    _check_parts(page)
    samples = page.asarray()
    if not samples.size:
        raise InputError("The TIFF holds no pixels.")
    if page.axes.startswith("S"):
        samples = np.moveaxis(samples, 0, -1)
    samples = np.ascontiguousarray(np.atleast_3d(samples))
    if page.photometric == PHOTOMETRIC.PALETTE:
        samples, colours = _unpalette(samples, page), 3
    else:
        samples = _full_depth(samples, page)
    if page.photometric == PHOTOMETRIC.MINISWHITE and samples.dtype.kind == "u":
        samples = np.iinfo(samples.dtype).max - samples
    extra = samples.shape[2] - colours
    modes: dict[tuple[int, int], Mode] = {
        (1, 0): "L", (1, 1): "LA", (3, 0): "RGB", (3, 1): "RGBA", (4, 0): "CMYK",
    }  # fmt: skip
    if (colours, extra) not in modes:
        raise InputError(
            "The TIFF has {extra} channels besides its colours; at most one (alpha) is supported, "
            "none with CMYK.",
            extra=extra,
        )
    return samples, modes[colours, extra]


def _check_parts(page: tifffile.TiffPage) -> None:
    """Refuse strips and tiles that would take more than the picture that they are parts of."""
    part = math.prod(page.chunks) * page.dtype.itemsize if page.dtype is not None else 0
    memory.check(
        2 * part,
        Sentence(
            "A TIFF with tiles of {width}×{height}", width=page.tilewidth, height=page.tilelength
        ),
    )
    if page.compression in _BOUNDED:
        return
    if page.compression not in _CLAIMING:
        # what is none of the known ones may be anything, even a list of thousands of numbers
        found = page.compression
        raise InputError(
            "TIFF with {compression} inside is not read; save it with LZW or ZIP.",
            compression=found.name if isinstance(found, COMPRESSION) else "unknown compression",
        )
    parts = page.parent.filehandle.read_segments(page.dataoffsets, page.databytecounts, flat=True)
    for data, _ in parts:
        if isinstance(data, bytes):
            claims.check(data)


def _full_depth(samples: NDArray[Any], page: tifffile.TiffPage) -> NDArray[Any]:
    """1 to 7 bits scaled to 8, 9 to 15 to 16; integers of 32 bits and signed ones are refused."""
    bits = page.bitspersample
    if samples.dtype.kind in "bu" and bits < 16 and bits != 8:
        dtype = np.uint8 if bits < 8 else np.uint16
        scale = np.iinfo(dtype).max / ((1 << bits) - 1)
        return np.rint(samples * scale).astype(dtype)
    if samples.dtype.name not in DTYPES:
        raise InputError(
            "TIFF with {name} samples is not supported; use 8 or 16 bits or float.",
            name=samples.dtype.name,
        )
    return samples.astype(samples.dtype.newbyteorder("="), copy=False)


def _unpalette(samples: NDArray[Any], page: tifffile.TiffPage) -> NDArray[Any]:
    colours = np.asarray(page.colormap).T  # 2^bits × 3 of 16 bits
    # Eight bits are stored times 257, by some writers times 256, by some as they are.
    if colours.max() < 256:
        colours = colours.astype(np.uint8)
    elif not (colours % 257).any() or not (colours % 256).any():
        colours = (colours >> 8).astype(np.uint8)
    return colours[samples[..., 0]]


def _picture(
    page: tifffile.TiffPage, pixels: NDArray[Any], mode: Mode, block: bytes | None
) -> Picture:
    extrasample = int(page.extrasamples[0]) if page.extrasamples else 2
    tags = page.tags
    xmp = tags.valueof(_XMP)
    description, recipe = _read_description(page)
    said = tags.valueof(_ORIENTATION)
    packet = xmp if isinstance(xmp, bytes) else None
    turned = int(said) if said in range(1, 9) else exif.orientation(None, packet)
    width, height = page.imagewidth, page.imagelength
    own = TiffCoding(
        tags=tuple(_tag(tags[code]) for code in _KEPT + GEOGRAPHIC if code in tags),
        description=description,
        size=(height, width) if turned >= 5 else (width, height),
        compression=int(page.compression),
        tile=_tile(page),
        extrasample=extrasample if extrasample in (0, 2) else 2,
        unit=_resolution(page, {1: 1.0}),
        drawn=_drawn(page),
    )
    metadata = Metadata(
        exif=exif.upright_exif(block),
        xmp=exif.upright_xmp(packet),
        iptc=_iptc(page),
        dpi=_resolution(page, {2: 1.0, 3: 2.54}),
        recipe=recipe,
        own=own,
        turned=turned,
    )
    if turned != 1:
        pixels = exif.turn(pixels, turned)
    premultiplied = mode in ("LA", "RGBA") and extrasample == EXTRASAMPLE.ASSOCALPHA
    return Picture(pixels, mode, page.iccprofile, metadata, premultiplied)


def _drawn(page: tifffile.TiffPage) -> tuple[Any, ...]:
    """What ImageJ keeps beside the pixels, in the byte order that is written."""
    with suppress(Exception):  # of damaged ones almost anything is raised
        found = page.tags.valueof(_IMAGEJ)
        if isinstance(found, dict):
            return tuple(tifffile.imagej_metadata_tag(found, "<" if _LITTLE else ">"))
    return ()


def _tile(page: tifffile.TiffPage) -> tuple[int, int] | None:
    """Its tiles' height and width, if such may be written."""
    tile = (page.tilelength, page.tilewidth)
    return tile if page.is_tiled and min(tile) > 0 and not any(side % 16 for side in tile) else None


def _tag(tag: tifffile.TiffTag) -> tuple[int, int, int, Any, bool]:
    value = tag.value
    if isinstance(value, str):
        value = value.encode("utf-8", "replace")
    if tag.code == _PHOTOSHOP and isinstance(value, bytes):
        value = without_thumbnails(value)
    count = len(value) if isinstance(value, bytes) else tag.count
    return tag.code, int(tag.dtype), count, value, True


def _read_description(page: tifffile.TiffPage) -> tuple[str, dict[str, Any] | None]:
    """The description without our line, and the recipe from there or from its own tag."""
    text = str(page.description or "")
    if is_structured(text):
        stored = page.tags.valueof(_RECIPE, b"")
        lines, found = [text], [bytes(stored).decode("utf-8", "replace")] if stored else []
    else:
        every = text.split("\n")
        lines = [line for line in every if not line.startswith(_RECIPE_PREFIX)]
        found = [line.removeprefix(_RECIPE_PREFIX) for line in every if line not in lines]
    recipe = None
    for line in found:
        recipe = recipe_from(line)
    return "\n".join(lines), recipe


def _iptc(page: tifffile.TiffPage) -> bytes | None:
    """Its records; some programs store them as numbers of four bytes."""
    tag = page.tags.get(_IPTC)
    if tag is None:
        return None
    if isinstance(tag.value, bytes):
        return tag.value
    with suppress(struct.error, TypeError):
        numbers = tag.value if isinstance(tag.value, tuple) else (tag.value,)
        return struct.pack(f"{page.parent.byteorder}{len(numbers)}I", *numbers)
    return None


def _resolution(page: tifffile.TiffPage, units: dict[int, float]) -> tuple[float, float] | None:
    """Pixels in a unit of these, times what it counts."""
    unit = units.get(int(page.tags.valueof(_UNIT, 0)))
    with suppress(struct.error, ValueError, TypeError, ZeroDivisionError):
        x, y = page.resolution
        if unit and x > 0 and y > 0 and "XResolution" in page.tags:
            return (x * unit, y * unit)
    return None


assert set(_PHOTOMETRIC) == set(CHANNELS)
