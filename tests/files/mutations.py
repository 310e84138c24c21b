"""Damaged files of every format that is read, from a seed."""

from __future__ import annotations

import io
import signal
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image

from gan_core.errors import GanvasError, InputError
from gan_core.files import Metadata, Picture, read, write
from gan_core.files.mask import mask_of
from gan_core.files.openraster import OpenRaster
from tests.files.pictures import ADOBE_RGB, random_picture
from tests.files.test_dicom import JPEG_LS, RLE, numbers, scan
from tests.files.test_metadata import CAPTION, XMP, camera

LONGEST = 2.0  # seconds of processor that one file may take, however busy the machine is
_NASTY = (0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF)


def samples(folder: Path) -> dict[str, bytes]:
    """Small valid files by name, each with all the metadata that its format has a place for."""
    rich = Metadata(exif=camera(6), xmp=XMP % 1, iptc=CAPTION, dpi=(300, 300), recipe={"seed": 1})
    for name, mode, dtype in [
        ("a.png", "RGBA", "uint16"), ("grey.png", "L", "uint8"), ("a.tif", "RGB", "uint16"),
        ("float.tif", "RGBA", "float32"), ("cmyk.tif", "CMYK", "uint8"), ("a.jpg", "RGB", "uint8"),
        ("cmyk.jpg", "CMYK", "uint8"), ("a.webp", "RGBA", "uint8"),
    ]:  # fmt: skip
        picture = random_picture(mode, dtype, (23, 17))
        picture.metadata, picture.icc = rich, ADOBE_RGB if mode.startswith("RGB") else None
        write(picture, folder / name)
    image = Image.fromarray(random_picture("RGB", "uint8", (23, 17)).pixels)
    image.convert("P").save(folder / "palette.png", transparency=3)
    image.save(folder / "animated.png", save_all=True, append_images=[image.rotate(90)])
    image.save(folder / "a.gif", save_all=True, append_images=[image.rotate(90)])
    image.save(folder / "a.bmp")
    image.save(folder / "a.jp2")
    image.convert("1").save(folder / "g4.tif", compression="group4")
    image.convert("P").save(folder / "palette.tif", compression="tiff_lzw")
    layers = np.zeros((3, 16, 32), np.uint16)
    tifffile.imwrite(folder / "tiled.tif", layers, tile=(16, 16), compression="zstd")
    tifffile.imwrite(folder / "ome.ome.tif", layers[0], metadata={"axes": "YX"})
    tifffile.imwrite(folder / "imagej.tif", layers, imagej=True)
    tifffile.imwrite(folder / "big.tif", layers[0], bigtiff=True, byteorder=">")
    document = OpenRaster((23, 17))
    document.add(read(folder / "a.png"), "One", (2, 3))
    document.add(read(folder / "grey.png"), "Two", group=document.add_group("Group"))
    document.save(folder / "a.ora")
    scan(folder / "a.dcm", numbers((16, 12)))
    scan(folder / "film.dcm", numbers((3, 16, 12)), syntax=RLE)
    scan(folder / "ls.dcm", numbers((16, 12)), syntax=JPEG_LS)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def mutated(data: bytes, random: np.random.Generator) -> bytes:
    """A few bytes changed, cut, repeated, moved or swelled; most often near the beginning."""
    made = bytearray(data)
    for _ in range(int(random.integers(1, 5))):
        reach = len(made) if random.random() < 0.5 else min(len(made), 200)
        place = int(random.integers(0, max(reach, 1)))
        length = int(random.integers(1, 9))
        kind = random.integers(0, 7)
        if kind == 0:
            made[place : place + 1] = bytes([int(random.integers(0, 256))])
        elif kind == 1:
            made[place : place + length] = bytes([_NASTY[int(random.integers(0, 6))]]) * length
        elif kind == 2:
            made[place : place + length] = random.bytes(length)
        elif kind == 3:
            del made[place : place + length * int(random.integers(1, 30))]
        elif kind == 4:
            made[place:place] = made[place : place + length] * int(random.integers(1, 4))
        elif kind == 5 and len(made) > 8:
            del made[int(random.integers(8, len(made))) :]
        elif kind == 6:
            number = int(random.choice([0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF]))
            made[place : place + 4] = number.to_bytes(
                4, "little" if random.random() < 0.5 else "big"
            )
    return bytes(made)


def mutated_archive(data: bytes, random: np.random.Generator) -> bytes:
    """A member of an archive mutated, the archive around it sound."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        victim = int(random.integers(0, len(old.infolist())))
        for index, member in enumerate(old.infolist()):
            content = old.read(member)
            new.writestr(member, mutated(content, random) if index == victim else content)
    return made.getvalue()


def open_and_save(path: Path, out: Path) -> None:
    """All that is done with a file that a stranger sent."""
    if path.suffix == ".ora":
        document = OpenRaster.open(path)
        for layer in document.layers():
            if not layer.is_group:
                document.on_canvas(layer)
        document.merged()
        document.save(out.with_suffix(".ora"))
        return
    picture = read(path)
    assert isinstance(picture, Picture)
    with suppress(InputError):  # CMYK whose profile was hit
        picture.tensor()
    target = out.with_suffix(path.suffix if path.suffix in (".png", ".jpg", ".dcm") else ".tif")
    write(picture, target)
    read(target)
    with suppress(InputError):  # few of them could be masks
        mask_of(picture, picture.size, "it")


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """TimeoutError for what takes longer."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} s")

    was = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, was)


def run(count: int, seed: int, folder: Path, limit: float = LONGEST) -> tuple[Counter[str], float]:
    """How many of each format were refused with a sentence, and the longest time that one took.

    Raises whatever is no sentence, with the damaged file left in `folder`.
    """
    sound, work = folder / "sound", folder / "work"
    sound.mkdir(), work.mkdir()
    originals = samples(sound)
    random = np.random.default_rng(seed)
    names = list(originals)
    refused: Counter[str] = Counter()
    longest = 0.0
    warnings.simplefilter("ignore")
    for number in range(count):
        name = names[number % len(names)]
        inner = name.endswith(".ora") and random.random() < 0.7
        data = (mutated_archive if inner else mutated)(originals[name], random)
        path = folder / f"damaged{Path(name).suffix}"
        path.write_bytes(data)
        start = time.process_time()
        try:
            with hurried(limit):
                open_and_save(path, work / "out")
        except GanvasError as error:
            assert str(error) and "\n" not in str(error), f"{name}: {error!r}"
            refused[name] += 1
        longest = max(longest, time.process_time() - start)
        left = [each.name for each in work.iterdir() if not each.name.startswith("out.")]
        assert not left, f"{name} left {left}"
        for each in work.iterdir():
            each.unlink()
        path.unlink()
    return refused, longest
