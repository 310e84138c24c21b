"""`latest_net_D.pth` of pytorch-CycleGAN-and-pix2pix: the PatchGAN discriminator."""

from __future__ import annotations

from typing import Any

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout
from gan_core.checkpoints.layouts.entries import (
    is_kernel,
    norm_of,
    with_batch_counters,
    without_unused_statistics,
)
from gan_core.checkpoints.layouts.finish import finish
from gan_core.networks.kinds import Network
from gan_core.networks.patchgan import PatchGANDiscriminator


def _matches(contents: Contents) -> bool:
    tensors = contents.tensors
    return (
        is_kernel(tensors, "model.0.weight", 4)
        and is_kernel(tensors, "model.2.weight", 4)
        and "model.0.bias" in tensors
    )


def _build(contents: Contents, part: str | None) -> Network:
    tensors = without_unused_statistics(contents.tensors)
    if is_kernel(tensors, "model.4.weight", 4):
        norm = None  # every second place is a convolution: there is no norm between
    else:
        norm = norm_of(tensors, "model.3.weight", "model.2.bias")
    config: dict[str, Any] = {
        "channels": tensors["model.0.weight"].shape[1],
        "ndf": tensors["model.0.weight"].shape[0],
        # The first and the last convolution do not count as layers.
        "layers": sum(is_kernel(tensors, name, 4) for name in tensors) - 2,
        "norm": norm,
        "bias": "model.2.bias" in tensors,
    }
    network = fit(lambda: PatchGANDiscriminator(**config), with_batch_counters(tensors))
    return finish(network)


LAYOUT = Layout(_matches, _build)
