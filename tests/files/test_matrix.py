"""Every kind of file through every task: what was not asked for comes out as it went in.

Each kind meets each task; profile, orientation and metadata go round with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from gan_core.checkpoints.native import save_network
from gan_core.files import Metadata, Picture, read, write
from gan_core.files.exif import turn
from gan_core.files.openraster import OpenRaster
from gan_core.networks.enhancer import Enhancer
from gan_core.networks.stylist import Stylist
from tests.cli.running import ganvas
from tests.files.pictures import ADOBE_RGB, GREY_GAMMA, cmyk_profile
from tests.files.test_dicom import scan
from tests.files.test_metadata import CAPTION, XMP, camera

WIDTH, HEIGHT = 44, 36
HOLE = np.s_[12:22, 14:26]
KINDS = [
    *[("png", mode, depth) for mode in ("L", "LA", "RGB", "RGBA") for depth in ("uint8", "uint16")],
    *[
        ("tif", mode, depth)
        for mode in ("L", "LA", "RGB", "RGBA")
        for depth in ("uint8", "uint16", "float16", "float32")
    ],
    ("tif", "CMYK", "uint8"), ("tif", "CMYK", "uint16"),
    ("jpg", "L", "uint8"), ("jpg", "RGB", "uint8"), ("jpg", "CMYK", "uint8"),
    ("webp", "RGB", "uint8"), ("webp", "RGBA", "uint8"),
    ("ora", "RGB", "uint8"), ("ora", "RGBA", "uint16"),
    ("dcm", "L", "uint8"), ("dcm", "L", "uint16"),
]  # fmt: skip
TASKS = ("inpaint", "restore", "stylize", "harmonize", "upscale", "extend", "vary")
MASKED = ("inpaint", "restore", "stylize", "harmonize")


@dataclass(frozen=True)
class Case:
    """One kind of file, and what goes round."""

    suffix: str
    mode: str
    depth: str
    number: int

    @property
    def icc(self) -> bytes | None:
        if self.mode == "CMYK":
            return cmyk_profile()
        if self.number % 2 or self.suffix in ("ora", "dcm"):
            return None
        return GREY_GAMMA if self.mode.startswith("L") else ADOBE_RGB

    @property
    def orientation(self) -> int:
        return 1 if self.suffix in ("ora", "dcm") else (1, 6, 3, 8)[self.number // 2 % 4]

    @property
    def exact(self) -> bool:
        return self.suffix != "jpg"


def pixels_of(case: Case) -> np.ndarray:
    """A smooth picture with a little noise, and a transparent corner where there is alpha."""
    channels = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "CMYK": 4}[case.mode]
    rng = np.random.default_rng(case.number)
    yy, xx = np.mgrid[:HEIGHT, :WIDTH] / HEIGHT
    waves = [0.5 + 0.3 * np.sin(3 * yy + 4 * xx + phase) for phase in range(channels)]
    values = np.stack(waves, axis=2) + rng.normal(0, 0.02, (HEIGHT, WIDTH, channels))
    if case.mode in ("LA", "RGBA"):
        values[..., -1] = 1
        values[:5, :6, -1] = 0
    if case.depth.startswith("f"):
        values[2, 30, :3] = 7.5  # light beyond white
        values[30, 2, 0] = np.nan
        return values.astype(case.depth)
    return np.rint(values.clip(0, 1) * np.iinfo(case.depth).max).astype(case.depth)


def store(case: Case, path: Path) -> Picture:
    """The file, turned as a camera would leave it; the picture as it is to be seen."""
    pixels = pixels_of(case)
    if case.suffix == "dcm":
        scan(path, pixels[..., 0], bits=8 * pixels.dtype.itemsize)
        return read(path)
    picture = Picture(pixels, case.mode, case.icc)
    picture.metadata = Metadata(exif=camera(None), xmp=XMP % 1, iptc=CAPTION, dpi=(300, 300))
    if case.suffix == "ora":
        document = OpenRaster(picture.size, (300, 300))
        document.add(picture, "Below", opacity=0.9)
        document.add(picture, "Photograph").element.set("composite-op", "svg:multiply")
        document.save(path)
        return document.merged()
    write(picture, path)
    if case.orientation != 1:
        path.write_bytes(_turned(path.read_bytes(), case.orientation, case.suffix))
    return read(path)


def _turned(data: bytes, orientation: int, suffix: str) -> bytes:
    """The orientation in XMP alone: one digit, so that only a PNG's checksum changes too."""
    place = data.index(b'tiff:Orientation="1"') + 18
    made = data[:place] + b"%d" % orientation + data[place + 1 :]
    if suffix == "png":
        start = data.rindex(b"iTXt", 0, place)
        length = int.from_bytes(data[start - 4 : start], "big")
        end = start + 4 + length
        crc = imagecodecs.zlib_crc32(made[start:end]).to_bytes(4, "big")
        made = made[:end] + crc + made[end + 4 :]
    return made


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("models")
    made = {}
    for name, net in [
        ("restore", Enhancer(1, width=8, blocks=1)),
        ("upscale", Enhancer(2, width=8, blocks=1)),
        ("stylize", Stylist(width=8, blocks=2)),
    ]:
        torch.manual_seed(0)
        if isinstance(net, Enhancer):
            nn.init.normal_(net.leave.weight, std=0.3)
        made[name] = save_network(net, folder / f"{name}.safetensors")
    return made


def arguments(task: str, path: Path, out: Path, mask: Path, models: dict[str, Path]) -> list:
    return [task, path, "-o", out, "--device", "cpu"] + {
        "inpaint": ["--mask", mask, "--model", "patches", "--quality", "fast", "--subjects"],
        "restore": ["--mask", mask, "--model", models["restore"]],
        "stylize": ["--mask", mask, "--style", models["stylize"]],
        "harmonize": ["--mask", mask],
        "upscale": ["--model", models["upscale"]],
        "extend": ["--left", "5", "--quality", "fast", "--subjects"],
        "vary": ["--amount", "0.2", "--count", "1"],
    }[task]


CASES = [Case(*kind, number=number) for number, kind in enumerate(KINDS)]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.suffix}-{c.mode}-{c.depth}")
def test_what_was_not_asked_for_comes_out_as_it_went_in(tmp_path, case, models, capsys):
    path = tmp_path / f"in.{case.suffix}"
    before = store(case, path)
    width, height = before.size
    hole = np.zeros((HEIGHT, WIDTH, 1), np.uint8)
    hole[HOLE] = 255
    hole = turn(hole, case.orientation)[..., 0]
    Image.fromarray(hole).save(tmp_path / "mask.png")
    for task in TASKS:
        out = tmp_path / f"{task}.{case.suffix}"
        status = ganvas(*arguments(task, path, out, tmp_path / "mask.png", models))
        assert status == 0, f"{task}: {capsys.readouterr().err}"
        after = merged(out)
        place = np.s_[:, 5:] if task == "extend" else np.s_[:]
        own = after.pixels[place]
        size = {"upscale": (2 * width, 2 * height), "extend": (width + 5, height)}
        assert after.size == size.get(task, (width, height)), task
        if task in MASKED:
            keep = hole == 0
            assert (own[hole > 0] != before.pixels[hole > 0]).any(), task
        elif task == "extend":
            keep = np.ones_like(hole, bool)
        else:
            keep = np.zeros_like(hole, bool)
        if not keep.any():
            pass  # all of it is new
        elif case.exact:
            assert own[keep].tobytes() == before.pixels[keep].tobytes(), task
        else:
            assert np.abs(own[keep].astype(int) - before.pixels[keep]).mean() < 3, task
        said_the_same(case, before, after, task)
        if task in ("inpaint", "harmonize") and case.depth.startswith("f"):
            assert np.isnan(after.pixels).sum() == np.isnan(before.pixels).sum()


def merged(path: Path) -> Picture:
    return OpenRaster.open(path).merged() if path.suffix == ".ora" else read(path)


def said_the_same(case: Case, before: Picture, after: Picture, task: str) -> None:
    """Mode, depth, profile and all that stands beside the pixels."""
    assert (after.mode, after.pixels.dtype) == (before.mode, before.pixels.dtype), task
    if case.suffix == "ora":
        return
    assert after.icc == before.icc, task
    assert after.metadata.recipe["task"] == task
    if case.suffix == "dcm":
        assert after.metadata.own.dataset.ImageType[0] == "DERIVED"
        return
    assert after.metadata.turned == 1, task
    assert b'dc:a="kept"' in after.metadata.xmp, task
    assert after.metadata.iptc == (None if case.suffix == "webp" else CAPTION), task
    assert after.metadata.dpi == before.metadata.dpi, task
    described = Image.Exif()
    described.load(b"Exif\0\0" + after.metadata.exif)
    assert described[0x010F] == "Maker", task
    assert described.get_ifd(0x8769)[0xA002] == after.size[0], task


def test_layers_of_a_document_stay_in_every_task(tmp_path, models):
    case = Case("ora", "RGBA", "uint8", 0)
    store(case, tmp_path / "in.ora")
    document = OpenRaster.open(tmp_path / "in.ora")
    below = document.picture(document.layer("Below")).pixels
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[HOLE] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    for task in TASKS:
        out = tmp_path / f"{task}.ora"
        out.write_bytes((tmp_path / "in.ora").read_bytes())
        assert ganvas(*arguments(task, out, out, tmp_path / "mask.png", models)) == 0
        after = OpenRaster.open(out)
        names = [layer.name for layer in after.layers()]
        assert names[-2:] == ["Photograph", "Below"] and len(names) == 3, task
        assert after.layer("Photograph").composite_op == "svg:multiply", task
        assert after.layer("Below").opacity == pytest.approx(0.9)
        if task != "upscale":
            assert np.array_equal(after.picture(after.layer("Below")).pixels, below), task


def test_a_converted_picture_says_the_same_elsewhere(tmp_path):
    """From each format to each that can hold the pixels."""
    for source in CASES:
        if source.suffix in ("ora", "dcm") or source.depth.startswith("f"):
            continue
        before = store(source, tmp_path / f"a.{source.suffix}")
        for suffix in ("png", "tif", "jpg", "webp"):
            clear, cmyk = source.mode in ("LA", "RGBA"), source.mode == "CMYK"
            if (suffix == "jpg" and clear) or (suffix in ("png", "webp") and cmyk):
                continue
            write(before, tmp_path / f"b.{suffix}")
            after = read(tmp_path / f"b.{suffix}")
            grey = suffix == "webp" and source.mode.startswith("L")  # its profile fits no RGB
            assert after.icc == (None if grey else before.icc)
            assert b"kept" in after.metadata.xmp
            if source.exact and suffix != "jpg":
                seen = (after.tensor() - before.tensor()).abs()[:, :3]
                seen[..., :6, :7] = 0  # what is transparent in some
                assert seen.max() < 0.02, (source, suffix)
            lost = "webp" in (suffix, source.suffix)
            assert lost or after.metadata.iptc == CAPTION
            assert after.size == before.size
