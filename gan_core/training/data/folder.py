"""A folder, a zip or a document of pictures, decoded once and kept as bytes in memory."""

from __future__ import annotations

import hashlib
import logging
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePath

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gan_core.errors import InputError
from gan_core.files import READ, decode
from gan_core.files.compose import srgb_bytes
from gan_core.files.formats import is_picture
from gan_core.training.data.documents import is_document, layers
from gan_core.training.data.opaque import opaque_box
from gan_core.training.data.twins import near_duplicates

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

    H×W×3 bytes of sRGB, or H×W×4 for mode "RGBA". Files are read as the tasks read them; of a
    picture with transparent parts only the largest opaque rectangle is learned from.

    What is no picture, broken files and exact duplicates are left out and reported through `say`;
    near duplicates are reported and stay. Pictures larger than `largest_side` are scaled down.
    Raises InputError if nothing is left.
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
    for name, pixels in _decoded(source, mode, say):
        if largest_side is not None and max(pixels.shape[:2]) > largest_side:
            image = Image.fromarray(pixels)
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
                "'{source}' does not fit into memory; scale its pictures down or give fewer.",
                source=source,
            )
        pictures[name] = pixels
    if not pictures:
        raise InputError("'{source}' has no pictures to train on.", source=source)
    for name, other in near_duplicates(pictures) if unique else ():
        say(f"'{name}' is nearly the same picture as '{other}', and counts twice with it.")
    return pictures


def _decoded(source: Path, mode: str, say: Callable[[str], None]) -> Iterator[tuple[str, Pixels]]:
    """Names and upright pictures in `mode`; what cannot be read or learned from is reported."""
    found = layers(source, say) if is_document(source) else _read(source, say)
    for name, pixels in found:
        clear = pixels.shape[2] == 4
        if mode == "RGBA":
            yield name, pixels if clear else np.dstack([pixels, np.full_like(pixels[..., 0], 255)])
            continue
        box = opaque_box(pixels[..., 3]) if clear else None
        if clear and box is None:
            say(f"'{name}' is left out: most of it is transparent.")
            continue
        if box is not None and box.shape != pixels.shape[:2]:
            if np.count_nonzero(pixels[..., 3]) > np.count_nonzero(pixels[box.slices][..., 3]):
                size = f"{box.width}×{box.height}"
                say(f"'{name}' is cut to the {size} pixels of it that are opaque.")
            pixels = pixels[box.slices]
        yield name, np.ascontiguousarray(pixels[..., :3])


def _read(source: Path, say: Callable[[str], None]) -> Iterator[tuple[str, Pixels]]:
    """Names and pixels, H×W×3|4, of files; all that is not read is named."""
    others: Counter[str] = Counter()
    for name, open_file in _files(source):
        if PurePath(name).name.startswith(".") or "__MACOSX" in PurePath(name).parts:
            continue
        try:
            data = open_file()
            if not is_picture(data) and PurePath(name).suffix.lower() not in READ:
                others[PurePath(name).suffix or name] += 1
                continue
            yield name, srgb_bytes(decode(data, name))
        except InputError as error:
            reason = str(error).removeprefix(f"'{name}' cannot be opened: ")
            say(f"'{name}' is left out: it cannot be read ({reason.rstrip('.')}).")
        except (OSError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
            say(f"'{name}' is left out: it cannot be read ({error}).")
    if others:
        kinds = ", ".join(f"{count} {kind}" for kind, count in others.most_common(8))
        say(f"Left out, as they are no pictures: {kinds}.")


def _files(source: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Names in their order, and how to read each file."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.is_file():
                yield str(path.relative_to(source)), path.read_bytes
    elif zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            for member in sorted(archive.infolist(), key=lambda member: member.filename):
                if not member.is_dir():
                    yield member.filename, partial(archive.read, member)
    elif source.is_file():
        yield source.name, source.read_bytes
    else:
        raise InputError(
            "'{source}' is neither a folder, a zip, an .ora nor a picture; give one of these.",
            source=source,
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
