"""From inert records and plain state dicts to StyleGAN networks; bad numbers cost nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn

from gan_core.checkpoints.contents import Contents, Record
from gan_core.checkpoints.layouts import stylegan2, stylegan3
from gan_core.checkpoints.layouts.stylegan_records import module_tensors
from gan_core.errors import CheckpointError
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.stylegan2_discriminator import StyleGAN2Discriminator
from gan_core.networks.stylegan3 import StyleGAN3Generator

SMALL = {"resolution": 16, "z_dim": 8, "w_dim": 8, "channel_base": 200, "channel_max": 24}


def record(module: nn.Module, **attributes: object) -> Record:
    """The module as the reader hands it over."""
    state = {
        "_parameters": dict(module._parameters),
        "_buffers": dict(module._buffers),
        "_modules": {n: m and record(m) for n, m in module._modules.items()},
        **attributes,
    }
    return Record(type(module).__name__, state)


def pickled(**parts: Record) -> Contents:
    return Contents(tensors={}, format="stylegan-pickle", records=parts)


def plain(net: nn.Module) -> Contents:
    return Contents(tensors=net.state_dict(), format="torch-zip")


def test_tensors_have_the_names_of_the_state_dict():
    net = StyleGAN2Generator(**SMALL)
    names = set(module_tensors(record(net)))
    assert names == set(net.state_dict()) | {"synthesis.taps"}


@pytest.mark.parametrize(
    "make",
    [
        lambda: StyleGAN2Generator(**SMALL),
        lambda: StyleGAN2Generator(**SMALL, architecture="resnet", use_noise=False, c_dim=3),
        lambda: StyleGAN2Generator(**SMALL, architecture="orig", mapping_layer_features=5),
        lambda: StyleGAN2Discriminator(resolution=16, channel_base=200, channel_max=24, c_dim=3),
        lambda: StyleGAN2Discriminator(resolution=8, architecture="skip", mbstd_num_channels=2),
        lambda: StyleGAN3Generator(**SMALL, num_layers=4),
        lambda: StyleGAN3Generator(**SMALL, num_layers=4, conv_kernel=1, use_radial_filters=True),
    ],
)
@torch.no_grad()
def test_a_plain_state_dict_is_enough(make: Callable[[], nn.Module]):
    torch.manual_seed(0)
    net = make().eval()
    contents = plain(net)
    layout = next(x.LAYOUT for x in (stylegan3, stylegan2) if x.LAYOUT.matches(contents))
    built = layout.build(contents, None)
    c = torch.eye(3)[:2] if net.c_dim else None
    if isinstance(net, StyleGAN2Discriminator):
        x = torch.rand(2, 3, net.resolution, net.resolution)
    else:
        x = torch.randn(2, 8)
    torch.testing.assert_close(built.eval()(x, c), net(x, c))


def test_constants_come_from_the_modules_attributes():
    net = StyleGAN2Generator(**SMALL)
    root = record(net)
    layer = root.state["_modules"]["synthesis"].state["_modules"]["b16"].state["_modules"]["conv1"]
    layer.state.update(conv_clamp=256, activation="relu")
    root.state["_modules"]["mapping"].state["w_avg_beta"] = 0.99
    del root.state["_modules"]["synthesis"].state["_buffers"]["taps"]
    config = stylegan2.LAYOUT.build(pickled(G_ema=root), None).config
    assert (config["conv_clamp"], config["activation"], config["w_avg_beta"]) == (256, "relu", 0.99)


def test_the_average_is_taken_unless_another_part_is_named():
    first, second = (record(StyleGAN3Generator(**SMALL, num_layers=4)) for _ in range(2))
    discriminator = record(StyleGAN2Discriminator(resolution=16, channel_base=128))
    del discriminator.state["_buffers"]["taps"]
    contents = pickled(G=first, D=discriminator, G_ema=second)
    freqs = second.state["_modules"]["synthesis"].state["_modules"]["input"].state["_buffers"]
    built = stylegan3.LAYOUT.build(contents, None)
    assert built.synthesis.input.freqs.equal(freqs["freqs"])
    assert built.kind == "generator"
    assert stylegan3.LAYOUT.build(contents, "D").kind == "discriminator"


def test_weights_are_not_copied():
    net = StyleGAN2Generator(**SMALL)
    built = stylegan2.LAYOUT.build(plain(net), None)
    ours = built.synthesis.b16.conv1.weight
    assert ours.data_ptr() == net.synthesis.b16.conv1.weight.data_ptr()


@pytest.mark.parametrize(
    "arguments",
    [
        {"channel_max": 10**12},
        {"filter_size": 10**6},
        {"first_cutoff": float("nan")},
        {"lrelu_upsampling": 0},
        {"synthesis_kwargs": {"last_stopband_rel": 1e300}},
        {"channel_base": "wide"},
    ],
)
def test_implausible_arguments_are_refused_without_taking_memory(arguments):
    root = record(StyleGAN3Generator(**SMALL, num_layers=4), init_kwargs=arguments)
    with pytest.raises((CheckpointError, ValueError, ArithmeticError)):
        stylegan3.LAYOUT.build(pickled(G_ema=root), None)


def test_a_shape_that_does_not_belong_is_named():
    net = StyleGAN2Generator(**SMALL)
    tensors = dict(net.state_dict())
    tensors["synthesis.b8.conv1.bias"] = torch.zeros(7)
    with pytest.raises(CheckpointError, match=r"synthesis\.b8\.conv1\.bias"):
        stylegan2.LAYOUT.build(Contents(tensors=tensors, format="torch-zip"), None)
