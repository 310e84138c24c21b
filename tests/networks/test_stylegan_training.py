"""What a trainer needs of the StyleGAN classes: gradients of gradients, averages, precision."""

from __future__ import annotations

import pytest
import torch

from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.stylegan2_discriminator import StyleGAN2Discriminator
from gan_core.networks.stylegan3 import StyleGAN3Generator

SMALL = {"resolution": 16, "z_dim": 8, "w_dim": 8, "channel_base": 128, "channel_max": 12}


def generator(kind: str) -> torch.nn.Module:
    torch.manual_seed(0)
    if kind == "stylegan3-r":
        return StyleGAN3Generator(**SMALL, num_layers=4, conv_kernel=1, use_radial_filters=True)
    if kind == "stylegan3-t":
        return StyleGAN3Generator(**SMALL, num_layers=4)
    return StyleGAN2Generator(**SMALL, mapping_layers=2, architecture=kind)


KINDS = ["skip", "resnet", "orig", "stylegan3-t", "stylegan3-r"]


@pytest.mark.parametrize("kind", KINDS)
def test_recording_gradients_changes_nothing(kind):
    net = generator(kind)
    z = torch.randn(3, 8)
    recorded = net(z)
    with torch.no_grad():
        torch.testing.assert_close(net(z), recorded.detach())


@pytest.mark.parametrize("kind", KINDS)
def test_one_picture_is_the_same_alone_and_in_a_batch(kind):
    net = generator(kind)
    w = net.mapping(torch.randn(2, 8))
    with torch.no_grad():
        torch.testing.assert_close(net.synthesis(w)[:1], net.synthesis(w[:1]), atol=1e-4, rtol=0)


@pytest.mark.parametrize("kind", ["skip", "resnet", "stylegan3-t"])
def test_path_length_penalty_reaches_every_layer(kind):
    net = generator(kind)
    w = net.mapping(torch.randn(2, 8))
    picture = net.synthesis(w, noise_mode="random", generator=torch.Generator().manual_seed(1))
    (slope,) = torch.autograd.grad(
        (picture * torch.randn_like(picture)).sum(), w, create_graph=True
    )
    (slope.square().sum(dim=2).mean(dim=1).sqrt() - 1).square().mean().backward()
    for name, parameter in net.named_parameters():
        if name.endswith(("conv1.weight", "conv0.weight", "affine.weight", "fc0.weight")):
            assert parameter.grad is not None, name
            assert parameter.grad.isfinite().all() and parameter.grad.any(), name


@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
def test_r1_penalty_is_the_gradient_of_the_penalty(architecture):
    torch.manual_seed(0)
    net = StyleGAN2Discriminator(
        resolution=8, channel_base=64, channel_max=8, architecture=architecture
    ).double()
    image = torch.rand(2, 3, 8, 8, dtype=torch.float64)

    def r1() -> torch.Tensor:
        x = image.clone().requires_grad_()
        (slope,) = torch.autograd.grad(net(x).sum(), x, create_graph=True)
        return slope.square().sum()

    weight = net.b8.conv0.weight
    (exact,) = torch.autograd.grad(r1(), weight)
    with torch.no_grad():
        # small enough that hardly any leaky ReLU changes its side
        step = 1e-7 * torch.randn_like(weight)
        weight += step
        above = r1_value(r1)
        weight -= 2 * step
        below = r1_value(r1)
    torch.testing.assert_close((above - below) / 2, (exact * step).sum(), rtol=1e-3, atol=1e-14)


def r1_value(r1) -> torch.Tensor:
    with torch.enable_grad():
        return r1().detach()


def test_w_avg_follows_the_mean_when_told_to():
    net = StyleGAN2Generator(**SMALL, w_avg_beta=0.75)
    w = net.mapping(torch.randn(5, 8))
    assert not net.mapping.w_avg.any()  # a forward pass alone changes nothing
    net.mapping.update_w_avg(w)
    torch.testing.assert_close(net.mapping.w_avg, 0.25 * w[:, 0].mean(dim=0))


def test_stylegan3_tracks_magnitudes_when_told_to():
    net = StyleGAN3Generator(**SMALL, num_layers=4, magnitude_ema_beta=0.5)
    w = net.mapping(torch.randn(2, 8))
    net.synthesis(w)
    layer = getattr(net.synthesis, net.synthesis.layer_names[0])
    assert layer.magnitude_ema == 1
    features = net.synthesis.input(w[:, 0])
    net.synthesis(w, update_emas=True)
    torch.testing.assert_close(layer.magnitude_ema, 0.5 + 0.5 * features.square().mean())


def test_random_noise_is_the_generators():
    net = generator("skip")
    for name, parameter in net.named_parameters():
        if name.endswith("noise_strength"):
            torch.nn.init.ones_(parameter)
    w = net.mapping(torch.randn(1, 8))

    def draw(seed: int) -> torch.Tensor:
        return net.synthesis(w, "random", torch.Generator().manual_seed(seed)).detach()

    torch.testing.assert_close(draw(1), draw(1))
    assert (draw(1) - draw(2)).abs().max() > 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_autocast_stays_close(kind):
    net = generator(kind)
    z = torch.randn(2, 8)
    with torch.no_grad():
        exact = net(z)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            rough = net(z)
    assert rough.dtype == torch.float32
    assert (rough - exact).abs().mean() < 0.05 * exact.std() + 0.01


@pytest.mark.parametrize("kind", ["skip", "stylegan3-t"])
def test_half_precision_survives_large_styles(kind):
    net = generator(kind)
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            if name.endswith("affine.bias"):
                parameter.mul_(1000)  # plain half precision would overflow after one convolution
        assert net.half()(torch.randn(2, 8).half()).isfinite().all()


def test_wrong_shapes_are_told_at_the_border():
    net = StyleGAN2Generator(**SMALL, c_dim=3)
    with pytest.raises(ValueError, match="z must be N×8"):
        net.mapping(torch.randn(1, 9), torch.zeros(1, 3))
    with pytest.raises(ValueError, match="c must be N×3"):
        net.mapping(torch.randn(1, 8))
    with pytest.raises(ValueError, match="w must be"):
        net.synthesis(torch.randn(1, 8))
    with pytest.raises(ValueError, match="noise_mode"):
        net.synthesis(torch.randn(1, net.num_ws, 8), noise_mode="always")


def test_a_mapping_without_layers_only_normalises():
    net = StyleGAN2Generator(resolution=8, z_dim=8, w_dim=8, channel_max=8, mapping_layers=0)
    w = net.mapping(torch.full((1, 8), 5.0))
    torch.testing.assert_close(w, torch.ones(1, net.num_ws, 8))
