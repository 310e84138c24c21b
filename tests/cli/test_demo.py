"""What the demo leaves behind, on small pictures, with nothing to be fetched."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from PIL import Image

from gan_core import catalog
from gan_core.cli import demo, worn
from gan_core.cli.canvas import FileCanvas
from gan_core.cli.contact_sheet import Row, contact_sheet
from gan_core.errors import DownloadError
from gan_core.files import Mask, read
from gan_core.files.openraster import OpenRaster
from gan_core.resources import resource
from gan_core.tasks.inpainting import task
from tests.cli.running import ganvas
from tests.files.pictures import random_picture


@pytest.fixture
def offline(monkeypatch):
    """No network, a grey fill, and pictures a tenth as large."""

    def unreachable(name, on_progress):
        raise DownloadError("The package index cannot be reached.")

    def grey(canvases, mask, *_, **__):
        box = Mask(mask).bounds
        canvases[0].write(box, torch.full((1, 3, *box.shape), 0.5), Mask(mask).tensor(box))

    def small(name):
        path = resource("pictures", name)
        picture = read(path)
        tenth = replace(picture, pixels=picture.pixels[::10, ::10].copy())
        return FileCanvas(path, layers=True, frame=tenth)

    there = catalog.show_model(demo.FACES)
    monkeypatch.setattr(
        catalog, "show_model", lambda name: replace(there, state="available", installed=None)
    )
    monkeypatch.setattr(catalog, "get", unreachable)
    monkeypatch.setattr(task, "fill", grey)
    monkeypatch.setattr(demo, "_photograph", small)
    monkeypatch.setattr(demo, "_CROP", (2, 3, 12, 16))
    monkeypatch.setattr(demo, "_STROKES", 1)
    monkeypatch.setattr(worn, "_SIDE", 120)


def test_it_leaves_a_layered_document_a_sheet_and_its_rows(offline, tmp_path, capsys):
    out, rows = tmp_path / "demo", tmp_path / "rows"
    assert ganvas("demo", "--out", out, "--rows", rows, "--device", "cpu") == 0
    said = capsys.readouterr().out
    assert "Make portraits: left out. The package index cannot be reached." in said
    document = OpenRaster.open(out / "result.ora")
    groups = {layer.name for layer in document.layers() if layer.is_group}
    assert groups == {"Fill", "Styles", "Learned style", "Scan", "Enlarged"}
    width, height = document.size
    tasks = set()
    for layer in document.layers():
        if not layer.is_group:
            left, top = layer.offset
            picture = document.picture(layer)
            assert left + picture.size[0] <= width and top + picture.size[1] <= height, layer.name
            tasks.add((picture.metadata.recipe or {}).get("task"))
    assert tasks == {None, "inpaint", "stylize", "restore"}
    assert read(out / "result.png").size[0] == 1600
    names = ["enlarged.webp", "fill.webp", "learned.webp", "scan.webp", "styles.webp"]
    assert sorted(path.name for path in rows.iterdir()) == names
    assert all(Image.open(path).format == "WEBP" for path in rows.iterdir())


def test_the_damaged_scan_is_the_same_every_time_and_has_scratches():
    picture = read(resource("pictures", "camels.jpg"))
    scan = worn.worn(picture).pixels
    assert (scan == worn.worn(picture).pixels).all() and max(scan.shape) == 720
    assert 0.005 < (scan.min(-1) > 200).mean() < 0.1  # nothing else is so light


def test_a_sheet_shows_small_rows_side_by_side_and_large_ones_below():
    large = random_picture("RGB", "uint16", (1600, 400))
    small = random_picture("LA", "uint8", (100, 80))
    sheet = contact_sheet([Row("Both", [large, large]), Row("A", [small]), Row("B", [small])])
    one_row_less = contact_sheet([Row("Both", [large, large]), Row("A", [small])])
    assert sheet.size == one_row_less.size
