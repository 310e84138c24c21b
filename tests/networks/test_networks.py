"""What holds for every network here: sizes, ranges, training, generators' interface."""

from __future__ import annotations

import pytest
import torch

from gan_core.networks.adain import AdaIN, adaptive_instance_norm
from gan_core.networks.animegan2 import AnimeGANv2
from gan_core.networks.cyclegan import CycleGANGenerator
from gan_core.networks.dcgan import DCGANDiscriminator, DCGANGenerator
from gan_core.networks.gan import GANDiscriminator, GANGenerator
from gan_core.networks.lama import LaMa
from gan_core.networks.lama_regular import LaMaRegular
from gan_core.networks.migan import MIGAN
from gan_core.networks.normalization import fold_batch_norms
from gan_core.networks.operations.group_norm import instance_norm
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.networks.pix2pix import Pix2PixUNet
from gan_core.networks.transformer_net import TransformerNet

STYLIZERS = [
    CycleGANGenerator(8, blocks=1),
    Pix2PixUNet(8, depth=5),
    TransformerNet(8),
    AnimeGANv2(8),
]
INPAINTERS = [
    LaMa(8, blocks=1, local=16),
    LaMaRegular(8, blocks=1),
    MIGAN(32, channel_base=256, channel_max=16),
]
GENERATORS = [DCGANGenerator(10, ngf=4, resolution=32), GANGenerator(10, resolution=16)]
DISCRIMINATORS = [
    (DCGANDiscriminator(4, resolution=32), (32, 32), (1,)),
    (GANDiscriminator(resolution=16), (16, 16), (1,)),
    (PatchGANDiscriminator(ndf=4), (70, 70), (1, 6, 6)),
    (PatchGANDiscriminator(ndf=4, layers=2, norm=None, spectral=True), (64, 48), (1, 14, 10)),
]
SIZES = [(64, 64), (65, 99), (7, 30), (1, 1)]


def name(value: object) -> str | None:
    return type(value).__name__ if isinstance(value, torch.nn.Module) else None


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("net", STYLIZERS, ids=name)
@torch.inference_mode()
def test_stylizer_keeps_the_size(net, size):
    assert net.eval()(torch.rand(2, 3, *size)).shape == (2, 3, *size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("net", INPAINTERS, ids=name)
@torch.inference_mode()
def test_inpainter_keeps_the_size_and_does_not_see_the_hole(net, size):
    image, mask = torch.rand(2, 3, *size), torch.zeros(2, 1, *size)
    mask[..., : size[1] // 2 + 1] = 1
    picture = net.eval()(image, mask)
    assert picture.shape == image.shape
    assert torch.equal(net(torch.where(mask == 1, torch.rand_like(image), image), mask), picture)


@pytest.mark.parametrize("size", SIZES)
@torch.inference_mode()
def test_adain_takes_a_style_of_any_size(size):
    net = AdaIN(8)
    image = torch.rand(2, 3, 40, 53)
    assert net(image, torch.rand(1, 3, *size)).shape == image.shape


@torch.inference_mode()
def test_adain_strength_blends_from_the_picture_to_the_style():
    net = AdaIN(8)
    for weight in net.parameters():
        if weight.ndim == 4:
            torch.nn.init.kaiming_normal_(weight)
    image, style = torch.rand(1, 3, 48, 48), torch.rand(1, 3, 48, 48) ** 3
    unchanged = net(image, image)
    assert torch.allclose(net(image, style, strength=0.0), unchanged, atol=1e-3)
    assert not torch.allclose(net(image, style), unchanged, atol=1e-2)


def test_adaptive_instance_norm_moves_the_statistics():
    content, style = torch.randn(2, 4, 20, 20), 3 + 2 * torch.randn(2, 4, 9, 9)
    moved = adaptive_instance_norm(content, style)
    assert torch.allclose(moved.mean((2, 3)), style.mean((2, 3)), atol=1e-4)
    assert torch.allclose(moved.std((2, 3)), style.std((2, 3)), atol=1e-3)


@pytest.mark.parametrize("net", GENERATORS, ids=name)
@torch.inference_mode()
def test_generator_has_the_interface_of_a_style_based_one(net):
    net.eval()
    z = torch.randn(3, net.z_dim)
    ws = net.mapping(z, truncation_psi=0.5)
    assert ws.shape == (3, net.num_ws, net.w_dim)
    assert net.c_dim == 0
    picture = net.synthesis(ws, noise_mode="none")
    assert picture.shape == (3, 3, net.resolution, net.resolution)
    assert torch.equal(net(z, truncation_psi=0.5), picture)
    assert torch.equal(net(z, truncation_psi=0.5, truncation_cutoff=0), net(z))
    assert torch.equal(net(z, truncation_psi=0.0), net(torch.zeros_like(z)))
    assert torch.equal(net.mapping(z[..., None, None]), net.mapping(z))


@pytest.mark.parametrize(("net", "size", "logits"), DISCRIMINATORS, ids=name)
@torch.inference_mode()
def test_discriminator_gives_logits(net, size, logits):
    assert net.eval()(torch.rand(2, 3, *size)).shape == (2, *logits)


@pytest.mark.parametrize("net", STYLIZERS + INPAINTERS + [AdaIN(8)] + GENERATORS, ids=name)
def test_every_generator_learns(net):
    """A few steps towards one target make the distance smaller."""
    torch.manual_seed(0)
    net.train()
    if net in GENERATORS:
        arguments, side = [torch.randn(4, net.z_dim)], net.resolution
    else:
        side = 32
        image = torch.rand(4, 3, side, side)
        extra = torch.rand(4, 3 if isinstance(net, AdaIN) else 1, side, side).round()
        arguments = [image] if net in STYLIZERS else [image, extra]
    target = torch.full((4, 3, side, side), 0.25)
    weights = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(weights, 5e-3)
    losses = []
    for _ in range(12):
        loss = (net(*arguments) - target).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.7 * losses[0]


@pytest.mark.parametrize(("net", "size", "logits"), DISCRIMINATORS, ids=name)
def test_every_discriminator_learns(net, size, logits):
    torch.manual_seed(0)
    net.train()
    optimizer = torch.optim.Adam(net.parameters(), 1e-3)
    dark, bright = torch.rand(4, 3, *size) * 0.4, 0.6 + torch.rand(4, 3, *size) * 0.4
    for _ in range(20):
        loss = torch.nn.functional.softplus(torch.cat([-net(bright), net(dark)])).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.5


@pytest.mark.parametrize(
    "net",
    [
        CycleGANGenerator(8, blocks=1, norm="batch"),
        Pix2PixUNet(8, depth=5),
        DCGANGenerator(10, ngf=4, resolution=32),
        LaMa(8, blocks=1, local=16),
        LaMaRegular(8, blocks=1),
    ],
    ids=name,
)
def test_folding_changes_neither_pictures_nor_gradients(net):
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
    net.eval()
    filling = [(2, 3, 33, 40), (2, 1, 33, 40)]
    shapes = {"DCGANGenerator": [(2, 10)], "LaMa": filling, "LaMaRegular": filling}
    # A batch of two: torch's own batch norm gives wrong gradients for one, hence the folding.
    first, *rest = (torch.rand(shape) for shape in shapes.get(name(net), [(2, 3, 33, 40)]))

    def evaluate() -> tuple[torch.Tensor, torch.Tensor]:
        leaf = first.clone().requires_grad_()
        picture = net(leaf, *rest)
        (gradient,) = torch.autograd.grad(picture.square().sum(), leaf)
        return picture, gradient

    picture, gradient = evaluate()
    net.fold() if isinstance(net, LaMa) else fold_batch_norms(net)
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in net.modules())
    folded_picture, folded_gradient = evaluate()
    assert torch.allclose(folded_picture, picture, atol=1e-5)
    assert torch.allclose(folded_gradient, gradient, atol=1e-3, rtol=1e-3)
    again = type(net)(**net.config)
    again.load_state_dict(net.state_dict())


@pytest.mark.parametrize("affine", [False, True])
def test_instance_norm_is_torch_s(affine):
    x = torch.randn(2, 6, 9, 11)
    published = torch.nn.InstanceNorm2d(6, affine=affine)
    assert torch.allclose(instance_norm(6, affine)(x), published(x), atol=1e-5)
