"""`ganvas inpaint` on files, with the fill that needs no model."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

from gan_core.files import Picture, read, write
from gan_core.files.openraster import OpenRaster
from tests.cli.running import ganvas, told
from tests.files.pictures import ADOBE_RGB, random_picture

FAST = ("--model", "patches", "--quality", "fast", "--device", "cpu")


@pytest.fixture
def photo(tmp_path):
    """A 16-bit gradient with noise, and a mask with a soft rim; returns their paths."""
    rows, columns = np.mgrid[0:96, 0:128]
    pixels = (rows * 300 + columns * 100)[..., None] + random_picture(
        "RGB", "uint8", (128, 96)
    ).pixels
    write(Picture(pixels.astype(np.uint16), "RGB", ADOBE_RGB), tmp_path / "photo.png")
    mask = np.zeros((96, 128, 1), np.uint8)
    mask[40:60, 50:80] = 128
    mask[42:58, 52:78] = 255
    write(Picture(mask, "L"), tmp_path / "mask.png")
    return tmp_path / "photo.png", tmp_path / "mask.png"


def test_only_the_mask_changes_and_the_recipe_is_in_the_file(photo, tmp_path, capsys):
    path, mask = photo
    out = tmp_path / "out.png"
    assert ganvas("inpaint", path, "--mask", mask, "-o", out, "--seed", 5, "--json", *FAST) == 0
    (made,) = told(capsys)
    assert made["output"] == str(out) and made["recipe"]["seed"] == 5
    before, after = read(path), read(out)
    assert after.metadata.recipe == made["recipe"]
    assert after.icc == ADOBE_RGB and after.pixels.dtype == np.uint16
    changed = (before.pixels != after.pixels).any(axis=2)
    assert changed[45:55, 55:75].all()
    assert not changed[read(mask).pixels[..., 0] == 0].any()


def test_the_same_seed_gives_the_same_file(photo, tmp_path):
    path, mask = photo
    for name in ("a.png", "b.png"):
        assert ganvas("inpaint", path, "--mask", mask, "-o", tmp_path / name, *FAST) == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_candidates_become_a_group_of_layers(photo, tmp_path):
    path, mask = photo
    out = tmp_path / "out.ora"
    assert ganvas("inpaint", path, "--mask", mask, "-o", out, "--candidates", 2, *FAST) == 0
    document = OpenRaster.open(out)
    names = [(layer.name, layer.visible) for layer in document.layers()]
    assert names == [("Fill", True), ("Fill 1", True), ("Fill 2", False), ("photo", True)]
    first = document.layer("Fill 1")
    assert first.offset == (50, 40)
    layer = document.picture(first)
    assert layer.size == (30, 20) and layer.metadata.recipe["seed"] == 0
    assert layer.pixels[0, 0, 3] == 128 * 257 and layer.pixels[10, 10, 3] == 65535
    assert np.array_equal(document.picture(document.layer("photo")).pixels, read(path).pixels)


def test_a_layer_can_be_the_mask(photo, tmp_path):
    path, _ = photo
    stroke = np.zeros((10, 20, 4), np.uint8)
    stroke[..., 0] = stroke[..., 3] = 255
    document = OpenRaster((128, 96))
    document.add(read(path), "Photograph")
    document.add(Picture(stroke, "RGBA"), "Wipe this", (60, 30))
    document.save(tmp_path / "in.ora")
    common = ("inpaint", tmp_path / "in.ora", "--mask", "Wipe this", *FAST)
    assert ganvas(*common, "-o", tmp_path / "out.ora") == 0
    assert ganvas(*common, "-o", tmp_path / "out.png") == 0
    layers = OpenRaster.open(tmp_path / "out.ora").layers()
    assert [(layer.name, layer.visible) for layer in layers] == [
        ("Fill", True),
        ("Wipe this", False),
        ("Photograph", True),
    ]
    flat = read(tmp_path / "out.png").tensor()[0, :3, 30:40, 60:80]
    assert flat[0].max() < 0.9  # nothing of the red stroke is left


def test_several_inputs_go_to_a_folder(photo, tmp_path, capsys):
    path, mask = photo
    second = tmp_path / "second.png"
    second.write_bytes(path.read_bytes())
    assert ganvas("inpaint", path, second, "--mask", mask, "-o", tmp_path / "done", *FAST) == 0
    assert sorted(p.name for p in (tmp_path / "done").iterdir()) == ["photo.png", "second.png"]
    assert ganvas("inpaint", path, second, "--mask", mask, "-o", tmp_path / "x.png", *FAST) == 2
    assert "2 inputs need a folder" in capsys.readouterr().err
    assert ganvas("inpaint", path, second, "--mask", mask, "-o", tmp_path, *FAST) == 2
    assert "would be overwritten" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"--mask": "none.png"}, "There is no file"),
        ({"--mask": "small.png"}, "is 3×2 and the picture 128×96"),
        ({"--mask": "black.png"}, "selects nothing"),
        ({"IN": "none.png"}, "does not exist"),
        ({"IN": "text.png"}, "no PNG, TIFF, JPEG or WebP"),
        ({"-o": "nowhere/out.png"}, "does not exist"),
        ({"-o": "out.gif"}, "no known format"),
        ({"--model": "big-lamma"}, "did you mean big-lama"),
        ({"--device": "cuda:99"}, "no device 'cuda:99'"),
    ],
)
def test_bad_input_is_one_sentence(photo, tmp_path, monkeypatch, capsys, change, sentence):
    monkeypatch.chdir(tmp_path)
    write(Picture(np.ones((2, 3, 1), np.uint8), "L"), "small.png")
    write(Picture(np.zeros((96, 128, 1), np.uint8), "L"), "black.png")
    (tmp_path / "text.png").write_text("not a picture")
    before = sorted(p.name for p in tmp_path.iterdir())
    given = {
        "IN": "photo.png",
        "--mask": "mask.png",
        "-o": "out.png",
        "--model": "patches",
    } | change
    source = given.pop("IN")
    assert ganvas("inpaint", source, *[part for pair in given.items() for part in pair]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("ganvas: ") and sentence in line
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_without_a_mask_the_option_is_named(photo, capsys):
    assert ganvas("inpaint", photo[0], "-o", "x.png") == 2
    assert "--mask" in capsys.readouterr().err


@pytest.mark.slow
def test_interrupting_leaves_nothing_behind(tmp_path):
    write(random_picture("RGB", "uint8", (900, 700)), tmp_path / "photo.png")
    mask = np.zeros((700, 900, 1), np.uint8)
    mask[150:550, 200:700] = 255
    write(Picture(mask, "L"), tmp_path / "mask.png")
    command = [sys.executable, "-m", "gan_core", "inpaint", "photo.png", "--mask", "mask.png"]
    run = subprocess.Popen(
        [*command, "-o", "out.png", "--model", "patches", "--quality", "best", "--device", "cpu"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        stderr=subprocess.PIPE,
        # a job in a shell's background is started deaf to Ctrl-C, and so would be its children
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert run.stderr is not None and b"The mask" in run.stderr.readline()  # it is at work
    run.send_signal(signal.SIGINT)
    errors = run.communicate(timeout=60)[1].decode()
    assert run.returncode == 130, errors
    assert "Traceback" not in errors
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mask.png", "photo.png"]


def test_a_mask_that_may_be_meant_in_two_ways_is_asked_about(photo, tmp_path, capsys):
    path, _ = photo
    mask = np.full((96, 128, 1), 255, np.uint8)
    mask[40:60, 50:80] = 0
    write(Picture(mask, "L"), tmp_path / "inverted.png")
    run = ("inpaint", path, "--mask", tmp_path / "inverted.png", "-o", tmp_path / "out.png", *FAST)
    assert ganvas(*run) == 2
    assert "looks inverted" in capsys.readouterr().err
    assert ganvas(*run, "--invert") == 0
    changed = (read(path).pixels != read(tmp_path / "out.png").pixels).any(axis=2)
    assert changed[45:55, 55:75].all() and not changed[mask[..., 0] > 0].any()


def test_nothing_is_copied_from_what_is_to_be_avoided(tmp_path):
    """Red on the left, green on the right, a hole between them: without red it becomes green."""
    pixels = np.zeros((80, 160, 3), np.uint8)
    pixels[:, :80, 0] = pixels[:, 80:, 1] = 200
    pixels += np.random.default_rng(0).integers(0, 20, pixels.shape, np.uint8)
    write(Picture(pixels, "RGB"), tmp_path / "in.png")
    for name, box in (("hole", np.s_[20:60, 60:100]), ("red", np.s_[:, :80])):
        mask = np.zeros((80, 160, 1), np.uint8)
        mask[box] = 255
        write(Picture(mask, "L"), tmp_path / f"{name}.png")
    run = ("inpaint", tmp_path / "in.png", "--mask", tmp_path / "hole.png", *FAST)
    out = tmp_path / "out.png"
    assert ganvas(*run, "-o", out, "--avoid", tmp_path / "red.png") == 0
    filled = read(out).pixels[22:58, 82:98].astype(int)
    assert (filled[..., 1] > filled[..., 0] + 100).mean() > 0.95
    left = read(out).pixels[22:58, 62:78].astype(int)
    assert (left[..., 1] > left[..., 0] + 100).mean() > 0.8
