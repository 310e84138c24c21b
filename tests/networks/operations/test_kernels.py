"""Every Triton kernel against the plain form of its operation.

On a machine with CUDA they are compiled and run there; on any other Triton's interpreter runs them
on the CPU (tests/conftest.py asks for it), so the pictures are small.
"""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

pytest.importorskip("triton")

from gan_core.networks.animegan2 import AnimeGANv2
from gan_core.networks.operations import (
    bias_activation,
    filtered_lrelu,
    forms,
    group_norm,
    reflection_pad,
    upfirdn2d,
)
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.stylegan3 import StyleGAN3Generator

USERS = (bias_activation, filtered_lrelu, group_norm, reflection_pad, upfirdn2d, forms)
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


@pytest.fixture
def run_as(monkeypatch):
    """Make every operation run in one form, whatever the device."""

    def choose(form: str) -> None:
        for module in USERS:
            monkeypatch.setattr(module, "form_of", lambda x: form)

    return choose


def noise(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(DEVICE)


@pytest.mark.parametrize(
    ("up", "down", "taps", "padding"),
    [
        (2, 1, 4, (2, 1, 2, 1)),
        (1, 2, 4, (1, 1, 1, 1)),
        (1, 1, 3, (-1, 2, 3, -2)),  # negative padding crops
        (4, 1, 6, (3, 3, 5, 2)),
        (1, 3, 5, (2, 2, 2, 2)),
    ],
)
def test_upfirdn2d_and_its_gradients(run_as, up, down, taps, padding):
    x, kernel = noise(1, 1, 7, 9), noise(taps, taps, seed=1)
    results = []
    for form in ("plain", "triton"):
        run_as(form)
        moved = x.clone().requires_grad_(True)
        y = upfirdn2d.upfirdn2d(moved, kernel, up=up, down=down, padding=padding, gain=3)
        (first,) = torch.autograd.grad(y.square().sum(), moved, create_graph=True)
        (second,) = torch.autograd.grad(first.square().sum(), moved)  # as R1 asks for
        results.append((y, first, second))
    for plain, kernels in zip(*results, strict=True):
        torch.testing.assert_close(kernels, plain, rtol=1e-4, atol=1e-4 * plain.abs().max().item())


@pytest.mark.parametrize(
    ("up", "down", "taps", "padding", "clamp", "radial"),
    [
        (2, 2, (12, 12), (9, 8, 9, 8), 256.0, False),
        (4, 2, (24, 12), (5, 3, 6, 4), 0.7, False),
        (2, 4, (12, 24), (30, 29, 31, 28), 0.5, False),
        (2, 2, (12, 12), (9, 8, 9, 8), 0.4, True),  # StyleGAN3-r's filters are not separable
        (1, 1, (1, 1), (0, 0, 0, 0), None, False),  # the last layer, to RGB
    ],
)
def test_filtered_lrelu_and_its_gradients(run_as, up, down, taps, padding, clamp, radial):
    x, bias = noise(1, 2, 9, 11), noise(2, seed=1)
    up_filter = noise(taps[0], seed=2) / 4 if up > 1 else None
    down_filter = noise(*[taps[1]] * (1 + radial), seed=3) / 4 if down > 1 else None
    results = []
    for form in ("plain", "triton"):
        run_as(form)
        moved, shift = x.clone().requires_grad_(True), bias.clone().requires_grad_(True)
        y = filtered_lrelu.filtered_lrelu(
            moved,
            shift,
            up_filter=up_filter,
            down_filter=down_filter,
            up=up,
            down=down,
            padding=padding,
            gain=1.4,
            slope=0.2,
            clamp=clamp,
        )
        y.square().sum().backward()
        results.append((y.detach(), moved.grad, shift.grad))
    for plain, kernels in zip(*results, strict=True):
        torch.testing.assert_close(kernels, plain, rtol=1e-4, atol=1e-5 * plain.abs().max().item())


@pytest.mark.parametrize(("taps", "fits"), [(12, True), (72, False)])
def test_filtered_lrelu_in_several_tiles_unless_its_filters_are_too_long(run_as, taps, fits):
    """A tile as large as long filters need is one that an RTX card has no memory for."""
    from gan_core.networks.operations.kernels import filtered_lrelu as fused

    x, bias, kernel = noise(1, 1, 37, 45), noise(1, seed=1), noise(taps, seed=2) / 4
    rates = {"up": 2, "down": 2, "padding": (taps, taps - 3, taps - 1, taps), "gain": 1.4}
    setting = fused.Setting(**rates, slope=0.2, clamp=0.8)
    assert fused.fits(kernel, kernel, setting) == fits
    results = []
    for form in ("plain", "triton"):
        run_as(form)
        moved = x.clone().requires_grad_(True)
        y = filtered_lrelu.filtered_lrelu(
            moved, bias, up_filter=kernel, down_filter=kernel, slope=0.2, clamp=0.8, **rates
        )
        y.square().sum().backward()
        results.append((y.detach(), moved.grad))
    for plain, kernels in zip(*results, strict=True):
        torch.testing.assert_close(kernels, plain, rtol=1e-4, atol=1e-5 * plain.abs().max().item())


@pytest.mark.parametrize("activation", ["linear", "relu", "lrelu"])
@pytest.mark.parametrize("noise_batch", [None, 1, 2])
def test_bias_activation(run_as, activation, noise_batch):
    x, bias = noise(2, 3, 5, 4), noise(3, seed=1)
    grain = None if noise_batch is None else noise(noise_batch, 1, 5, 4, seed=2)
    results = []
    for form in ("plain", "triton"):
        run_as(form)
        with torch.inference_mode():
            y = bias_activation.bias_activation(x.clone(), bias, activation, 1.3, 0.9, grain)
        results.append(y)
    torch.testing.assert_close(results[1], results[0])


@pytest.mark.parametrize(
    ("groups", "channels", "height", "width"),
    [(1, 3, 70, 60), (4, 4, 5, 7), (2, 4, 50, 90)],  # more than one chunk, less than one block
)
@pytest.mark.parametrize("slope", [1.0, 0.2, 0.0])
def test_group_norm_of_values_far_from_zero(run_as, groups, channels, height, width, slope):
    """A mean a hundred times the deviation, where sums of squares would lose all digits."""
    x = noise(1, channels, height, width) + 100
    weight, bias = noise(channels, seed=1), noise(channels, seed=2)
    run_as("triton")
    with torch.inference_mode():
        found = group_norm.group_norm(x, groups, weight, bias, slope=slope)
        right = F.group_norm(x.double(), groups, weight.double(), bias.double())
    right = torch.where(right < 0, right * slope, right)
    torch.testing.assert_close(found.double(), right, rtol=0, atol=2e-5)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["stylegan2", "stylegan3", "animegan2"])
def test_whole_networks_give_the_same_picture(run_as, name):
    torch.manual_seed(0)
    if name == "animegan2":
        network, x = AnimeGANv2(width=4), noise(1, 3, 16, 16).sigmoid()
    else:
        small = {"resolution": 16, "z_dim": 8, "w_dim": 8, "channel_base": 64, "channel_max": 4}
        kind = StyleGAN2Generator if name == "stylegan2" else StyleGAN3Generator
        extra = {} if name == "stylegan2" else {"num_layers": 4, "filter_size": 4}
        network, x = kind(**small, **extra), noise(1, 8)
    network = network.to(DEVICE).eval()
    pictures = []
    for form in ("plain", "triton"):
        run_as(form)
        with torch.inference_mode():
            pictures.append(network(x))
    torch.testing.assert_close(pictures[1], pictures[0], rtol=0, atol=2e-5)


def test_kernels_are_launched_on_the_card_of_their_tensors(run_as, monkeypatch):
    """Triton would take the current card, which a worker of an engine with several may not mean."""
    entered: list[torch.Tensor] = []

    class Entered(torch.cuda.device_of):
        def __init__(self, tensor):
            super().__init__(tensor)
            entered.append(tensor)

    monkeypatch.setattr(torch.cuda, "device_of", Entered)
    run_as("triton")
    x, bias, taps = noise(1, 2, 6, 6), noise(2, seed=1), noise(4, seed=2)
    rates = {"up": 2, "down": 2, "padding": (3, 3, 3, 3), "gain": 1.0, "slope": 0.2, "clamp": None}
    with torch.inference_mode():
        upfirdn2d.upfirdn2d(x, taps, up=2)
        group_norm.group_norm(x, 1)
        bias_activation.bias_activation(x.clone(), bias, "lrelu")
    assert len(entered) == 3
    moved = x.clone().requires_grad_()
    y = filtered_lrelu.filtered_lrelu(moved, bias, up_filter=taps, down_filter=taps, **rates)
    y.sum().backward()
    assert len(entered) == 5 and all(tensor.shape == x.shape for tensor in entered)


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("pad", [(1, 1, 1, 1), (4, 0, 2, 3)])
def test_reflection_padding_keeps_the_layout(run_as, pad, layout):
    x = noise(2, 3, 5, 7).contiguous(memory_format=layout)
    run_as("triton")
    for given in (x, x.half(), x[..., 1:]):
        found = reflection_pad.reflection_pad(given, pad)
        assert torch.equal(found, F.pad(given, pad, mode="reflect"))
    padded = reflection_pad.reflection_pad(x, pad)
    assert padded.is_contiguous(memory_format=layout)
    moved = x.clone().requires_grad_(True)
    reflection_pad.ReflectionPad(pad)(moved).sum().backward()
    assert moved.grad is not None and moved.grad.sum() == padded.numel()
