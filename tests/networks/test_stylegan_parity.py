"""StyleGAN2 and 3 against what their published code computed, read from published-style pickles."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from gan_core import load_network
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.stylegan2_discriminator import StyleGAN2Discriminator
from gan_core.networks.stylegan3 import StyleGAN3Generator

PARITY = Path(__file__).parents[1] / "parity"
VARIANTS = PARITY / "stylegan-variants"
CASES = json.loads((VARIANTS / "cases.json").read_text())
TOLERANCE = CASES["tolerance"]["max_abs"]
GENERATORS = {cls.__name__: cls for cls in (StyleGAN2Generator, StyleGAN3Generator)}


def case(name: str) -> tuple[Path, dict, dict[str, torch.Tensor]]:
    folder = PARITY / name
    meta = json.loads((folder / "meta.json").read_text())
    return folder / "network.pkl", meta, load_file(folder / "io.safetensors")


def signed(picture: torch.Tensor) -> torch.Tensor:
    """[0, 1], as every network here speaks, to the [-1, 1] of the published code."""
    return picture * 2 - 1


def test_stylegan2_generator():
    path, meta, io = case("stylegan2")
    net, tolerance = load_network(path, device="cpu"), meta["tolerance"]["max_abs"]
    with torch.no_grad():
        w = net.mapping(io["z"], io["c"], meta["truncation_psi"], meta["truncation_cutoff"])
        const, none = net.synthesis(w, noise_mode="const"), net.synthesis(w, noise_mode="none")
        both = net(io["z"], truncation_psi=meta["truncation_psi"])
    torch.testing.assert_close(w, io["w"], atol=tolerance, rtol=0)
    torch.testing.assert_close(signed(const), io["image_const_noise"], atol=tolerance, rtol=0)
    torch.testing.assert_close(signed(none), io["image_no_noise"], atol=tolerance, rtol=0)
    torch.testing.assert_close(both, const)


def test_stylegan2_discriminator():
    path, meta, io = case("stylegan2")
    net = load_network(path, part="D", device="cpu")
    with torch.no_grad():
        logits = net((io["image_const_noise"] + 1) / 2, io["c"])
    torch.testing.assert_close(
        logits, io["discriminator_logits"], atol=meta["tolerance"]["max_abs"], rtol=0
    )


def test_stylegan3_t():
    path, meta, io = case("stylegan3-t")
    net, tolerance = load_network(path, device="cpu"), meta["tolerance"]["max_abs"]
    with torch.no_grad():
        w = net.mapping(io["z"], truncation_psi=meta["truncation_psi"])
        picture = net.synthesis(w)
    torch.testing.assert_close(w, io["w"], atol=tolerance, rtol=0)
    torch.testing.assert_close(signed(picture), io["image"], atol=tolerance, rtol=0)


@pytest.mark.parametrize("name", ["stylegan2", "stylegan3-t"])
def test_every_generator_of_a_pickle_has_its_attributes(name):
    path, meta, _ = case(name)
    for part in ("G", "G_ema"):
        net = load_network(path, part=part, device="cpu")
        assert (net.z_dim, net.c_dim, net.w_dim) == (32, 0, 32)
        assert net.resolution == meta["config"]["img_resolution"]
        assert net.num_ws == 8


def variant(name: str) -> dict[str, torch.Tensor]:
    """Inputs and published outputs of one variant."""
    io = load_file(VARIANTS / "io.safetensors")
    return {key.split(".")[1]: value for key, value in io.items() if key.startswith(f"{name}.")}


def filled(net: torch.nn.Module) -> torch.nn.Module:
    spec = importlib.util.spec_from_file_location("weights", VARIANTS / "weights.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.fill(net)


@pytest.mark.parametrize("name", CASES["generators"])
@torch.no_grad()
def test_generator_variant(name):
    case, io = CASES["generators"][name], variant(name)
    net = filled(GENERATORS[case["class"]](**case["config"]))
    if "transform" in case:
        net.synthesis.input.transform.copy_(torch.tensor(case["transform"]))
    w = net.mapping(io["z"], io.get("c"), case["psi"], case["cutoff"])
    torch.testing.assert_close(w, io["w"], atol=TOLERANCE, rtol=0)
    picture = signed(net.synthesis(w))
    torch.testing.assert_close(picture, io["picture"], atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize("name", CASES["discriminators"])
@torch.no_grad()
def test_discriminator_variant(name):
    io = variant(name)
    net = filled(StyleGAN2Discriminator(**CASES["discriminators"][name]))
    logits = net((io["image"] + 1) / 2, io.get("c"))
    torch.testing.assert_close(logits, io["logits"], atol=TOLERANCE, rtol=0)
