"""Restoration and super-resolution networks that spandrel knows, through our own reader."""

from __future__ import annotations

import pytest
import torch
from spandrel.architectures.Compact import Compact
from spandrel.architectures.DnCNN import DnCNN
from spandrel.architectures.ESRGAN import ESRGAN
from spandrel.architectures.GFPGAN import GFPGAN
from spandrel.architectures.NAFNet import NAFNet
from spandrel.architectures.SCUNet import SCUNet
from spandrel.architectures.SwinIR import SwinIR
from spandrel.architectures.Uformer import Uformer

from gan_core import CheckpointError, load_network


def esrgan(scale: int = 4) -> torch.nn.Module:
    return ESRGAN(in_nc=3, out_nc=3, num_filters=8, num_blocks=1, scale=scale)


def swinir() -> torch.nn.Module:
    return SwinIR(
        img_size=48,
        embed_dim=12,
        depths=[2, 2],
        num_heads=[2, 2],
        window_size=8,
        mlp_ratio=2,
        upscale=2,
        upsampler="pixelshuffle",
    )


def save(weights, tmp_path):
    torch.save({"params_ema": weights}, tmp_path / "network.pth")
    return tmp_path / "network.pth"


@pytest.mark.parametrize(
    ("name", "make", "scale"),
    [
        ("ESRGAN", esrgan, 4),
        ("RealESRGAN Compact", lambda: Compact(num_feat=16, num_conv=2, upscale=4), 4),
        ("SwinIR", swinir, 2),
        ("NAFNet", lambda: NAFNet(width=8, enc_blk_nums=[1, 1], dec_blk_nums=[1, 1]), 1),
        ("SCUNet", lambda: SCUNet(in_nc=3, config=[1] * 7, dim=64), 1),
    ],
)
@torch.inference_mode()
def test_gives_what_the_network_gives_at_any_size(name, make, scale, tmp_path):
    published = make().eval()
    net = load_network(save(published.state_dict(), tmp_path), device="cpu")
    assert (net.info.version, net.info.kind, net.info.scale) == (name, "restorer", scale)

    even = torch.rand(2, 3, 64, 64)
    assert torch.allclose(net(even), published(even), atol=1e-5)
    assert net(torch.rand(1, 3, 19, 37)).shape == (1, 3, 19 * scale, 37 * scale)


@torch.inference_mode()
def test_output_is_not_clamped(tmp_path):
    published = NAFNet(width=8, enc_blk_nums=[1], dec_blk_nums=[1])
    published.ending.bias.fill_(3)
    net = load_network(save(published.state_dict(), tmp_path), device="cpu")
    assert net(torch.rand(1, 3, 16, 16)).min() > 1


@torch.inference_mode()
def test_network_of_grey_pictures_sees_each_colour(tmp_path):
    published = DnCNN(in_nc=1, out_nc=1, nc=8, nb=6).eval()
    net = load_network(save(published.state_dict(), tmp_path), device="cpu")
    image = torch.rand(2, 3, 20, 24)
    blue = net(image[:, 2:].expand(-1, 3, -1, -1))
    assert torch.allclose(net(image)[:, 2], blue[:, 0], atol=1e-6)


@torch.inference_mode()
def test_square_requirement_is_met_by_padding(tmp_path):
    published = Uformer(
        img_size=128, embed_dim=8, depths=[1] * 9, win_size=8, token_mlp="leff", modulator=True
    )
    net = load_network(save(published.state_dict(), tmp_path), device="cpu")
    assert net(torch.rand(1, 3, 40, 130)).shape == (1, 3, 40, 130)


class Face(torch.nn.Module):
    """Stands in for GFPGAN, whose two seconds a picture would be spent on random weights."""

    def forward(self, face, return_rgb, randomize_noise):
        assert face.shape == (1, 3, 512, 512)
        assert face.min() < -0.5 < 0.5 < face.max()
        assert not randomize_noise, "the same picture has to give the same result"
        return face, []


def test_face_restorer_sees_its_own_size_and_range(tmp_path):
    published = GFPGAN(channel_multiplier=2, input_is_latent=True, different_w=True, sft_half=True)
    net = load_network(save(published.state_dict(), tmp_path), device="cpu")
    net.model = Face()
    face = torch.linspace(0, 1, 200).expand(1, 3, 180, 200)
    assert torch.allclose(net(face), face, atol=0.01)


def test_network_that_is_not_for_rgb_is_refused(tmp_path):
    published = NAFNet(img_channel=4, width=8, enc_blk_nums=[1], dec_blk_nums=[1])
    with pytest.raises(CheckpointError, match="4 channels"):
        load_network(save(published.state_dict(), tmp_path), device="cpu")


def test_weights_that_do_not_fit_together_are_refused(tmp_path):
    weights = swinir().state_dict()
    del weights["conv_last.bias"]
    with pytest.raises(CheckpointError, match="SwinIR"):
        load_network(save(weights, tmp_path), device="cpu")


def test_tables_far_larger_than_the_file_are_refused(tmp_path):
    """SwinIR's constructor makes a table of n×n for a window of n pixels: here 80 GB."""
    weights = swinir().state_dict()
    name = "layers.0.residual_group.blocks.0.attn.relative_position_index"
    weights[name] = torch.zeros(100_000, 1, dtype=torch.int64)
    with pytest.raises(CheckpointError, match="far larger than its weights"):
        load_network(save(weights, tmp_path), device="cpu")


def test_convolution_far_larger_than_the_file_is_refused(tmp_path):
    """Two long vectors of a file become the sides of a matrix: here 400 GB."""
    weights = swinir().state_dict()
    weights["conv_first.weight"] = torch.zeros(100_000, 3, 1, 1)
    with pytest.raises(CheckpointError, match="far larger than its weights"):
        load_network(save(weights, tmp_path), device="cpu")


def test_loading_leaves_the_global_random_state_alone(tmp_path):
    path = save(esrgan().state_dict(), tmp_path)
    torch.manual_seed(3)
    load_network(path, device="cpu")
    drawn = torch.rand(1)
    torch.manual_seed(3)
    assert torch.equal(drawn, torch.rand(1))
