"""A folder, a zip or a document of pictures, decoded once and kept as bytes in memory."""

from __future__ import annotations

import hashlib
import logging
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from gan_core.errors import InputError
from gan_core.training.data.documents import is_document, layers
from gan_core.training.data.twins import near_duplicates

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp")
_MEMORY = 8 << 30  # bytes of decoded pictures that are kept; more are an error, not a crash
_log = logging.getLogger(__name__)

Pixels = NDArray[np.uint8]


def read_pictures(
    source: Path,
    largest_side: int | None = None,
    say: Callable[[str], None] = _log.warning,
    mode: str = "RGB",
) -> list[Pixels]:
    """Every picture under a folder, in a zip or on a layer of an .ora, upright.

    H×W×3 bytes, or H×W×4 for mode "RGBA".

    Broken files and exact duplicates are left out and reported through `say`; near duplicates are
    reported and stay. Pictures larger than
    `largest_side` are scaled down. Raises InputError if nothing is left.
    """
    return list(read_named(source, largest_side, say, mode).values())


def read_named(
    source: Path,
    largest_side: int | None = None,
    say: Callable[[str], None] = _log.warning,
    mode: str = "RGB",
    unique: bool = True,
) -> dict[str, Pixels]:
    """The same with their names, as paths within the source; duplicates stay unless `unique`."""
    pictures: dict[str, Pixels] = {}
    seen: dict[bytes, str] = {}
    total = 0
    for name, image in _decoded(source, mode, say):
        if largest_side is not None:
            image.thumbnail((largest_side, largest_side), Image.Resampling.LANCZOS)
        pixels = np.asarray(image)
        digest = hashlib.sha1(pixels.tobytes()).digest()
        if unique and digest in seen:
            say(f"'{name}' is left out: it is the same picture as '{seen[digest]}'.")
            continue
        seen[digest] = name
        total += pixels.nbytes
        if total > _MEMORY:
            raise InputError(
                f"'{source}' does not fit into memory; scale its pictures down or give fewer."
            )
        pictures[name] = pixels
    if not pictures:
        raise InputError(f"'{source}' has no pictures to train on.")
    for name, other in near_duplicates(pictures) if unique else ():
        say(f"'{name}' is nearly the same picture as '{other}', and counts twice with it.")
    return pictures


def _decoded(
    source: Path, mode: str, say: Callable[[str], None]
) -> Iterator[tuple[str, Image.Image]]:
    """Names and upright pictures; what cannot be read is reported."""
    if is_document(source):
        for name, layer in layers(source, say):
            yield name, layer.convert(mode)
        return
    for name, data in _files(source):
        try:
            image = ImageOps.exif_transpose(Image.open(BytesIO(data))).convert(mode)
        except Exception as error:  # Pillow's decoders raise many kinds
            say(f"'{name}' is left out: it cannot be read ({error}).")
            continue
        yield name, image


def _files(source: Path) -> Iterator[tuple[str, bytes]]:
    """Names and bytes in the order of their names."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.suffix.lower() in SUFFIXES and not path.name.startswith("."):
                yield str(path.relative_to(source)), path.read_bytes()
    elif zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            for name in sorted(archive.namelist()):
                if name.lower().endswith(SUFFIXES) and not Path(name).name.startswith("."):
                    yield name, archive.read(name)
    elif source.suffix.lower() in SUFFIXES and source.is_file():
        yield source.name, source.read_bytes()
    else:
        raise InputError(
            f"'{source}' is neither a folder, a zip, an .ora nor a picture; give one of these."
        )


def random_crop(
    pixels: Pixels,
    size: int,
    random: np.random.Generator,
    least: float = 1.0,
    most: float = float("inf"),
) -> Pixels:
    """A random square of a picture at `size`, flipped at random.

    The square's side is drawn log-uniformly between `size·least` (below 1 it is scaled up) and the
    picture's shorter side or `size·most`, so that both details and whole scenes are seen.
    """
    shorter = min(pixels.shape[:2])
    low, high = min(size * least, shorter), min(size * most, shorter)
    side = round(float(np.exp(random.uniform(np.log(low), np.log(high)))))
    top = int(random.integers(0, pixels.shape[0] - side + 1))
    left = int(random.integers(0, pixels.shape[1] - side + 1))
    crop = pixels[top : top + side, left : left + side]
    if side != size:
        shrinks = side > size
        method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
        crop = cv2.resize(crop, (size, size), interpolation=method).astype(np.uint8, copy=False)
    if random.random() < 0.5:
        crop = crop[:, ::-1]
    return np.ascontiguousarray(crop)
