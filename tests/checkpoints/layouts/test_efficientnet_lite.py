"""Published files of EfficientNet-Lite: their batch norms become part of the convolutions."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from gan_core import load_network
from gan_core.networks.efficientnet_lite import EfficientNetLite0, EfficientNetLite1


@pytest.mark.parametrize("network", [EfficientNetLite0, EfficientNetLite1])
@torch.inference_mode()
def test_the_blocks_tell_which_one_it_is_and_norms_are_folded(network, tmp_path):
    torch.manual_seed(0)
    found: dict[str, torch.Tensor] = {}
    names = {"stem": ("_conv_stem", "_bn0"), "head": ("_conv_head", "_bn1")}
    norms = {"expand": "_bn0", "depth": "_bn1", "project": "_bn2"}
    published = {"expand": "_expand_conv", "depth": "_depthwise_conv", "project": "_project_conv"}
    for name, layer in network().named_modules():
        if not isinstance(layer, nn.Conv2d):
            continue
        *block, part = name.split(".")
        convolution, norm = names.get(name) or (
            f"_blocks.{block[1]}.{published[part]}",
            f"_blocks.{block[1]}.{norms[part]}",
        )
        found[f"{convolution}.weight"] = layer.weight
        for entry in ("weight", "bias", "running_mean", "running_var"):
            found[f"{norm}.{entry}"] = torch.rand(layer.out_channels) + 0.5
    torch.save(found, tmp_path / "published.pth")

    net = load_network(tmp_path / "published.pth", device="cpu")
    assert type(net) is network and net.info.kind == "features"
    image = torch.rand(1, 3, 33, 40)
    seen = F.conv2d(
        F.pad((image * 255 - 127) / 128, [0, 1, 1, 1]), found["_conv_stem.weight"], stride=2
    )
    mean, variance, gain, bias = (
        found[f"_bn0.{entry}"] for entry in ("running_mean", "running_var", "weight", "bias")
    )
    expected = F.relu6(F.batch_norm(seen, mean, variance, gain, bias, eps=1e-3))
    torch.testing.assert_close(net.taps(image, [0])[0], expected, rtol=1e-4, atol=1e-4)
