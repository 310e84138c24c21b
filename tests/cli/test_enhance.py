"""`ganvas restore` and `ganvas upscale` on files, with small networks of random weights."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import nn

from gan_core.checkpoints.native import save_network
from gan_core.files import Metadata, Picture, read, write
from gan_core.files.openraster import OpenRaster
from gan_core.networks.enhancer import Enhancer
from gan_core.resources import resource
from tests.cli.running import ganvas, told
from tests.files.pictures import ADOBE_RGB, random_picture

STYLEGAN2 = Path(__file__).parents[1] / "parity/stylegan2/network.pkl"


def model(tmp_path, scale):
    torch.manual_seed(0)
    net = Enhancer(scale, width=8, blocks=1)
    nn.init.normal_(net.leave.weight, std=0.5)
    return save_network(net, tmp_path / f"x{scale}.safetensors")


def test_a_number_that_is_none_stays_alone(tmp_path):
    picture = random_picture("RGB", "float32", (40, 30))
    picture.pixels[7, 9] = np.nan
    picture.pixels[20, 30, 1] = 1e9
    write(picture, tmp_path / "a.tif")
    for task, scale in (("restore", 1), ("upscale", 2)):
        out = tmp_path / f"{task}.tif"
        run = (task, tmp_path / "a.tif", "-o", out, "--model", model(tmp_path, scale))
        assert ganvas(*run, "--device", "cpu") == 0
        made = read(out).pixels
        assert np.isnan(made).any(axis=2).sum() == scale**2
        assert np.isnan(made[7 * scale, 9 * scale]).all()
        assert (made == 1e9).sum() == scale**2 and made[20 * scale, 30 * scale, 1] == 1e9
        assert made[7 * scale, 10 * scale].max() < 6


def flat(size, colour, mode="RGB", dtype="uint8", icc=None):
    pixels = np.empty((size[1], size[0], len(colour)), dtype)
    pixels[:] = colour
    return Picture(pixels, mode, icc, Metadata(dpi=(300, 300)))


@pytest.mark.parametrize(
    ("name", "mode", "dtype"),
    [
        ("a.png", "RGBA", "uint16"),
        ("a.tif", "RGB", "float32"),
        ("a.tif", "LA", "uint16"),
        ("a.png", "L", "uint8"),
        ("a.jpg", "RGB", "uint8"),
        ("a.webp", "RGBA", "uint8"),
    ],
)
def test_depth_profile_and_metadata_stay(tmp_path, name, mode, dtype):
    picture = random_picture(mode, dtype, (40, 30))
    picture.metadata = Metadata(dpi=(300, 300))
    if mode.startswith("RGB"):
        picture.icc = ADOBE_RGB
    write(picture, tmp_path / name)
    before = read(tmp_path / name)
    out = tmp_path / f"out-{name}"
    up = ("upscale", tmp_path / name, "-o", out, "--model", model(tmp_path, 2))
    assert ganvas(*up, "--device", "cpu") == 0
    large = read(out)
    assert large.size == (80, 60)
    assert (large.mode, large.pixels.dtype, large.icc) == (mode, before.pixels.dtype, before.icc)
    assert large.metadata.dpi == before.metadata.dpi
    assert (
        large.metadata.recipe["settings"]["scale"] == 2
        and len(large.metadata.recipe["sha256"]) == 64
    )
    clean = ("restore", tmp_path / name, "-o", out, "--model", model(tmp_path, 1))
    assert ganvas(*clean, "--device", "cpu") == 0
    after = read(out)
    assert (after.size, after.mode, after.icc) == (before.size, mode, before.icc)
    assert after.pixels.dtype == before.pixels.dtype
    if before.has_alpha:
        assert np.array_equal(after.pixels[..., -1], before.pixels[..., -1])


def test_only_the_mask_is_restored(tmp_path, capsys):
    write(random_picture("RGB", "uint16", (64, 48)), tmp_path / "in.png")
    mask = np.zeros((48, 64, 1), np.uint8)
    mask[10:30, 20:50] = 255
    write(Picture(mask, "L"), tmp_path / "mask.png")
    common = ("restore", tmp_path / "in.png", "--mask", tmp_path / "mask.png", "--device", "cpu")
    common = (*common, "--model", model(tmp_path, 1))
    assert ganvas(*common, "-o", tmp_path / "out.png", "--json") == 0
    (made,) = told(capsys)
    assert made["recipe"]["task"] == "restore" and made["recipe"]["settings"]["strength"] == 1
    before, after = read(tmp_path / "in.png").pixels, read(tmp_path / "out.png").pixels
    changed = (before != after).any(axis=2)
    assert changed[12:28, 22:48].mean() > 0.9 and not changed[mask[..., 0] == 0].any()
    assert ganvas(*common, "-o", tmp_path / "out.ora") == 0
    top = OpenRaster.open(tmp_path / "out.ora").layers()[0]
    assert (top.name, top.offset) == ("Restored", (20, 10))


def test_a_document_is_enlarged_with_its_layers_and_the_result_lies_on_top(tmp_path):
    document = OpenRaster((40, 30))
    document.add(flat((40, 30), (200, 30, 30)), "below")
    group = document.add_group("group")
    document.add(flat((10, 8), (20, 30, 240, 255), "RGBA"), "spot", (5, 7), group=group)
    document.save(tmp_path / "in.ora")
    run = ("upscale", tmp_path / "in.ora", "-o", tmp_path / "out.ora", "--scale", 3)
    assert ganvas(*run, "--model", model(tmp_path, 2), "--device", "cpu") == 0
    large = OpenRaster.open(tmp_path / "out.ora")
    assert large.size == (120, 90)
    assert [layer.name for layer in large.layers()] == ["Upscaled ×3", "group", "spot", "below"]
    spot = large.layer("spot")
    assert spot.offset == (15, 21) and large.picture(spot).size == (30, 24)
    assert (large.picture(spot).pixels[3:-3, 3:-3] == (20, 30, 240, 255)).all()
    assert large.picture(large.layer("Upscaled ×3")).size == (120, 90)
    assert large.merged().size == (120, 90)


def test_several_pictures_go_into_a_folder(tmp_path, capsys):
    for name in ("a.png", "b.jpg"):
        write(random_picture("RGB", "uint8", (20, 16)), tmp_path / name)
    inputs = (tmp_path / "a.png", tmp_path / "b.jpg")
    run = ("upscale", *inputs, "-o", tmp_path / "large", "--scale", 4, "--json")
    assert ganvas(*run, "--model", model(tmp_path, 4), "--device", "cpu") == 0
    made = told(capsys)
    assert [entry["input"] for entry in made] == [str(path) for path in inputs]
    assert all(read(tmp_path / "large" / path.name).size == (80, 64) for path in inputs)


def test_generated_pictures_can_be_enlarged(tmp_path):
    out = tmp_path / "out"
    run = ("generate", "-o", out, "--seeds", "3", "--model", STYLEGAN2, "--device", "cpu")
    assert ganvas(*run) == 0
    width, height = read(out / "seed-0003.png").size
    assert ganvas(*run, "--upscale", 2, "--upscaler", model(tmp_path, 2)) == 0
    large = read(out / "seed-0003.png")
    assert large.size == (2 * width, 2 * height)
    assert large.metadata.recipe["settings"]["upscale"] == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("upscale", "in.png", "--model", "x1.safetensors"), "keeps the size"),
        (("upscale", "in.png", "--scale", 9), "less than or equal to 4"),
        (("restore", "none.png"), "does not exist"),
        (("restore", "in.png", "--model", "starry-night"), "not a restorer"),
    ],
)
def test_wrong_input_is_one_sentence(tmp_path, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(tmp_path)
    model(tmp_path, 1)
    write(random_picture("RGB", "uint8", (20, 16)), tmp_path / "in.png")
    assert ganvas(*arguments, "-o", "out.png", "--device", "cpu") == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out.png").exists()


def test_jpegs_quality_is_known_by_a_faded_photograph_too(tmp_path, capsys):
    """More contrast would move what is looked at off JPEG's steps: fading is undone last."""
    photograph = cv2.imread(str(resource("pictures/camels.jpg")))[200:456, 300:556]
    faded = (60 + 0.55 * photograph).round().astype(np.uint8)
    cv2.imwrite(str(tmp_path / "a.jpg"), faded, [cv2.IMWRITE_JPEG_QUALITY, 60])
    out = tmp_path / "a.png"
    assert ganvas("restore", tmp_path / "a.jpg", "-o", out, "--unfade", 1) == 0
    assert ganvas("recipe", out) == 0
    said = capsys.readouterr().out
    assert "JPEG of about quality 60" in said and "contrast" in said
