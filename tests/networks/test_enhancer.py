"""Our upscaler and restorer."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from gan_core import load_network
from gan_core.checkpoints.native import save_network
from gan_core.networks.enhancer import Enhancer


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_begins_as_the_picture_itself_and_then_changes_every_pixel(scale):
    torch.manual_seed(0)
    net = Enhancer(scale, width=8, blocks=2)
    image = torch.rand(2, 3, 13, 17)
    plain = image if scale == 1 else F.interpolate(image, scale_factor=scale, mode="bicubic")
    assert torch.equal(net(image), plain)
    torch.nn.init.normal_(net.leave.weight)
    assert ((net(image) - plain).abs().amin() > 0) and net(image).shape == plain.shape


@pytest.mark.parametrize("scale", [1, 2])
def test_sees_as_far_as_it_says(scale):
    torch.manual_seed(0)
    net = Enhancer(scale, width=8, blocks=3)
    torch.nn.init.normal_(net.leave.weight)
    image = torch.rand(1, 3, 64, 64, requires_grad=True)
    net(image)[..., 32 * scale, 32 * scale].sum().backward()
    assert image.grad is not None
    rows = image.grad.abs().sum((0, 1, 3)).nonzero().flatten()
    assert 32 - net.reach <= int(rows.min()) < 32 - net.reach / 2
    assert 32 + net.reach / 2 < int(rows.max()) <= 32 + net.reach


def test_a_file_of_ours_makes_it_again(tmp_path):
    torch.manual_seed(0)
    net = Enhancer(2, width=8, blocks=1).eval()
    torch.nn.init.normal_(net.leave.weight)
    loaded = load_network(save_network(net, tmp_path / "up.safetensors"), device="cpu")
    assert (loaded.info.kind, loaded.info.scale) == ("restorer", 2)
    image = torch.rand(1, 3, 20, 20)
    assert torch.equal(loaded(image), net(image))
