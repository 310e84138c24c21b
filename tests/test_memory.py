"""What would not fit is refused before it is taken: a few bytes cannot ask for gigabytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import MISSING, fields

import numpy as np
import pytest
import tifffile
from PIL import Image

from gan_core import memory
from gan_core.errors import MemoryLimitError
from gan_core.files import Picture, read
from gan_core.files.openraster import OpenRaster
from gan_core.files.png import encode_png
from gan_core.jobs import served
from gan_core.jobs.canvas import all_of
from gan_core.server.estimate import check_memory


@pytest.fixture
def little(monkeypatch):
    """A machine with a tenth of a gigabyte to spare."""
    monkeypatch.setenv("GANVAS_MEMORY_GB", "0.1")


def test_what_is_free_is_known_and_little_is_never_refused():
    assert 0 < memory.limit() < 1e14
    memory.check(memory.limit() / 2, "This")
    with pytest.raises(MemoryLimitError, match=r"^All of it needs about .* GB"):
        memory.check(1e15, "All of it")


def test_a_container_has_its_own_end(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "_GROUPS", tmp_path)
    whole = memory.free()
    (tmp_path / "memory.max").write_text("1000000\n")
    (tmp_path / "memory.current").write_text("600000\n")
    (tmp_path / "memory.stat").write_text("anon 500000\ninactive_file 100000\n")
    assert memory.free() == 500_000 < whole
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.free() > 500_000


def test_a_job_on_all_of_a_canvas_is_refused_before_its_mask_is_made(little):
    """It took 4.8 GB until the picture itself was refused."""
    assert all_of((300, 400)).bounds.shape == (300, 400)
    with pytest.raises(MemoryLimitError, match="23000×23000"):
        all_of((23000, 23000))


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""
    honest = encode_png(Picture(np.zeros((1, 1, 3), np.uint8), "RGB"))
    header = struct.pack(">II", width, height) + honest[24:29]
    framed = b"IHDR" + header
    return honest[:12] + framed + struct.pack(">I", zlib.crc32(framed)) + honest[33:]


def bomb(suffix: str, side: int) -> bytes:
    out = io.BytesIO()
    if suffix == ".png":
        return png_of(side, side)
    if suffix == ".tif":
        tifffile.imwrite(out, np.zeros((side, side), np.uint8), compression="zlib")
    elif suffix in (".jpg", ".webp"):
        Image.new("L", (side, side)).convert("RGB").save(
            out, "JPEG" if suffix == ".jpg" else "WEBP"
        )
    return out.getvalue()


@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg", ".webp"])
def test_a_picture_is_refused_by_its_header(tmp_path, little, suffix):
    path = tmp_path / f"bomb{suffix}"
    path.write_bytes(bomb(suffix, 8000))
    with pytest.raises(MemoryLimitError, match="8000×8000"):
        read(path)


def test_an_empty_document_of_half_a_kilobyte_takes_no_gigabytes(tmp_path, little):
    path = tmp_path / "huge.ora"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", '<image w="23000" h="23000"><stack/></image>')
    assert path.stat().st_size < 500
    with pytest.raises(MemoryLimitError, match="23000×23000"):
        OpenRaster.open(path).merged()


def test_the_way_to_a_network_is_counted(little):
    picture = Picture(np.zeros((2000, 2000, 3), np.uint8), "RGB")
    with pytest.raises(MemoryLimitError, match="2000×2000"):
        picture.tensor()
    assert picture.tensor(picture.box & type(picture.box)(0, 0, 500, 500)).shape[-1] == 500


@pytest.mark.parametrize("job", served(), ids=lambda job: job.task)
def test_every_job_can_be_estimated_as_it_is_asked_for_without_options(monkeypatch, job):
    monkeypatch.setenv("GANVAS_MEMORY_GB", "0.1")
    required = {
        each.name: "x"
        for each in fields(job.options)
        if each.default is MISSING and each.default_factory is MISSING
    }
    options = job.options(**required)
    check_memory(job.task, options, 4)
    with pytest.raises(MemoryLimitError, match=job.task):
        check_memory(job.task, options, 1 << 30)
