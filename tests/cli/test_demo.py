"""What the demo leaves behind, with the slow fill replaced and nothing to be fetched."""

from __future__ import annotations

import pytest
import torch

from gan_core import catalog
from gan_core.cli import demo
from gan_core.cli.contact_sheet import Row, contact_sheet
from gan_core.errors import DownloadError
from gan_core.files import Mask, read
from gan_core.files.openraster import OpenRaster
from gan_core.tasks.inpainting import task
from tests.cli.running import ganvas
from tests.files.pictures import random_picture


@pytest.fixture
def offline(monkeypatch, tmp_path):
    def unreachable(name, on_progress):
        raise DownloadError("The package index cannot be reached.")

    def grey(canvases, mask, *_, **__):
        box = Mask(mask).bounds
        canvases[0].write(box, torch.full((1, 3, *box.shape), 0.5), Mask(mask).tensor(box))

    monkeypatch.setattr(catalog, "list_models", lambda task: [])
    monkeypatch.setattr(catalog, "get", unreachable)
    monkeypatch.setattr(demo, "LANDSCAPES", str(tmp_path / "none.safetensors"))
    monkeypatch.setattr(task, "fill", grey)


def test_steps_that_cannot_be_done_say_why_and_the_others_go_on(offline, tmp_path, capsys):
    assert ganvas("demo", "--out", tmp_path / "demo", "--device", "cpu") == 0
    said = capsys.readouterr().out
    assert "Restyle a layer: left out. No style is on this machine" in said
    assert "Generate faces: left out. The package index cannot be reached." in said
    assert "Generate a landscape: left out. " in said
    document = OpenRaster.open(tmp_path / "demo" / "result.ora")
    names = [(layer.name, layer.groups) for layer in document.layers()]
    assert names == [("Fill", ()), ("Fill", ("Fill",)), ("Photograph", ("Fill",))]
    assert document.picture(document.layer("Fill")).metadata.recipe["task"] == "inpaint"
    assert read(tmp_path / "demo" / "result.png").size[0] == 1600


def test_a_sheet_shows_small_rows_side_by_side_and_large_ones_below():
    large = random_picture("RGB", "uint16", (1600, 400))
    small = random_picture("LA", "uint8", (100, 80))
    sheet = contact_sheet([Row("Both", [large, large]), Row("A", [small]), Row("B", [small])])
    one_row_less = contact_sheet([Row("Both", [large, large]), Row("A", [small])])
    assert sheet.size == one_row_less.size
