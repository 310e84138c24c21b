"""`latest_net_G.pth` of pytorch-CycleGAN-and-pix2pix with a ResNet generator.

Also vintagify's, whose blocks have another name and whose instance norms have gains and biases.
"""

from __future__ import annotations

from typing import Any

import torch

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout, Tensors
from gan_core.checkpoints.layouts.entries import (
    is_kernel,
    norm_of,
    with_batch_counters,
    without_unused_statistics,
)
from gan_core.checkpoints.layouts.finish import finish
from gan_core.networks.cyclegan import CycleGANGenerator
from gan_core.networks.kinds import Network
from gan_core.networks.normalization import fold_batch_norms


def _renamed(tensors: Tensors) -> dict[str, torch.Tensor]:
    return {name.replace(".block.", ".conv_block."): tensor for name, tensor in tensors.items()}


def _matches(contents: Contents) -> bool:
    tensors = _renamed(contents.tensors)
    return is_kernel(tensors, "model.1.weight", 7) and "model.10.conv_block.1.weight" in tensors


def _build(contents: Contents, part: str | None) -> Network:
    tensors = without_unused_statistics(_renamed(contents.tensors))
    norm = norm_of(tensors, "model.2.weight", "model.1.bias")
    # Batch norms stand after convolutions without biases, and have statistics.
    affine = norm == "batch" and "model.2.running_mean" not in tensors
    config: dict[str, Any] = {
        "ngf": tensors["model.1.weight"].shape[0],
        "blocks": sum(name.endswith(".conv_block.1.weight") for name in tensors),
        "norm": "instance" if affine else norm,
        "affine": affine,
        # A dropout layer in the block moves its second convolution one place on.
        "dropout": is_kernel(tensors, "model.10.conv_block.6.weight", 3),
    }
    network = fit(lambda: CycleGANGenerator(**config), with_batch_counters(tensors)).eval()
    if config["norm"] == "batch":
        fold_batch_norms(network)
    return finish(network)


LAYOUT = Layout(_matches, _build)
