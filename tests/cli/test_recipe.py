"""`ganvas recipe` tells how a picture was made, and `--like` makes it again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from gan_core.files import Metadata, Picture, read, write
from gan_core.files.openraster import OpenRaster
from tests.cli.running import ganvas, told
from tests.files.pictures import random_picture

GENERATOR = Path(__file__).parents[1] / "parity/stylegan2/network.pkl"
FLAT = {"ganvas": "0.1.0", "task": "harmonize", "model": None, "strength": 0.9, "seed": 4}


@pytest.fixture
def inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(random_picture("RGB", "uint8", (64, 48)), tmp_path / "in.png")
    mask = np.zeros((48, 64, 1), np.uint8)
    mask[10:30, 20:45] = 255
    write(Picture(mask, "L"), tmp_path / "mask.png")
    return tmp_path


def harmonize(out, *more):
    return ganvas("harmonize", "in.png", "--mask", "mask.png", "-o", out, "--device", "cpu", *more)


def test_a_picture_is_made_again_from_its_own_recipe(inside, capsys):
    assert harmonize("a.png", "--strength", 0.4, "--seed", 7) == 0
    capsys.readouterr()
    assert ganvas("recipe", "a.png", "--json") == 0
    (line,) = told(capsys)
    assert line["recipe"]["seed"] == 7 and line["recipe"]["settings"] == {"strength": 0.4}
    assert harmonize("b.png", "--like", "a.png") == 0
    assert np.array_equal(read("a.png").pixels, read("b.png").pixels)
    assert harmonize("c.png", "--like", "a.png", "--strength", 1) == 0, "what is given wins"
    recipe = read("c.png").metadata.recipe
    assert recipe["seed"] == 7 and recipe["settings"] == {"strength": 1.0}


def test_a_layer_is_made_again_whoever_wrote_it(inside, capsys):
    """Our editor writes recipes into the layer list, the command line into the layer's PNG."""
    document = OpenRaster((64, 48))
    document.add(read("in.png"), "photo")
    noted = document.add(read("in.png"), "by the editor")
    noted.element.set("ganvas-recipe", json.dumps({**FLAT, "panel": {"settings": {}}}))
    old = replace(read("in.png"), metadata=Metadata(recipe=FLAT | {"strength": 0.2}))
    document.add(old, "by an older command line")
    document.save("layers.ora")
    assert ganvas("recipe", "layers.ora", "--json") == 0
    found = {line["layer"]: line["recipe"] for line in told(capsys)}
    assert list(found) == ["by an older command line", "by the editor"]
    assert found["by the editor"]["settings"] == {"strength": 0.9}
    assert harmonize("d.png", "--like", "layers.ora:by the editor") == 0
    recipe = read("d.png").metadata.recipe
    assert recipe["seed"] == 4 and recipe["settings"] == {"strength": 0.9}


def test_a_layer_that_the_panel_made_in_krita_is_made_again(inside, capsys):
    """As Krita saves it: annotations by the layers' ids, a list that need not be escaped."""
    layers = """<layers><layer name="a > &quot;b&quot;" nodetype="paintlayer" uuid="{1-2}" x="0"/>
        <layer name="Photograph" uuid="{3-4}"/></layers>"""
    with ZipFile("made.kra", "w") as archive:
        archive.writestr("maindoc.xml", f"<DOC><IMAGE>{layers}</IMAGE></DOC>")
        archive.writestr("photo/annotations/ganvas-recipe-1-2", json.dumps({**FLAT, "panel": {}}))
        archive.writestr("photo/annotations/ganvas-recipe-9-9", "{}")
    assert ganvas("recipe", "made.kra", "--json") == 0
    (line,) = told(capsys)
    assert line["layer"] == 'a > "b"' and line["recipe"]["settings"] == {"strength": 0.9}
    assert harmonize("e.png", "--like", "made.kra") == 0
    assert read("e.png").metadata.recipe["seed"] == 4
    Path("broken.kra").write_bytes(b"PK")
    assert ganvas("recipe", "broken.kra") == 2


def test_what_cannot_be_repeated_is_one_sentence(inside, capsys):
    assert ganvas("recipe", "in.png") == 2
    assert "does not say how it was made" in capsys.readouterr().err
    assert harmonize("a.png") == 0
    assert ganvas("restore", "in.png", "-o", "x.png", "--like", "a.png") == 2
    assert "was made by harmonize, not by restore" in capsys.readouterr().err


def test_one_damaged_picture_does_not_stop_the_others(inside, capsys):
    (inside / "bad.png").write_bytes(b"not a picture")
    write(random_picture("RGB", "uint8", (64, 48), seed=1), inside / "other.png")
    run = ("harmonize", "bad.png", "in.png", "other.png", "--mask", "mask.png", "-o", "out")
    assert ganvas(*run, "--json", "--device", "cpu") == 2
    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [line.get("output") for line in lines] == [None, "out/in.png", "out/other.png"]
    assert lines[0]["input"] == "bad.png" and "cannot be opened" in lines[0]["error"]
    assert "1 of 3 pictures could not be done" in said.err


def test_an_edit_goes_on_from_its_recipe_without_naming_the_point_again(inside, capsys):
    model = ("--model", GENERATOR, "--device", "cpu")
    assert ganvas("edit", "5", "--move", "1=2", *model, "-o", "a.png") == 0
    assert ganvas("edit", "--like", "a.png", *model, "-o", "b.png") == 0
    assert np.array_equal(read("a.png").pixels, read("b.png").pixels)
    assert ganvas("edit", "7", "--like", "a.png", *model, "-o", "c.png") == 0
    assert not np.array_equal(read("a.png").pixels, read("c.png").pixels)
    assert ganvas("edit", "--move", "1=2", *model, "-o", "d.png") == 2
    assert "Missing option 'POINT'" in capsys.readouterr().err
    assert ganvas("generate", "--seeds", "1", *model, "-o", "e.png") == 0
    assert ganvas("edit", "5", *model, "-o", "f.png") == 2
    assert "Missing option '--move'" in capsys.readouterr().err


def test_a_seed_beyond_what_torch_takes_is_one_sentence(inside, capsys):
    assert harmonize("a.png", "--seed", 1 << 63) == 2
    assert "must lie between 0 and 2^63" in capsys.readouterr().err
