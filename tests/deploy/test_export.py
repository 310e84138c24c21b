"""Networks as other programs load them."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import onnxruntime
import pytest
import torch

from gan_core import load_network
from gan_core.catalog.embedded import embedded_models
from gan_core.checkpoints.native import save_network
from gan_core.deploy.exporting import export_network
from gan_core.deploy.formats import FORMATS
from gan_core.deploy.formats.writing import Freedom
from gan_core.deploy.signature import iterated_roots
from gan_core.errors import GanvasError
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.networks.enhancer import Enhancer
from gan_core.networks.example_style import ExampleStyle, matrix_roots
from gan_core.networks.gan import GANGenerator
from gan_core.networks.inpainter import GanvasInpainter
from gan_core.networks.lama import LaMa
from gan_core.networks.mender import Mender
from gan_core.networks.migan import MIGAN
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.stylegan3 import StyleGAN3Generator
from gan_core.networks.stylist import Stylist
from gan_core.networks.transformer_net import TransformerNet
from tests.cli.running import ganvas

FREE, BATCH = Freedom(True, True), Freedom(True, False)
SMALL = {"resolution": 16, "z_dim": 16, "w_dim": 16, "channel_base": 128, "channel_max": 16}


def random_network(cls, folder, **config):
    """A small network with random weights, as it comes from a file."""
    torch.manual_seed(0)
    net = cls(**config)
    with torch.no_grad():
        for parameter in net.parameters():  # some layers start with zeros and would hide faults
            parameter.add_(0.05 * torch.randn_like(parameter))
    return load_network(save_network(net, folder / "network.safetensors"), device="cpu")


@pytest.mark.parametrize(
    ("cls", "config", "freedom"),
    [
        (Stylist, {"width": 8, "blocks": 1}, FREE),
        (TransformerNet, {"width": 4}, FREE),
        (ExampleStyle, {"width": 8}, FREE),
        (LaMa, {"ngf": 8, "blocks": 1, "local": 16}, FREE),
        (MIGAN, {"resolution": 64, "channel_base": 256, "channel_max": 16}, FREE),
        # a smooth surface over a hole takes as many steps as the size needs
        (GanvasInpainter, {"widths": [8, 8, 16], "depths": [1, 1, 1]}, BATCH),
        (Mender, {"widths": [8, 16], "depths": [1, 1]}, BATCH),
        (Enhancer, {"width": 8, "blocks": 1, "scale": 2}, FREE),
        (DCGANGenerator, {"ngf": 4, "resolution": 16}, BATCH),
        (StyleGAN2Generator, {**SMALL, "c_dim": 3}, BATCH),
        (StyleGAN3Generator, {**SMALL, "channel_max": 8}, BATCH),
    ],
)
def test_torchscript(cls, config, freedom, tmp_path):
    net = random_network(cls, tmp_path, **config)
    made = export_network(net, tmp_path / "network.ts", size=(64, 96))
    assert made.freedom == freedom
    assert made.difference < 1e-4
    assert made.bytes == (tmp_path / "network.ts").stat().st_size


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cls", "config", "ending", "freedom"),
    [
        (Stylist, {"width": 8, "blocks": 1}, ".pt2", FREE),
        (Stylist, {"width": 8, "blocks": 1}, ".onnx", FREE),
        (GanvasInpainter, {"widths": [8, 8, 16], "depths": [1, 1, 1]}, ".pt2", BATCH),
        (StyleGAN2Generator, {**SMALL, "resolution": 8, "mapping_layers": 2}, ".onnx", BATCH),
    ],
)
def test_torch_export_and_onnx(cls, config, ending, freedom, tmp_path):
    net = random_network(cls, tmp_path, **config)
    made = export_network(net, tmp_path / f"network{ending}", size=(64, 96))
    assert made.freedom == freedom
    assert made.difference < 1e-4


def test_an_onnx_file_runs_without_us_and_says_what_it_is(tmp_path, capsys):
    net = random_network(GANGenerator, tmp_path, width=8, resolution=8)
    out = tmp_path / "generator.onnx"
    assert ganvas("export", tmp_path / "network.safetensors", "-o", out, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert list(said["inputs"]) == ["z", "psi"] and said["difference"] < 1e-5

    session = onnxruntime.InferenceSession(out)
    facts = session.get_modelmeta().custom_metadata_map
    assert facts["architecture"] == "gan" and facts["sha256"] == net.info.sha256
    z = np.random.default_rng(0).standard_normal((5, net.z_dim)).astype(np.float32)
    (made,) = session.run(None, {"z": z, "psi": np.full(5, 0.5, np.float32)})
    right = net(torch.from_numpy(z), truncation_psi=0.5)
    assert np.allclose(made, right.numpy(), atol=1e-5)


def test_a_torchscript_generator_in_two_parts(tmp_path):
    net = random_network(StyleGAN2Generator, tmp_path, **SMALL)
    for part in ("mapping", "synthesis"):
        export_network(net, tmp_path / f"{part}.ts", part)
    mapping, synthesis = (torch.jit.load(tmp_path / f"{p}.ts") for p in ("mapping", "synthesis"))
    z = torch.randn(2, net.z_dim)
    w = mapping(z, torch.tensor([1.0, 0.5]))
    assert torch.allclose(w[1], net.mapping(z, truncation_psi=0.5)[1], atol=1e-6)
    assert torch.allclose(synthesis(w), net.synthesis(w), atol=1e-5)


def test_a_restorer(tmp_path):
    from spandrel.architectures.ESRGAN import ESRGAN

    model = ESRGAN(num_filters=4, num_blocks=1, scale=2)
    torch.save(model.state_dict(), tmp_path / "esrgan.pth")
    net = load_network(tmp_path / "esrgan.pth", device="cpu")
    assert export_network(net, tmp_path / "esrgan.ts", size=(64, 64)).difference < 1e-5


def test_every_kind_of_model_that_ships(tmp_path):
    classes = {}
    for model in embedded_models():
        if model.kind in (
            "features",
            "segmenter",
            "detector",
            "face_detector",
        ):  # no program draws with them
            continue
        net = load_network(model.name, device="cpu")
        classes.setdefault(type(net).__name__, net)
    del classes["OnePictureGenerator"]  # a search for patches, see below
    assert {"StyleBank", "ExampleStyle"} <= set(classes)
    for net in classes.values():
        made = export_network(net, tmp_path / "network.ts", size=(64, 64))
        assert made.difference < 1e-4 and made.freedom.batch


def test_roots_without_eigenvectors_are_the_roots():
    features = torch.randn(2, 24, 100, generator=torch.Generator().manual_seed(0))
    features[:, 12:] *= 0.01  # directions that hardly vary
    covariance = features @ features.mT / 100 + 1e-5 * torch.eye(24)
    for found, right in zip(iterated_roots(covariance), matrix_roots(covariance), strict=True):
        torch.testing.assert_close(found, right, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("model", "more", "sentence"),
    [
        ("landscapes", ["-o", "OUT/a.onnx"], "runs in Ganvas alone"),
        ("starry-night", ["-o", "OUT/a.zip"], "end it with .pt2, .onnx"),
        ("starry-night", ["-o", "OUT/a.ts", "--part", "mapping"], "Only generators have a mapping"),
        ("starry-night", ["-o", "OUT/a.ts", "--size", "100x100"], "sides that 16 divides"),
        ("starry-night", ["-o", "OUT/a.ts", "--size", "large"], "for example 512x384"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(model, more, sentence, tmp_path, capsys):
    arguments = [argument.replace("OUT", str(tmp_path)) for argument in more]
    assert ganvas("export", model, *arguments) == 2
    assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_computes_something_else_is_not_written(tmp_path, monkeypatch):
    net = random_network(GANGenerator, tmp_path, width=8, resolution=8)
    run = FORMATS[".ts"].runner
    wrong = replace(FORMATS[".ts"], runner=lambda path: lambda inputs: run(path)(inputs) + 0.01)
    monkeypatch.setitem(FORMATS, ".pt", replace(wrong, declares_sizes=True))
    with pytest.raises(GanvasError, match=r"is off by 0\.01"):
        export_network(net, tmp_path / "wrong.pt")
    assert not (tmp_path / "wrong.pt").exists()
