"""Moving through a generator's latent space."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.errors import Cancelled
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.networks.kinds import Features
from gan_core.networks.one_picture import OnePictureGenerator
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.tasks import latent
from gan_core.tasks.generate import latents
from gan_core.tasks.likeness import Likeness


class Pyramid(Features):
    """The picture itself at several sizes."""

    def taps(self, image, after):
        return [nn.functional.avg_pool2d(image, 2**level) for level in range(1, 4)]


@pytest.fixture(scope="module")
def net() -> nn.Module:
    torch.manual_seed(0)
    small = {"z_dim": 16, "w_dim": 16, "channel_base": 256, "channel_max": 16}
    return StyleGAN2Generator(resolution=16, **small).eval().requires_grad_(False)


def test_slerp_keeps_the_length():
    a, b = torch.randn(2, 5, 64)
    for share in (0.0, 0.3, 1.0):
        middle = latent.slerp(a, b, share)
        low, high = torch.stack([a.norm(dim=-1), b.norm(dim=-1)]).aminmax(dim=0)
        assert ((middle.norm(dim=-1) > 0.8 * low) & (middle.norm(dim=-1) < 1.2 * high)).all()
    assert torch.allclose(latent.slerp(a, b, 0.0), a, atol=1e-5)
    assert torch.allclose(latent.slerp(a, b, 1.0), b, atol=1e-5)


def test_a_walk_passes_through_its_keys_without_a_jerk():
    keys = torch.randn(4, 3, 8)
    path = latent.walk(keys, frames=31)
    for k in range(4):
        assert torch.allclose(path[10 * k], keys[k], atol=1e-4)
    speed = path.diff(dim=0)
    assert (speed.diff(dim=0).norm(dim=(1, 2)) < 0.5 * speed.norm(dim=(1, 2)).max()).all()


def test_a_loop_closes():
    keys = torch.randn(3, 2, 8)
    path = latent.walk(keys, frames=30, loop=True)
    assert torch.allclose(path[0], keys[0], atol=1e-5)
    step = (path[1] - path[0]).norm()
    assert (path[-1] - path[0]).norm() < 2 * step


def test_mixing_takes_layers_from_the_other():
    ws, other = torch.zeros(1, 4, 8), torch.ones(1, 4, 8)
    assert latent.mix(ws, other, [1, 3])[0, :, 0].tolist() == [0, 1, 0, 1]
    assert ws.sum() == 0


def test_projection_finds_a_picture_of_the_network_again(net):
    torch.manual_seed(1)
    features = EfficientNetLite0(6).eval().requires_grad_(False)
    target = net.synthesis(latents(net, [5], truncation_psi=1))
    average = net.synthesis(latents(net, [5], truncation_psi=0))
    found = latent.project(net, target, steps=80, features=features)
    error = (net.synthesis(found) - target.clamp(0, 1)).abs().mean()
    assert error < 0.3 * (average - target).abs().mean()


def test_a_picture_of_a_generators_own_is_found_nearly_exactly():
    torch.manual_seed(0)
    net = DCGANGenerator(ngf=8, resolution=32).eval().requires_grad_(False)
    for weights in net.parameters():
        weights *= 4  # else its pictures were nearly grey
    target = net.synthesis(latents(net, [5], truncation_psi=0.7)).clamp(0, 1)
    found = latent.project(net, target, steps=100, features=Pyramid())
    error = (net.synthesis(found).clamp(0, 1) - target).square().mean()
    assert -10 * error.log10() > 40  # dB


def test_beyond_white_and_black_a_generators_own_picture_is_itself():
    made = 3 * torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(0)) - 1
    distance = Likeness(Pyramid(), made.clamp(0, 1))
    assert distance(made) == 0
    assert distance(made - 0.2) > 0.05


def test_the_class_and_the_side_that_a_picture_shows_are_tried_first():
    net = OnePictureGenerator(32, 48, count=3, channels=4).eval().requires_grad_(False)
    random = torch.rand(3, 3, 5, 5, generator=torch.Generator().manual_seed(0))
    known = nn.functional.interpolate(random, net.picture_size, mode="bicubic").clamp(0, 1)
    net.pictures.copy_((known * 255).byte())
    w = torch.zeros(1, 1, net.w_dim)
    w[..., net.z_dim - 1], w[..., net.z_dim + 2] = -1, 1  # mirrored, of the third
    found = latent.project(net, net.synthesis(w), steps=10, features=Pyramid())
    assert found[0, 0, net.z_dim - 1] < 0 and int(found[0, 0, net.z_dim :].argmax()) == 2


def test_a_picture_of_another_shape_than_a_square_is_found_too():
    torch.manual_seed(1)
    features = EfficientNetLite0(6).eval().requires_grad_(False)
    net = OnePictureGenerator(64, 96, count=2, channels=4).eval().requires_grad_(False)
    random = torch.rand(2, 3, 5, 5, generator=torch.Generator().manual_seed(0))
    known = nn.functional.interpolate(random, net.picture_size, mode="bicubic").clamp(0, 1)
    net.pictures.copy_((known * 255).byte())
    target = net.bend(0, 0.7 * torch.randn(1, net.z_dim))
    average = net.synthesis(torch.zeros(1, 1, net.w_dim))
    made = net.synthesis(latent.project(net, target, steps=60, features=features))
    assert made.shape == (1, 3, 64, 96)
    assert (made - target).abs().mean() < 0.7 * (average - target).abs().mean()


def test_a_journey_through_plain_noise_keeps_its_length():
    net = DCGANGenerator(z_dim=64, ngf=4, resolution=8).eval()
    keys = latents(net, [0, 1, 2], truncation_psi=1)
    path = latent.journey(net, keys, frames=21)
    length = path.norm(dim=-1)
    assert torch.allclose(length, keys.norm(dim=-1).mean().expand_as(length), rtol=1e-4)


def test_rendering_gives_the_pictures_of_the_latents_one_by_one(net):
    ws = latents(net, [4, 9])
    notes: list[str] = []
    made = list(latent.render(net, ws, on_progress=lambda *step: notes.append(step[2])))
    assert torch.allclose(torch.cat(made), net.synthesis(ws).clamp(0, 1), atol=1e-5)
    assert notes[-1] == "picture 2 of 2"
    with pytest.raises(Cancelled):
        next(latent.render(net, ws, cancelled=lambda: True))
