"""Every kind of file that comes from outside: good ones, and what the product does with them."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import tifffile
import torch
from PIL import Image
from pydicom.uid import ExplicitVRLittleEndian

from gan_core import catalog
from gan_core.catalog.beside import reencoded
from gan_core.catalog.embedded import read_card
from gan_core.catalog.loading import load_network
from gan_core.catalog.store import Store
from gan_core.checkpoints.reading import read as read_checkpoint
from gan_core.errors import CheckpointError
from gan_core.files import Picture, read, read_mask, write
from gan_core.files.latents import read_latents, write_latents
from gan_core.files.openraster import OpenRaster
from gan_core.files.png import encode_png
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.server.seats import Seats
from tests.checkpoints.samples import every_format, saved
from tests.files.test_dicom import JPEG_2000, JPEG_LOSSLESS, JPEG_LS, RLE, scan


@dataclass(frozen=True)
class Kind:
    """Good files of a kind, and a way to use one; `use` raises GanvasError for a bad one."""

    good: Callable[[], list[bytes]]
    name: str  # that the file has on the disk
    use: Callable[[Path], object]


def _noise(channels: int = 3, dtype: str = "uint8") -> np.ndarray:
    return np.random.default_rng(0).integers(0, np.iinfo(dtype).max, (12, 16, channels), dtype)


def _encoded(suffix: str, **how: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        write(Picture(_noise(dtype=how.get("dtype", "uint8")), "RGB"), path)
        return path.read_bytes()


def _others() -> list[bytes]:
    made = []
    for kind in ("GIF", "BMP", "JPEG2000", "WEBP"):
        out = io.BytesIO()
        Image.fromarray(_noise()).save(out, kind)
        made.append(out.getvalue())
    for compression in ("jpeg", "jpeg2000", "webp", "zstd"):
        out = io.BytesIO()
        tifffile.imwrite(out, _noise(), compression=compression, photometric="rgb")
        made.append(out.getvalue())
    return made


@cache
def pictures() -> list[bytes]:
    deep = [_encoded(suffix, dtype="uint16") for suffix in (".png", ".tif")]
    return [*(_encoded(suffix) for suffix in (".png", ".tif", ".jpg")), *deep, *_others()]


@cache
def documents() -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.ora")
        document = OpenRaster((16, 12))
        document.add(Picture(_noise(), "RGB"), "below")
        group = document.add_group("group")
        document.add(Picture(_noise(4), "RGBA"), "above", (3, -2), opacity=0.5, group=group)
        document.save(path)
        return [path.read_bytes()]


@cache
def masks() -> list[bytes]:
    return [encode_png(Picture(_noise(1), "L")), encode_png(Picture(_noise(1, "uint16"), "L"))]


@cache
def scans() -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path, made = Path(folder, "a.dcm"), []
        for syntax in (ExplicitVRLittleEndian, RLE, JPEG_LOSSLESS, JPEG_LS, JPEG_2000):
            scan(path, _noise(1, "uint16")[..., 0] >> 4, syntax=syntax)
            made.append(path.read_bytes())
        return made


@cache
def checkpoints() -> list[bytes]:
    return [*every_format().values(), saved(DCGANGenerator(ngf=4, resolution=16).state_dict())]


@cache
def latents() -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.safetensors")
        write_latents(path, {"ws": torch.ones(1, 2, 4)}, {"model": "landscapes", "seed": 3})
        return [path.read_bytes()]


_CARD = b"""+++
name = "mine"
title = "Mine"
task = "stylize"
kind = "stylizer"
licence = "CC0-1.0"
good_at = "Tests."
sha256 = "00"
thumbnail = "mine.png"
classes = 3
+++
# Mine
"""
_RECORD = {
    "name": "mine",
    "file": "mine.pth",
    "sha256": {"mine.pth": "00", "mine.md": "00"},
    "source": "mine.pth",
    "pinned": ["mine.pth"],
    "title": "Mine",
    "kind": "stylizer",
    "task": "stylize",
    "licence": "MIT",
    "generator": {"classes": 3},
}
_SEATS = b'[seats.anna]\ntoken = "0123456789abcdef"\njobs = 2\n[seats.bob]\nsha256 = "%s"\n' % (
    b"0" * 64
)


def _use_picture(path: Path) -> None:
    read(path).tensor()


def _use_document(path: Path) -> None:
    document = OpenRaster.open(path)
    document.merged().tensor()
    for layer in document.layers():
        if not layer.is_group:
            document.on_canvas(layer)
    document.save(path.with_name("again.ora"))


def _use_mask(path: Path) -> None:
    read_mask(path, (16, 12)).tensor()


def _use_card(path: Path) -> None:
    model = read_card(path)
    json.dumps([model.title, model.limits])
    if model.thumbnail is not None:
        assert model.thumbnail.parent == path.parent
        reencoded(model.thumbnail)


def _use_record(path: Path) -> None:
    """A store in which one record is odd, and another is not: the list has to work."""
    home = path.parent / "models"
    for name in ("mine", "good"):
        folder = home / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "mine.pth").touch()
        (folder / "mine.md").write_bytes(_CARD)
    (home / "mine/model.json").write_bytes(path.read_bytes())
    (home / "good/model.json").write_text(json.dumps({**_RECORD, "name": "good"}))
    listed = [entry.as_json() for entry in catalog.list_models(store=Store(home))]
    json.dumps(listed, allow_nan=False)
    assert "good" in {entry["name"] for entry in listed}


def _use_pins(path: Path) -> None:
    home = path.parent / "models"
    home.mkdir(exist_ok=True)
    (home / ".pins.json").write_bytes(path.read_bytes())
    pin = Store(home).pin("mine/mine.pth")
    assert pin is None or isinstance(pin, str)


def _use_seats(path: Path) -> None:
    Seats.read(path.read_bytes().decode("utf-8", "replace"))


def _use_checkpoint(path: Path) -> None:
    read_checkpoint(path)
    with suppress(CheckpointError):  # not every state dict is a network of ours
        load_network(path, device="cpu")


KINDS: dict[str, Kind] = {
    "pictures": Kind(pictures, "a.png", _use_picture),
    "documents": Kind(documents, "a.ora", _use_document),
    "masks": Kind(masks, "a.png", _use_mask),
    "dicom": Kind(scans, "a.dcm", _use_picture),
    "checkpoints": Kind(checkpoints, "a.pth", _use_checkpoint),
    "latents": Kind(latents, "a.safetensors", lambda path: read_latents(path, "ws")),
    "cards": Kind(lambda: [_CARD], "mine.md", _use_card),
    "records": Kind(lambda: [json.dumps(_RECORD).encode()], "model.json", _use_record),
    "pins": Kind(lambda: [b'{"mine/mine.pth": "00"}'], "pins.json", _use_pins),
    "seats": Kind(lambda: [_SEATS], "seats.toml", _use_seats),
}
