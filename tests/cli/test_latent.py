"""Work in latent space from the command line, with a small StyleGAN2 in its published layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.catalog.loading import load_network
from gan_core.files import read
from gan_core.files.latents import read_latents, write_latents
from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.tasks.generate import latents
from tests.cli.running import ganvas, told

NETWORK = Path(__file__).parents[1] / "parity/stylegan2/network.pkl"
OTHER = Path(__file__).parents[1] / "parity/stylegan3-t/network.pkl"
COMMON = ("--model", NETWORK, "--device", "cpu")


@pytest.fixture
def inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def features(monkeypatch):
    """Frozen features with random weights instead of a download."""
    torch.manual_seed(1)
    network = EfficientNetLite0(6).eval().requires_grad_(False)
    original = "gan_core.tasks.models.resolve"
    from gan_core.tasks import models

    resolve = models.resolve

    def known(model, default, device, kind):
        return network if kind == "features" else resolve(model, default, device, kind)

    monkeypatch.setattr(original, known)


def test_a_table_of_mixtures(inside, capsys):
    assert ganvas("mix", "0-1", "5-7", *COMMON, "-o", "table.png", "--layers", "2-3", "--json") == 0
    made = told(capsys)[0]["recipe"]
    assert made["settings"]["layers"] == [2, 3] and made["points"][4] == "1+6"
    side = load_network(NETWORK).resolution
    assert read("table.png").size == (3 * side + 8, 2 * side + 4)


def test_a_mixture_at_the_ends_is_one_of_the_two(inside):
    for share, seed in ((0, 1), (1, 6)):
        assert ganvas("mix", "1", "6", *COMMON, "--share", share, "-o", "mixed.png") == 0
        assert ganvas("generate", "--seeds", seed, *COMMON, "-o", "alone.png") == 0
        difference = read("mixed.png").pixels.astype(int) - read("alone.png").pixels
        assert abs(difference).max() <= 1


def test_a_walk_is_a_video_or_a_folder_of_frames(inside):
    pace = ("--seconds", 0.5, "--fps", 10, "--loop")
    assert ganvas("walk", "0-2", *COMMON, *pace, "-o", "walk.gif") == 0
    assert Image.open("walk.gif").n_frames == 5
    assert ganvas("walk", "0-2", *COMMON, *pace, "-o", "frames", "--size", "20x10") == 0
    frames = sorted(Path("frames").iterdir())
    assert len(frames) == 5 and read(frames[0]).size == (20, 10)


def test_a_projection_is_a_latent_to_walk_from_and_to_edit(inside, features, capsys):
    assert ganvas("generate", "--seeds", 3, *COMMON, "-o", "face.png") == 0
    capsys.readouterr()
    found = ("project", "face.png", *COMMON, "-o", "me.safetensors", "--steps", 20, "--json")
    assert ganvas(*found) == 0
    outputs = told(capsys)
    assert [made["output"] for made in outputs] == ["me.safetensors", "me.png"]
    file = read_latents(Path("me.safetensors"), "ws")
    assert file.about["sha256"] == load_network(NETWORK).info.sha256
    assert ganvas("mix", "me.safetensors", "4", *COMMON, "-o", "mixed.png") == 0
    assert ganvas("directions", *COMMON, "-o", "ways.safetensors", "--count", 2) == 0
    edit = ("edit", "me.safetensors", *COMMON, "--directions", "ways.safetensors")
    assert ganvas(*edit, "--move", "1=0", "-o", "same.png") == 0
    assert ganvas(*edit, "--move", "1=3", "--move", "2=-3", "-o", "other.png") == 0
    assert np.array_equal(read("same.png").pixels, read("me.png").pixels)
    assert not np.array_equal(read("other.png").pixels, read("me.png").pixels)


def test_directions_are_shown_on_a_sheet(inside):
    arguments = ("directions", *COMMON, "--method", "closed-form", "--count", 3)
    assert ganvas(*arguments, "-o", "ways.safetensors") == 0
    side = load_network(NETWORK).resolution
    assert read("ways.png").size == (96 + 5 * (side + 4), 3 * (side + 4))
    file = read_latents(Path("ways.safetensors"), "vectors", "deviations")
    assert file.about["names"] == ["1", "2", "3"] and (file.tensors["deviations"] > 0).all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("mix", "a", "1", "-o", "x.png"), "'a' is neither seeds"),
        (("mix", "0", "1", "-o", "x.png", "--layers", "9"), "has the layers 0 to"),
        (("mix", "0", "1", "-o", "x.png", "--layers", "1", "--share", 0.5), "not both"),
        (("mix", "gone.safetensors", "1", "-o", "x.png"), "There is no file"),
        (("mix", "broken.safetensors", "1", "-o", "x.png"), "damaged"),
        (("mix", "other.safetensors", "1", "-o", "x.png"), "belongs to the model"),
        (("walk", "0-1", "-o", "x.avi"), "end it in .mp4"),
        (("walk", "0", "-o", "x.gif"), "at least two"),
        (("project", "x.jpg", "-o", "x.npz"), "must end in .safetensors"),
        (("project", "x.jpg", "-o", "x.safetensors"), "does not exist"),
        (("edit", "0", "-o", "x.png", "--move", "1"), "write NAME=STRENGTH"),
        (("edit", "0", "-o", "x.png", "--move", "age=1"), "no direction 'age'"),
        (("edit", "0-1", "-o", "x.png", "--move", "1=1"), "one picture at a time"),
    ],
)
def test_bad_input(inside, capsys, arguments, sentence):
    Path("broken.safetensors").write_bytes(b"\x10\0\0\0\0\0\0\0{}")
    other = load_network(OTHER)
    about = {"model": other.info.name, "sha256": other.info.sha256}
    write_latents(Path("other.safetensors"), {"ws": latents(other, [0])}, about)
    before = sorted(inside.iterdir())
    assert ganvas(*arguments, *COMMON) == 2
    assert sentence in capsys.readouterr().err
    assert sorted(inside.iterdir()) == before
