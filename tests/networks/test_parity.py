"""Every network against what its published reference code computed (tests/parity)."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from gan_core import load_network
from gan_core.networks.style_bank import StyleBank
from tests.parity import materialize

PARITY = Path(__file__).parents[1] / "parity"


def load(case: str, tmp_path: Path) -> tuple[torch.nn.Module, dict[str, torch.Tensor], float]:
    """The network of a case from its published file layout, inputs and outputs, tolerance."""
    path = materialize.write_checkpoint(PARITY / case, tmp_path / "published.pth")
    tolerance = materialize.load_case(PARITY / case)["tolerance_max_abs"]
    return load_network(path, device="cpu"), load_file(PARITY / case / "io.safetensors"), tolerance


def assert_close(picture: torch.Tensor, expected: torch.Tensor, tolerance: float) -> None:
    assert picture.shape == expected.shape
    assert (picture - expected).abs().max().item() <= tolerance


def signed(picture: torch.Tensor) -> torch.Tensor:
    """[0, 1], as every network here speaks, to the [-1, 1] of most published code."""
    return picture * 2 - 1


@torch.inference_mode()
def test_lama(tmp_path):
    net, case, tolerance = load("lama", tmp_path)
    predicted = net(case["image"], case["mask"])
    assert_close(predicted, case["predicted"], tolerance)
    composited = torch.lerp(case["image"], predicted, case["mask"])
    assert_close(composited, case["inpainted"], tolerance)


@torch.inference_mode()
def test_migan(tmp_path):
    net, case, tolerance = load("migan", tmp_path)
    image, mask = (case["image"] + 1) / 2, 1 - case["known"]
    assert_close(signed(net(image, mask)), case["predicted"], tolerance)


@pytest.mark.parametrize("name", ["cyclegan", "pix2pix", "animegan2"])
@torch.inference_mode()
def test_stylizer(name, tmp_path):
    net, case, tolerance = load(name, tmp_path)
    assert_close(signed(net((case["image"] + 1) / 2)), case["output"], tolerance)


@torch.inference_mode()
def test_transformer_net(tmp_path):
    net, case, tolerance = load("transformer-net", tmp_path)
    assert_close(net(case["image"] / 255) * 255, case["output"], tolerance)


@torch.inference_mode()
def test_style_bank_paints_a_mixture_as_onnxruntime_does():
    net = StyleBank(styles=26)
    spec = materialize.load_case(PARITY / "style-bank")
    weights = materialize.state_dict(spec)
    net.load_state_dict({**weights, "palette": net.palette})
    case = load_file(PARITY / "style-bank" / "io.safetensors")
    painted = net(case["image"], case["weights"])
    assert_close(painted, case["output"], spec["tolerance_max_abs"])


@torch.inference_mode()
def test_adain_in_its_two_published_files(tmp_path):
    weights = materialize.state_dict(materialize.load_case(PARITY / "adain"))
    for prefix, name in (("vgg.", "vgg_normalised.pth"), ("decoder.", "decoder.pth")):
        part = {n.removeprefix(prefix): t for n, t in weights.items() if n.startswith(prefix)}
        torch.save(part, tmp_path / name)
    net = load_network(tmp_path / "decoder.pth", device="cpu")
    _, case, tolerance = load("adain", tmp_path)
    picture = net(case["content"], case["style"], strength=case["alpha"].item())
    assert_close(picture, case["output"], tolerance)


@torch.inference_mode()
def test_adain_in_one_file(tmp_path):
    net, case, tolerance = load("adain", tmp_path)
    assert_close(net(case["content"], case["style"]), case["output"], tolerance)


@torch.inference_mode()
def test_dcgan(tmp_path):
    net, case, tolerance = load("dcgan", tmp_path)
    assert_close(signed(net(case["z"].flatten(1))), case["image"], tolerance)
