"""Recipes in PNG and OpenRaster files, as Krita's panel reads and writes them."""

from __future__ import annotations

import json
import os
import zlib
from zipfile import ZipFile

import numpy as np
import pytest

from gan_core.cli.recipe import recipes_of
from gan_core.files import Metadata, Picture, write
from gan_core.files.openraster import OpenRaster
from plugin.hosts.krita.recipe_files import in_file, matched, note, of_png

FLAT = {"ganvas": "0.1", "task": "extend", "model": "m", "seed": 3, "margins": {"left": 4}}
TODAYS = {"task": "inpaint", "model": "patches", "seed": 7, "settings": {"quality": "fast"}}


def picture(recipe=None):
    return Picture(np.zeros((2, 3, 3), np.uint8), "RGB", metadata=Metadata(recipe=recipe))


def layered(path, *layers):
    """An .ora with layers of these names and recipes, the lowest first."""
    document = OpenRaster((3, 2))
    for name, recipe in layers:
        document.add(picture(recipe), name)
    document.save(path)


@pytest.mark.parametrize("recipe", [FLAT, TODAYS, None])
def test_a_png_of_the_command_line_tells_how_it_was_made(tmp_path, recipe):
    write(picture(recipe), tmp_path / "made.png")
    assert in_file(tmp_path / "made.png") == [("", recipe)]


def test_layers_of_the_same_name_are_told_apart(tmp_path):
    layered(tmp_path / "a.ora", ("Photo", None), ("Fill", FLAT), ("Fill", None), ("Fill", TODAYS))
    found = in_file(tmp_path / "a.ora")
    assert found == [("Fill", TODAYS), ("Fill", None), ("Fill", FLAT), ("Photo", None)]
    assert matched(["New", "Fill", "Fill", "Fill"], found) == [None, TODAYS, None, FLAT]


def test_what_is_written_into_an_ora_is_what_the_command_line_reads(tmp_path):
    """Krita saves .ora without recipes; the picture stays as it was byte for byte."""
    path, link = tmp_path / "saved.ora", tmp_path / "link.ora"
    layered(path, ("Photo", None), ("Fill", None))
    path.chmod(0o640)
    link.symlink_to(path)
    before = {name: ZipFile(path).read(name) for name in ZipFile(path).namelist()}
    note(link, [("Fill", TODAYS), ("Photo", None)])
    assert recipes_of(path) == {"Fill": TODAYS} and in_file(path)[0] == ("Fill", TODAYS)
    after = {name: ZipFile(path).read(name) for name in ZipFile(path).namelist()}
    assert list(after) == list(before) and ZipFile(path).infolist()[0].filename == "mimetype"
    assert {k: v for k, v in after.items() if before[k] != v}.keys() == {"stack.xml"}
    assert link.is_symlink() and path.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.ora", "saved.ora"]


def test_compressed_text_is_read_and_a_bomb_is_not():
    def png(text):
        body = b"ganvas\0\x01\0\0\0" + zlib.compress(text)
        return b"\x89PNG\r\n\x1a\n" + len(body).to_bytes(4, "big") + b"iTXt" + body + bytes(4)

    assert of_png(png(json.dumps(FLAT).encode())) == FLAT
    assert of_png(png(b"[" * (64 << 20))) is None


@pytest.mark.parametrize("name", ["a.png", "a.ora", "a.kra"])
@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\0\0\0\x07iTXtganvas\0", b"PK\3\4"]
)
def test_what_cannot_be_read_has_none(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    assert not any(recipe for _, recipe in in_file(tmp_path / name))
    assert not in_file(tmp_path / f"absent-{name}")
