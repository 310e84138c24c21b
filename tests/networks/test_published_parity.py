"""Published weights against their own runtimes: those that ship always, others where fetched."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from gan_core import load_network
from gan_core.tasks.choosing import is_here
from tests.parity import ncnn_cases, published

OUTPUTS = load_file(ncnn_cases.HERE.parent / "published.safetensors")


def network(name: str) -> nn.Module:
    if not is_here(name):
        pytest.skip(f"ganvas models get {name}")
    return load_network(name, device="cpu")


OTHERS = ("u2netp", "multistyle26", "mtcnn")  # do not give pictures


@pytest.mark.parametrize("name", [n for n in OUTPUTS if not n.startswith(OTHERS)])
@torch.inference_mode()
def test_pictures(name):
    made = network(name)(published.shown(name))
    assert made.shape == OUTPUTS[name].shape
    assert (made - OUTPUTS[name]).abs().max() <= 1e-5


@torch.inference_mode()
def test_a_mixture_of_styles():
    bank = network("multistyle26")
    made = bank(published.shown("multistyle26"), published.mixture())
    assert (made - OUTPUTS["multistyle26"]).abs().max() <= 1e-5


@torch.inference_mode()
def test_the_mask_of_a_subject():
    """In float64 it is the graph's to the last digits; float32 rounds off more than 1e-5, in
    the network's own runtime (1.25e-5) as here."""
    mask = network("u2netp").double().saliency(published.saliency_input().double())
    thinned = mask[..., :: published.THINNED, :: published.THINNED]
    exact, by_runtime = OUTPUTS["u2netp float64"], OUTPUTS["u2netp"].double()
    assert exact.std() > 0.05  # there is something to agree on
    assert (thinned - exact).abs().max() <= 1e-10
    assert 1e-5 < (by_runtime - exact).abs().max() < 1.5e-5
    mask = network("u2netp").saliency(published.saliency_input()).double()
    rounded = (mask[..., :: published.THINNED, :: published.THINNED] - exact).abs()
    assert rounded.max() <= 1e-4 and rounded.mean() <= 1e-6


@pytest.mark.parametrize("stage", published.STAGES)
@torch.inference_mode()
def test_a_network_that_finds_faces(stage):
    logits, *others = network("mtcnn").get_submodule(stage)(published.squares(stage))
    for number, made in enumerate([logits.softmax(1), *others]):
        wanted = OUTPUTS[f"mtcnn {stage} {number}"]
        assert made.shape == wanted.shape and (made - wanted).abs().max() <= 1e-5


class Block(nn.Module):
    """vintagify's name for its residual blocks, with gains and biases in their norms."""

    def __init__(self, width: int) -> None:
        super().__init__()

        def half() -> list[nn.Module]:
            norm = nn.InstanceNorm2d(width, affine=True)
            return [nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3), norm]

        self.block = nn.Sequential(*half(), nn.ReLU(), *half())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.block(x)


class Generator(nn.Module):
    def __init__(self, width: int, blocks: int) -> None:
        super().__init__()

        def normed(convolution: nn.Module, channels: int) -> list[nn.Module]:
            return [convolution, nn.InstanceNorm2d(channels, affine=True), nn.ReLU()]

        self.model = nn.Sequential(
            *[nn.ReflectionPad2d(3), *normed(nn.Conv2d(3, width, 7), width)],
            *normed(nn.Conv2d(width, 2 * width, 3, 2, 1), 2 * width),
            *normed(nn.Conv2d(2 * width, 4 * width, 3, 2, 1), 4 * width),
            *[Block(4 * width) for _ in range(blocks)],
            *normed(nn.ConvTranspose2d(4 * width, 2 * width, 3, 2, 1, 1), 2 * width),
            *normed(nn.ConvTranspose2d(2 * width, width, 3, 2, 1, 1), width),
            *[nn.ReflectionPad2d(3), nn.Conv2d(width, 3, 7), nn.Tanh()],
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.model(x)


@torch.inference_mode()
def test_a_cyclegan_whose_norms_have_gains_and_whose_blocks_another_name(tmp_path):
    torch.manual_seed(2)
    reference = Generator(8, 3).eval()
    for parameter in reference.parameters():
        parameter.add_(torch.randn_like(parameter) * 0.1)
    torch.save(reference.state_dict(), tmp_path / "generator.pth")
    net = load_network(tmp_path / "generator.pth", device="cpu")
    image = ncnn_cases.picture(36, 40)
    assert net.info.kind == "stylizer" and net.info.config["affine"] is True
    assert ((net(image) * 2 - 1) - reference(image * 2 - 1)).abs().max() <= 1e-4
