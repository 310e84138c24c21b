"""From a folder of pictures to a model that every command and the panel know by its name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file
from torch import nn

from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.server.settings import Settings
from tests.cli.running import ganvas
from tests.server.conftest import TOKEN, serving
from tests.soft_pictures import soft_pictures


def features() -> EfficientNetLite0:
    """With random weights: the published ones are not needed to see where files go."""
    net = EfficientNetLite0(9).eval().requires_grad_(False)
    for parameter in net.parameters():
        if parameter.ndim == 4:
            nn.init.kaiming_normal_(parameter)
    return net


@pytest.fixture(autouse=True)
def a_store_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("gan_core.training.recipes.inpainter.frozen_features", features)


@pytest.fixture
def pictures(tmp_path):
    """Three soft pictures and a licence."""
    folder = soft_pictures(tmp_path / "meadows", 3)
    (folder / "LICENSE.txt").write_text("Creative Commons Attribution-ShareAlike 4.0\n...")
    return folder


def header_of(card):
    return tomllib.loads(card.read_text(encoding="utf-8").split("+++\n")[1])


def weights(model):
    return load_file(model.with_suffix(".safetensors"))


def train(recipe, pictures, out, *more):
    common = ("--data", pictures, "--out", out, "--device", "cpu", "--workers", 0)
    assert ganvas("train", recipe, *common, *more) == 0


@pytest.mark.parametrize(
    ("recipe", "settings", "task", "use"),
    [
        ("one-picture", ["size=128", "channels=8"], "generate", ["--model", "NAME", "--seeds", 1]),
        ("style", ["size=64"], "stylize", ["IN", "--style", "NAME"]),
        ("inpainter", ["size=64"], "inpaint", ["IN", "--mask", "MASK", "--model", "NAME"]),
        ("mender", ["size=32"], "inpaint", ["IN", "--mask", "MASK", "--model", "NAME"]),
    ],
)
def test_train_import_and_use_by_name(recipe, settings, task, use, pictures, tmp_path, capsys):
    if recipe == "style":
        settings = [*settings, f"styles={pictures / '0.png'}"]
    run = tmp_path / "My Meadow"
    train(recipe, pictures, run, "--steps", 2, "--batch", 2, *_set(settings))

    card = header_of(run / f"{recipe}.md")
    assert (card["name"], card["task"]) == ("my-meadow", task)
    assert card["licence"] == "CC-BY-SA-4.0"
    text = (run / f"{recipe}.md").read_text(encoding="utf-8")
    assert f"ganvas train {recipe} --data" in text and "3 pictures of 'meadows'" in text

    assert ganvas("models", "import", run) == 0
    with serving(Settings(TOKEN)) as client:
        listed = {model["name"]: model for model in client.get("/v1/models").json()["models"]}
        mine = listed["my-meadow"]
        assert (mine["state"], mine["task"], mine["title"]) == ("imported", task, "My meadow")
        thumbnail = client.get(mine["thumbnail"])
        assert thumbnail.headers["content-type"] == "image/png"

    mask = Image.new("L", (128, 96))
    mask.paste(255, (50, 40, 70, 60))
    mask.save(tmp_path / "mask.png")
    places = {"IN": pictures / "1.png", "MASK": tmp_path / "mask.png", "NAME": "my-meadow"}
    capsys.readouterr()
    used = [places.get(word, word) for word in use]
    out = tmp_path / "out.png"
    assert ganvas(task, *used, "-o", out, "--device", "cpu", "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert "my-meadow" in json.dumps(made["recipe"])
    assert np.asarray(Image.open(out)).std() > 1


def _set(settings):
    return [word for setting in settings for word in ("--set", setting)]


def test_a_card_says_plainly_that_a_licence_is_unknown(pictures, tmp_path):
    (pictures / "LICENSE.txt").unlink()
    small = ("--steps", 1, "--set", "size=64", "--set", "channels=4")
    train("one-picture", pictures / "0.png", tmp_path / "a", *small)
    assert header_of(tmp_path / "a/one-picture.md")["licence"] == "unknown"
    assert "find out before" in header_of(tmp_path / "a/one-picture.md")["limits"]
    train("one-picture", pictures / "0.png", tmp_path / "b", *small, "--licence", "CC0-1.0")
    assert header_of(tmp_path / "b/one-picture.md")["licence"] == "CC0-1.0"


def test_the_command_on_a_card_trains_the_same_network(pictures, tmp_path):
    run = tmp_path / "first"
    train("one-picture", pictures, run, "--steps", 2, "--seed", 3, *_set(["size=64", "channels=4"]))
    card = (run / "one-picture.md").read_text(encoding="utf-8")
    line = next(line for line in card.splitlines() if line.startswith("    ganvas train"))
    again = line.strip().replace(str(run), str(tmp_path / "again")).split()[1:]
    assert ganvas(*again, "--device", "cpu") == 0
    first, second = (weights(tmp_path / name / "one-picture") for name in ("first", "again"))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_a_card_of_another_file_is_not_taken_over(pictures, tmp_path, capsys):
    small = ("--steps", 1, "--set", "size=64", "--set", "channels=4")
    train("one-picture", pictures, tmp_path / "a", *small)
    model = tmp_path / "a/one-picture.safetensors"
    card = model.with_suffix(".md")
    card.write_text(card.read_text().replace(header_of(card)["sha256"], "0" * 64))
    capsys.readouterr()
    assert ganvas("models", "import", model, "--json") == 0
    assert json.loads(capsys.readouterr().out)["name"] == "one-picture"


def test_going_on_from_another_model(pictures, tmp_path, capsys):
    small = ("--steps", 1, "--set", "size=64", "--set", "channels=4")
    train("one-picture", pictures, tmp_path / "a", *small)
    model = tmp_path / "a/one-picture.safetensors"
    train("one-picture", pictures, tmp_path / "b", *small, "--start", model, "--set", "lr=0")
    first, second = weights(tmp_path / "a/one-picture"), weights(tmp_path / "b/one-picture")
    assert all(torch.equal(first[name], second[name]) for name in first)
    common = ("--data", pictures, "--device", "cpu", "--out", tmp_path / "c")
    assert ganvas("train", "one-picture", *common, "--start", "starry-night") == 2
    assert "is a StyleBank; this recipe trains a OnePictureGenerator" in capsys.readouterr().err


def test_a_folder_without_a_model(tmp_path, capsys):
    assert ganvas("models", "import", tmp_path) == 2
    assert "has no model; name the file" in capsys.readouterr().err


@pytest.mark.slow
def test_two_processes_with_16_bits_on_the_command_line(pictures, tmp_path):
    out = tmp_path / "run"
    command = [sys.executable, "-m", "gan_core.cli", "train", "one-picture", "--data", pictures]
    command += ["--out", out, "--steps", 2, *_set(["size=64", "channels=4"]), "--device", "cpu"]
    command += ["--devices", 2, "--precision", "bf16-mixed"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run([str(w) for w in command], capture_output=True, env=environment)
    assert done.returncode == 0, done.stderr.decode()
    assert b"Starting with 2 processes" in done.stderr and b"gloo" in done.stderr
    assert done.stdout.decode().split() == [str(out / "one-picture.safetensors")]
    assert header_of(out / "one-picture.md")["kind"] == "generator"
    assert all(w.isfinite().all() for w in weights(out / "one-picture").values())
