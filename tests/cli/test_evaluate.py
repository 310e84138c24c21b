"""`ganvas evaluate` on small networks of our own layout."""

from __future__ import annotations

import json

import pytest
import torch

from gan_core.checkpoints.native import save_network
from gan_core.files import read, write
from gan_core.networks.gan import GANGenerator
from gan_core.networks.stylist import Stylist
from gan_core.training.loop import Options, train
from gan_core.training.metrics.embedding import FeatureNetwork, untrained
from gan_core.training.recipes.gan import GAN
from tests.cli.running import ganvas
from tests.files.pictures import random_picture


@pytest.fixture(autouse=True)
def features(monkeypatch):
    net = untrained()
    monkeypatch.setattr(FeatureNetwork, "load", lambda device=None: net)


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(13):
        write(random_picture("RGB", "uint8", (80 + number, 72)), folder / f"{number}.png")
    return folder


@pytest.fixture
def style(tmp_path):
    torch.manual_seed(0)
    save_network(Stylist(8, 1), tmp_path / "style.safetensors", {})
    return tmp_path / "style.safetensors"


def test_a_table_for_people_and_a_report_for_programs(tmp_path, pictures, style, capsys):
    common = ("evaluate", style, "--data", pictures, "--count", 2, "--size", 64, "--device", "cpu")
    assert ganvas(*common, "-o", tmp_path / "report.md") == 0
    shown = capsys.readouterr().out
    assert "content distance" in shown and "efficientnet-lite0 (untrained)" in shown
    page = (tmp_path / "report.md").read_text()
    assert page.startswith("# style.safetensors") and "| content distance ↓ |" in page
    assert ganvas(*common, "--json", "-o", tmp_path / "report.json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "report.json").read_text())
    assert printed["model"]["kind"] == "stylizer" and len(printed["model"]["sha256"]) == 64
    assert printed["groups"][0]["pictures"] == 2


def test_a_generator_in_a_file(tmp_path, pictures, capsys):
    torch.manual_seed(0)
    save_network(GANGenerator(resolution=16), tmp_path / "made.safetensors", {})
    made = tmp_path / "made.safetensors"
    common = ("evaluate", made, "--data", pictures, "--count", 12, "--device", "cpu", "--json")
    assert ganvas(*common, "--seed", 1) == 0
    (group,) = json.loads(capsys.readouterr().out)["groups"]
    names = {measure["name"] for measure in group["measures"]}
    assert {"FID of 12", "KID × 1000", "precision", "recall", "PPL"} <= names


def test_wrong_input_is_one_sentence(tmp_path, pictures, style, capsys):
    for arguments, sentence in (
        (("no-such-model", "--data", pictures), "There is no model 'no-such-model'"),
        ((style, "--data", tmp_path / "none"), "is neither a folder"),
        ((style, "--data", pictures, "-o", tmp_path / "r.txt"), "ends in .json or .md"),
        ((style, "--data", pictures, "-o", tmp_path / "no" / "r.md"), "does not exist"),
    ):
        assert ganvas("evaluate", *arguments, "--device", "cpu") == 2
        said = capsys.readouterr().err
        assert sentence in said and said.count("\n") == 1


def test_an_attack_leaves_a_plot_and_pictures_beside_the_report(tmp_path, pictures, style, capsys):
    common = ("evaluate", style, "--data", pictures, "--adversarial", "--count", 1, "--size", 64)
    assert ganvas(*common, "-o", tmp_path / "report.md", "--device", "cpu") == 0
    assert "PGD: change of the result in grey levels" in capsys.readouterr().out
    page = (tmp_path / "report.md").read_text()
    for name in ("report-curve.png", "report-pictures.jpg"):
        assert f"({name})" in page and read(tmp_path / name).size[0] > 400


def test_only_a_restorer_cleans_a_picture(pictures, style, capsys):
    common = ("evaluate", style, "--data", pictures, "--adversarial", "--device", "cpu")
    assert ganvas(*common, "--purifier", style) == 2
    assert "is a stylizer, not a restorer" in capsys.readouterr().err


def test_the_discriminator_of_a_run_is_attacked(tmp_path, pictures, capsys):
    run = tmp_path / "run"
    recipe = GAN(steps=2, batch=4, resolution=16)
    train(recipe, Options(pictures, run, "gan", accelerator="cpu"))
    common = ("evaluate", run, "--part", "D", "--adversarial", "--data", pictures, "--count", 2)
    assert ganvas(*common, "--device", "cpu", "--json") == 0
    titles = [group["title"] for group in json.loads(capsys.readouterr().out)["groups"]]
    assert "PGD: change of the result in logits" in titles
    assert "PGD: share of verdicts that flip" in titles
