"""`latest_net_G.pth` of pytorch-CycleGAN-and-pix2pix with a U-Net generator."""

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
from gan_core.networks.normalization import fold_batch_norms
from gan_core.networks.pix2pix import Pix2PixUNet

_OUTERMOST = "model.model.0.weight"
_SECOND = "model.model.1.model.1.weight"


def _matches(contents: Contents) -> bool:
    return is_kernel(contents.tensors, _OUTERMOST, 4) and is_kernel(contents.tensors, _SECOND, 4)


def _build(contents: Contents, part: str | None) -> Network:
    tensors = without_unused_statistics(contents.tensors)
    # Halvings: one outermost, the others at position 1 of their level.
    halvings = [n for n in tensors if n.endswith("model.1.weight") and is_kernel(tensors, n, 4)]
    config: dict[str, Any] = {
        "ngf": tensors[_OUTERMOST].shape[0],
        "depth": 1 + len(halvings),
        "norm": norm_of(tensors, "model.model.1.model.2.weight", "model.model.0.bias"),
    }
    network = fit(lambda: Pix2PixUNet(**config), with_batch_counters(tensors)).eval()
    if config["norm"] == "batch":
        fold_batch_norms(network)
    return finish(network)


LAYOUT = Layout(_matches, _build)
