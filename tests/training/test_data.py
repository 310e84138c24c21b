"""Folders, zips and documents as training sees them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from gan_core.files.openraster import OpenRaster
from gan_core.files.picture import Picture
from gan_core.training.data.folder import read_named
from gan_core.training.data.licence import licence_of
from gan_core.training.data.twins import near_duplicates
from tests.cli.running import ganvas

PICTURES = Path(__file__).parents[2] / "resources/pictures"


def photograph(name="penguin", side=160):
    image = Image.open(PICTURES / f"{name}.jpg").convert("RGB")
    image.thumbnail((side, side))
    return image


@pytest.fixture
def folder(tmp_path):
    """A photograph, its exact copy, three near copies, another photograph and a broken file."""
    here = tmp_path / "pictures"
    here.mkdir()
    penguin = photograph()
    penguin.save(here / "a.png")
    penguin.save(here / "b.png")
    penguin.save(here / "c.jpg", quality=40)
    penguin.resize((70, 60)).save(here / "d.png")
    ImageEnhance.Brightness(penguin).enhance(1.15).save(here / "e.png")
    photograph("camels").save(here / "f.png")
    (here / "g.png").write_bytes((here / "a.png").read_bytes()[:500])
    return here


def test_broken_files_copies_and_near_copies_are_reported(folder):
    said: list[str] = []
    pictures = read_named(folder, say=said.append)
    assert list(pictures) == ["a.png", "c.jpg", "d.png", "e.png", "f.png"]
    assert "'b.png' is left out: it is the same picture as 'a.png'." in said
    assert any(line.startswith("'g.png' is left out: it cannot be read") for line in said)
    near = {line.split("'")[1] for line in said if "nearly the same" in line}
    assert near == {"c.jpg", "d.png", "e.png"}


def test_different_pictures_are_not_near_copies():
    names = ("penguin", "camels", "neuschwanstein")
    pictures = {name: np.asarray(photograph(name)) for name in names}
    random = np.random.default_rng(0)
    pictures |= {f"noise {n}": random.integers(0, 256, (32, 32, 3), np.uint8) for n in range(20)}
    assert near_duplicates(pictures) == []


def test_the_layers_of_a_document_are_pictures(tmp_path):
    penguin, camels = (np.asarray(photograph(name)) for name in ("penguin", "camels"))
    height, width = penguin.shape[:2]
    framed = np.zeros((height + 20, width + 20, 4), np.uint8)  # transparent around the photograph
    framed[10:-10, 10:-10] = np.dstack([penguin, np.full((height, width), 255, np.uint8)])
    scribble = np.zeros((50, 50, 4), np.uint8)
    scribble[::7] = 255
    document = OpenRaster((framed.shape[1], framed.shape[0]))
    document.add(Picture(camels, "RGB"), "Camels")
    document.add(Picture(camels[:, ::-1].copy(), "RGB"), "A hidden candidate", visible=False)
    document.add(Picture(framed, "RGBA"), "Penguin")
    document.add(Picture(scribble, "RGBA"), "Scribble")
    document.save(tmp_path / "painting.ora")

    said: list[str] = []
    pictures = read_named(tmp_path / "painting.ora", say=said.append)
    assert list(pictures) == ["Penguin", "Camels"]
    assert np.array_equal(pictures["Penguin"], penguin)
    assert np.array_equal(pictures["Camels"], camels)
    assert said == ["'Scribble' is left out: most of it is transparent."]


def test_licences(tmp_path):
    assert licence_of(tmp_path) == ("unknown", "nothing beside the pictures says it")
    (tmp_path / "LICENCE").write_text("Creative Commons Zero v1.0 Universal")
    assert licence_of(tmp_path) == ("CC0-1.0", "'LICENCE' beside the pictures")
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        archive.writestr("set/COPYING.txt", "CC BY-NC-SA 3.0")
    assert licence_of(tmp_path / "set.zip")[0] == "CC-BY-NC-SA-3.0"


def test_checking_data_before_training(folder, capsys):
    assert ganvas("data", "check", folder) == 0
    said = capsys.readouterr().out
    assert "5 pictures" in said and "licence: unknown" in said
    assert ganvas("data", "check", folder / "nothing") == 2
