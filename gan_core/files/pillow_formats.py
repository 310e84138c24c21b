"""JPEG and WebP, which hold 8 bits, through Pillow."""

from __future__ import annotations

import io
import json
import logging
import struct
import warnings
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, JpegImagePlugin

from gan_core import memory
from gan_core.errors import InputError
from gan_core.files import claims, colour, exif, iptc
from gan_core.files.picture import Metadata, Mode, Picture, recipe_from
from gan_core.sentences import Sentence

_log = logging.getLogger(__name__)
_EXIF_PREFIX = b"Exif\0\0"
_IMAGE_DESCRIPTION = 0x010E
_ALWAYS_FINE = 1 << 24  # pixels that any machine can take, whatever is in the file
_MAX_RATIO = 5000  # pixels to a byte: even one colour takes more in a GIF
_CHUNK = b"gnvs"  # of a WebP that has EXIF of its own
_RECIPE_PREFIX = "ganvas: "


@dataclass(frozen=True)
class JpegTables:
    """How a JPEG was coded: with the same tables, blocks that did not change hardly change."""

    quantization: dict[int, list[int]]
    subsampling: int
    comment: bytes
    credits: dict[int, bytes]  # Photoshop's resources that are kept


def opened(data: bytes, format: str) -> ImageFile.ImageFile:
    """The first picture of a file that Pillow reads as `format`; more of them are said.

    Raises InputError for damaged data and for pictures beyond Pillow's bomb limit (179 megapixels).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            claims.check(data)  # Pillow makes a WebP's decoder, with its canvas, while it opens it
            image = Image.open(io.BytesIO(data), formats=[format])
            memory.check(
                3 * 4 * image.width * image.height,
                Sentence("A picture of {width}×{height}", width=image.width, height=image.height),
            )
            width, height = image.size
            if format == "GIF" and width * height > max(_ALWAYS_FINE, _MAX_RATIO * len(data)):
                raise InputError(
                    "It claims {width}×{height} pixels, far more than it holds.",
                    width=width,
                    height=height,
                )
            image.load()
            frames = int(getattr(image, "n_frames", 1))
    except Image.DecompressionBombError:
        raise InputError(
            "This {format} is larger than 179 megapixels; use TIFF or PNG.", format=format
        ) from None
    except (InputError, MemoryError):
        raise
    except Exception as error:  # its decoders raise almost anything on damaged data
        reason = str(error) if "\n" not in str(error) and "BytesIO" not in str(error) else ""
        short = f" ({reason})" if 0 < len(reason) < 120 else ""
        raise InputError(
            "The {format} file is damaged{short}.", format=format, short=short
        ) from error
    if frames > 1:
        _log.warning(
            Sentence(
                "The {format} holds {count} pictures; only the first is used.",
                format=format,
                count=frames,
            )
        )
    return image


def read_jpeg_or_webp(data: bytes, format: str) -> Picture:
    """Decode `format` ("JPEG" or "WEBP"); CMYK JPEGs stay CMYK.

    Raises InputError for damaged data and for pictures beyond Pillow's bomb limit (179 megapixels).
    """
    image = opened(data, format)
    mode: Mode = image.mode if image.mode in ("L", "RGB", "RGBA", "CMYK") else "RGB"  # type: ignore[assignment]
    pixels = np.atleast_3d(np.asarray(image.convert(mode)))
    block = image.info.get("exif")
    if block is not None:
        block = block.removeprefix(_EXIF_PREFIX)
    xmp = image.info.get("xmp")
    turned = exif.orientation(block, xmp)
    pixels = exif.turn(pixels, turned) if turned != 1 else pixels.copy()  # Pillow's is read-only
    comment = image.info.get("comment", b"")
    kept = iptc.credits(image.info.get("photoshop", {}))
    recipe = _recipe(comment, block) or (_riff_recipe(data) if format == "WEBP" else None)
    if recipe is not None and _only_describes(block):
        block = None  # our own way to note a recipe, and it is of the picture as it came
    metadata = Metadata(
        exif=exif.upright_exif(block),
        xmp=exif.upright_xmp(xmp),
        iptc=kept.get(iptc.IPTC),
        dpi=_dpi(image),
        recipe=recipe,
        own=_tables(image, comment, kept),
        turned=turned,
        frames=int(getattr(image, "n_frames", 1)),
    )
    return Picture(pixels, mode, image.info.get("icc_profile"), metadata)


def write_jpeg(picture: Picture, path: Path) -> None:
    """A JPEG at the source's own quality, else 95 without chroma subsampling; 16 bits become 8."""
    check_jpeg(picture)
    options: dict[str, Any] = {"quality": 95, "subsampling": 0}
    comment = b""
    own = picture.metadata.own
    kept: dict[int, bytes] = {}
    if isinstance(own, JpegTables):
        comment, kept = own.comment, dict(own.credits)
        if own.quantization:
            options = {"qtables": own.quantization, "subsampling": own.subsampling}
    if picture.metadata.recipe is not None:
        comment = b"\n".join(filter(None, [comment, _recipe_text(picture).encode()]))
    if picture.metadata.iptc is not None:
        kept[iptc.IPTC] = picture.metadata.iptc
    options["extra"] = iptc.jpeg_segment(kept)
    if comment:
        options["comment"] = comment
    if picture.metadata.dpi is not None:
        options["dpi"] = tuple(round(value) for value in picture.metadata.dpi)
    _save(picture, path, "JPEG", options)


def write_webp(picture: Picture, path: Path) -> None:
    """A lossless WebP, so that untouched pixels stay; grey becomes RGB, 16 bits become 8."""
    check_webp(picture)
    if picture.mode in ("L", "LA") and colour.usable(picture.icc, "gray"):
        from gan_core.files.view import in_colours  # which knows of this module

        _log.warning("WebP holds no grey: the grey profile is replaced by sRGB.")
        picture = in_colours(picture)
    if picture.metadata.iptc is not None:
        _log.warning("WebP has no place for IPTC captions; they are left out.")
    options: dict[str, Any] = {"lossless": True, "exact": True, "method": 2}
    if picture.metadata.recipe is not None and picture.metadata.exif is None:
        block = Image.Exif()
        block[_IMAGE_DESCRIPTION] = _recipe_text(picture)
        options["exif"] = block.tobytes()
    _save(picture, path, "WEBP", options)
    if picture.metadata.recipe is not None and picture.metadata.exif is not None:
        data = json.dumps(picture.metadata.recipe, sort_keys=True).encode()
        with path.open("r+b") as file:
            file.seek(0, io.SEEK_END)
            file.write(_CHUNK + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2))
            size = file.tell() - 8
            file.seek(4)
            file.write(struct.pack("<I", size))


def check_jpeg(picture: Picture) -> None:
    """Raises InputError for what JPEG cannot hold."""
    if picture.has_alpha:
        raise InputError("JPEG holds no transparency; write a PNG, TIFF or WebP.")
    if picture.pixels.dtype.kind == "f":
        raise InputError("JPEG holds 8 bits, no floating point; write a TIFF.")


def check_webp(picture: Picture) -> None:
    """Raises InputError for what WebP cannot hold."""
    if picture.mode == "CMYK":
        raise InputError("WebP holds no CMYK; write a TIFF or a JPEG.")
    if picture.pixels.dtype.kind == "f":
        raise InputError("WebP holds 8 bits, no floating point; write a TIFF.")
    if max(picture.size) > 16383:
        raise InputError("WebP holds at most 16383 pixels a side; write a PNG or a TIFF.")


def _save(picture: Picture, path: Path, format: str, options: dict[str, Any]) -> None:
    metadata = picture.metadata
    block = exif.sized_exif(metadata.exif, picture.size)
    if block is not None:
        options["exif"] = _EXIF_PREFIX + block
    if metadata.xmp is not None:
        options["xmp"] = exif.sized_xmp(metadata.xmp, picture.size)
    if picture.icc is not None:
        options["icc_profile"] = picture.icc
    image = Image.fromarray(_eight_bits(picture), picture.mode)
    if format == "WEBP" and image.mode in ("L", "LA"):
        image = image.convert("RGB" if image.mode == "L" else "RGBA")
    # Pillow raises a ValueError for what a marker cannot hold (EXIF or XMP beyond 64 kB).
    try:
        with path.open("wb") as file:
            image.save(file, format, **options)
    except (ValueError, SyntaxError) as error:
        raise InputError(
            "The picture does not fit into {format}: {error}.", format=format, error=error
        ) from error


def _eight_bits(picture: Picture) -> NDArray[np.uint8]:
    pixels = picture.pixels
    if pixels.dtype == np.uint16:
        pixels = ((pixels.astype(np.uint32) * 255 + 32767) // 65535).astype(np.uint8)
    return pixels[..., 0] if picture.mode == "L" else pixels


def _tables(image: Image.Image, comment: bytes, credits: dict[int, bytes]) -> JpegTables | None:
    if not isinstance(image, JpegImagePlugin.JpegImageFile):
        return None
    subsampling = JpegImagePlugin.get_sampling(image)
    plain = b"\n".join(
        line for line in comment.split(b"\n") if not line.startswith(_RECIPE_PREFIX.encode())
    )
    tables = image.quantization if subsampling in (0, 1, 2) else {}
    return JpegTables(tables, subsampling, plain, credits)


def without_tables(own: Any) -> Any:
    """What a JPEG says without how it was coded, for pixels of other colours."""
    return replace(own, quantization={}) if isinstance(own, JpegTables) else own


def _dpi(image: ImageFile.ImageFile) -> tuple[float, float] | None:
    dpi = image.info.get("dpi")
    return (float(dpi[0]), float(dpi[1])) if dpi and all(dpi) else None


def _recipe_text(picture: Picture) -> str:
    # JSON escapes line breaks, so that a recipe is always one line of a longer comment.
    return _RECIPE_PREFIX + json.dumps(picture.metadata.recipe, sort_keys=True)


def _only_describes(block: bytes | None) -> bool:
    return set(_exif(block)) == {_IMAGE_DESCRIPTION}


def _recipe(comment: bytes, block: bytes | None) -> dict[str, Any] | None:
    texts = comment.decode("utf-8", "replace").split("\n")
    texts.append(str(_exif(block).get(_IMAGE_DESCRIPTION, "")))
    for text in texts:
        if text.startswith(_RECIPE_PREFIX):
            return recipe_from(text.removeprefix(_RECIPE_PREFIX))
    return None


def _riff_recipe(data: bytes) -> dict[str, Any] | None:
    """A recipe in a chunk of its own, which other programs pass over."""
    place = 12
    while place + 8 <= len(data):
        kind, length = data[place : place + 4], struct.unpack_from("<I", data, place + 4)[0]
        if kind == _CHUNK:
            return recipe_from(data[place + 8 : place + 8 + length])
        place += 8 + length + length % 2
    return None


def _exif(block: bytes | None) -> Image.Exif:
    """The block as Pillow reads it; a damaged one is no reason not to open the picture."""
    found = Image.Exif()
    if block is not None:
        with suppress(Exception):
            found.load(_EXIF_PREFIX + block)
            return found
    return Image.Exif()
