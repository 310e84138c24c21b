"""What layouts share: looking through the entry names of a state dict."""

from __future__ import annotations

import torch

from gan_core.checkpoints.contents import Tensors
from gan_core.networks.normalization import Norm

_STATISTICS = ("running_mean", "running_var", "num_batches_tracked")


def without_unused_statistics(tensors: Tensors) -> dict[str, torch.Tensor]:
    """Without the running statistics that old torch versions stored for norms which ignore them.

    Up to torch 0.3 instance norms kept such statistics and published files still hold them; the
    networks normalise by the picture itself. Those of a batch norm stand beside a gain of the
    same name and stay.
    """

    def used(name: str) -> bool:
        layer, _, entry = name.rpartition(".")
        return entry not in _STATISTICS or f"{layer}.weight" in tensors

    return {name: tensor for name, tensor in tensors.items() if used(name)}


def with_batch_counters(tensors: Tensors) -> dict[str, torch.Tensor]:
    """With the counters of batch norms that files from before torch 0.4 lack; nothing uses them."""
    complete = dict(tensors)
    for name in tensors:
        if name.endswith(".running_mean"):
            counter = name.removesuffix("running_mean") + "num_batches_tracked"
            complete.setdefault(counter, torch.tensor(0))
    return complete


def under(tensors: Tensors, prefix: str) -> dict[str, torch.Tensor]:
    """The entries whose names begin with `prefix`, without it."""
    return {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}


def norm_of(tensors: Tensors, gain: str, bias: str) -> Norm | None:
    """The norms of a network of pytorch-CycleGAN-and-pix2pix.

    Batch norms have a gain; instance norms have none, and biases before them; without norms there
    are neither.
    """
    if gain in tensors:
        return "batch"
    return "instance" if bias in tensors else None


def is_kernel(tensors: Tensors, name: str, side: int) -> bool:
    """Whether `name` is there and is a convolution with a kernel of side×side."""
    return name in tensors and tensors[name].shape[2:] == (side, side)
