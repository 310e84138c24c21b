"""Folders, zips and documents as training sees them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from gan_core.files import read, write
from gan_core.files.openraster import OpenRaster
from gan_core.files.picture import Picture
from gan_core.training.data.folder import read_named
from gan_core.training.data.licence import licence_of
from gan_core.training.data.twins import near_duplicates
from tests.cli.running import ganvas
from tests.files.pictures import ADOBE_RGB

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


def test_training_sees_what_the_tasks_see(tmp_path):
    """Depth, profile, orientation and scene-linear light, as `gan_core.files` reads them."""
    grey = np.full((40, 48, 1), 0x5300, np.uint16)
    write(Picture(grey, "L"), tmp_path / "sixteen.png")
    write(Picture(np.full((40, 48, 3), 0.325, np.float32), "RGB"), tmp_path / "float.tif")
    write(Picture(np.full((40, 48, 3), 90, np.uint8), "RGB", ADOBE_RGB), tmp_path / "wide.png")
    exif = Image.Exif()
    exif[0x0112] = 6
    photograph(side=48).save(tmp_path / "turned.jpg", exif=exif.tobytes())
    pictures = read_named(tmp_path, unique=False)
    assert pictures["sixteen.png"].mean() == pytest.approx(0x5300 / 257, abs=0.5)
    assert pictures["float.tif"].mean() == pytest.approx(82.9, abs=0.5)
    wide = read(tmp_path / "wide.png").tensor()
    assert pictures["wide.png"].mean() == pytest.approx(float(wide.mean()) * 255, abs=0.5)
    assert pictures["turned.jpg"].shape[:2] == read(tmp_path / "turned.jpg").size[::-1]


def test_transparent_pixels_are_not_learned_from(tmp_path):
    penguin = np.asarray(photograph())
    height, width = penguin.shape[:2]
    alpha = np.zeros((height, width), np.uint8)
    alpha[12:-7, 5:-30] = 255
    alpha[0, 0] = 90
    hidden = np.where(alpha[..., None] > 0, penguin, (255, 0, 0)).astype(np.uint8)
    Image.fromarray(np.dstack([hidden, alpha])).save(tmp_path / "cut.png")
    dots = np.where((np.indices(alpha.shape).sum(0) % 3)[..., None] > 0, 0, 255)
    Image.fromarray(np.dstack([penguin, dots]).astype(np.uint8)).save(tmp_path / "dots.png")
    missing = penguin.astype(np.float32)[..., :1] / 255
    missing[:30] = np.nan
    write(Picture(missing, "L"), tmp_path / "missing.tif")
    said: list[str] = []
    pictures = read_named(tmp_path, say=said.append)
    assert np.array_equal(pictures["cut.png"], penguin[12:-7, 5:-30])
    assert pictures["missing.tif"].shape[0] == height - 30
    assert "'dots.png' is left out: most of it is transparent." in said
    assert any("'cut.png' is cut to the" in line for line in said)
    assert read_named(tmp_path, mode="RGBA")["dots.png"].shape == (height, width, 4)


def test_what_is_skipped_is_named(tmp_path):
    for name, format in [("a.jfif", "JPEG"), ("b.gif", "GIF"), ("c.jp2", "JPEG2000"), ("d", "PNG")]:
        shade = 40 * (1 + "abcd".index(name[0]))
        image = Image.fromarray(np.full((32, 32), shade, np.uint8)).convert("RGB")
        image.save(tmp_path / name, format)
    (tmp_path / "e.heic").write_bytes(b"\0\0\0\x1cftypheic" + bytes(30))
    (tmp_path / "notes.txt").write_text("two")
    (tmp_path / "more.txt").write_text("texts")
    (tmp_path / ".DS_Store").write_text("")
    with zipfile.ZipFile(tmp_path.with_suffix(".zip"), "w") as archive:
        for path in tmp_path.iterdir():
            archive.write(path, path.name)
    for source in (tmp_path, tmp_path.with_suffix(".zip")):
        said: list[str] = []
        pictures = read_named(source, say=said.append)
        assert list(pictures) == ["a.jfif", "b.gif", "c.jp2", "d"]
        assert any(line.startswith("'e.heic' is left out") and "HEIC" in line for line in said)
        assert "Left out, as they are no pictures: 2 .txt." in said
        assert not any("DS_Store" in line for line in said)
