"""Smaller versions of a network, compared with it, through the command line."""

from __future__ import annotations

import json

import numpy as np
import onnxruntime
import pytest
import torch

from gan_core import load_network
from gan_core.catalog.embedded import read_card
from gan_core.checkpoints.native import save_network
from gan_core.deploy.comparing import side_by_side
from gan_core.networks.gan import GANGenerator
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.networks.stylist import Stylist
from tests.cli.running import ganvas
from tests.soft_pictures import soft_pictures


@pytest.fixture(autouse=True)
def without_features(monkeypatch):
    """The feature network is not on every machine, and its column is then left empty."""
    monkeypatch.setattr("gan_core.deploy.compressing._features", lambda: None)


@pytest.fixture
def pictures(tmp_path):
    return soft_pictures(tmp_path / "pictures", 4)


@pytest.fixture
def model(tmp_path):
    torch.manual_seed(0)
    net = Stylist(width=16, blocks=1)
    with torch.no_grad():
        net.paint.bias.normal_()
    return save_network(net, tmp_path / "painting.safetensors", {"licence": "CC0-1.0"})


def compress(model, out, *more, capsys):
    common = ("--size", 64, "--count", 2, "--json")
    assert ganvas("compress", model, "-o", out, *more, *common) == 0
    return json.loads(capsys.readouterr().out)["rows"]


def test_half_the_bits(model, pictures, tmp_path, capsys):
    out = tmp_path / "half.safetensors"
    original, half = compress(model, out, "--data", pictures, capsys=capsys)
    assert original["psnr"] == 100 and half["psnr"] > 50
    assert half["bytes"] == out.stat().st_size < 0.7 * original["bytes"]
    net = load_network(out, device="cpu")
    assert net.info.licence == "CC0-1.0" and net.info.kind == "stylizer"
    card = read_card(out.with_suffix(".md"))
    assert (card.name, card.licence, card.task) == ("half", "CC0-1.0", "stylize")
    brain = compress(model, out, "--data", pictures, "--to", "bfloat16", capsys=capsys)[1]
    assert 30 < brain["psnr"] < half["psnr"]


@pytest.mark.slow
def test_pruned_and_tuned(model, pictures, tmp_path, capsys):
    out = tmp_path / "small.safetensors"
    more = ("--data", pictures, "--prune", 0.5, "--tune", 40, "--to", "float32")
    original, pruned, tuned, stored = compress(model, out, *more, capsys=capsys)
    assert tuned["psnr"] > pruned["psnr"] and stored["psnr"] == pytest.approx(tuned["psnr"])
    assert stored["bytes"] < 0.5 * original["bytes"]
    assert load_network(out, device="cpu").config["width"] == 8
    picture = pictures / "0.png"
    assert ganvas("stylize", picture, "--style", out, "-o", tmp_path / "out.png") == 0


@pytest.mark.slow
def test_whole_numbers(model, pictures, tmp_path, capsys):
    out = tmp_path / "small.onnx"
    rows = compress(model, out, "--data", pictures, "--to", "int8", capsys=capsys)
    assert rows[1]["psnr"] > 20
    weights = onnxruntime.InferenceSession(out)
    image = np.random.default_rng(0).random((1, 3, 64, 96), dtype=np.float32)
    assert weights.run(None, {"image": image})[0].shape == image.shape


def test_a_generator_needs_no_pictures(tmp_path, capsys):
    model = save_network(GANGenerator(width=32, resolution=16), tmp_path / "g.safetensors")
    more = ("--prune", 0.5)
    rows = compress(model, tmp_path / "small.safetensors", *more, capsys=capsys)
    assert [row["name"] for row in rows] == ["original", "pruned by 50%", "float16"]
    assert load_network(tmp_path / "small.safetensors", device="cpu").config["width"] == 16


def test_versions_are_compared_with_the_first():
    picture = torch.full((1, 3, 16, 16), 0.5)
    versions = {"a": (lambda x: x, 10), "b": (lambda x: x + 0.1, 5)}
    first, second = side_by_side(versions, [(picture,)] * 2, None)
    assert (first.psnr, first.bytes, first.features) == (100, 10, None)
    assert second.psnr == pytest.approx(20, abs=0.01)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--to", "int8"], "A network in int8 is a .onnx file"),
        ([], "Give --data, a folder of pictures"),
        (["--tune", 5], "--tune is for pruned networks"),
        (["--prune", 1.5], "--prune is the share"),
        (["--prune", 0.3, "--tune", 5], "--tune needs --data"),
    ],
)
def test_what_does_not_go_together_is_one_sentence(model, more, sentence, tmp_path, capsys):
    assert ganvas("compress", model, "-o", tmp_path / "a.safetensors", *more) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "a.safetensors").exists()


def test_a_discriminator_is_refused(pictures, tmp_path, capsys):
    model = save_network(PatchGANDiscriminator(ndf=4), tmp_path / "d.safetensors")
    out = tmp_path / "small.safetensors"
    assert ganvas("compress", model, "-o", out, "--data", pictures, "--prune", 0.5) == 2
    assert "cannot be pruned" in capsys.readouterr().err
