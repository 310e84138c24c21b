"""The one door through which tasks call their networks where no gradient is wanted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import torch
from torch import Tensor

from gan_core.networks.kinds import Network
from gan_core.precision import low_type, multiplying, products_in
from gan_core.tasks.replay import replayed

_LARGE = 1 << 20  # pixels of an input, whose kernels take longer to run than to launch

Run = Callable[..., Tensor]


def infer(
    network: Network,
    *inputs: Tensor,
    run: Run | None = None,
    name: str = "",
    again: bool = True,
) -> Tensor:
    """`network(*inputs)`, as a card does it best: as roughly as `fast` allows and the network says
    that it does not show, and replayed where shapes come again.

    Args:
        inputs: tensors of float32, on the network's device.
        run: a part of the network that is a function of `inputs` alone, instead of all of it.
        name: tells such parts apart.
        again: whether the same network may be given this shape again.

    Returns:
        What it made, in the type of the first input.
    """
    run, low = as_declared(network, network if run is None else run, inputs[0].device)
    # its own wish counts in every thread, which is how torch keeps the choice
    with nullcontext() if network.tf32 else multiplying("exact"):
        if network.looks_at_values or not again or max(map(_pixels, inputs)) > _LARGE:
            return run(*inputs)
        return replayed(network, run, *inputs, name=name, low=low)


def as_declared(network: Network, run: Run, device: torch.device) -> tuple[Run, torch.dtype | None]:
    """A part of a network with the rounding that may be at this moment, and its 16 bits."""
    low = low_type(network.fast_dtype, device)
    return (run, None) if low is None else (_rounded(run, low, network.channels_last), low)


def _rounded(run: Run, low: torch.dtype, channels_last: bool) -> Run:
    def rounded(*inputs: Tensor) -> Tensor:
        given = inputs
        if channels_last:
            layout = torch.channels_last
            given = tuple(x.contiguous(memory_format=layout) if x.ndim == 4 else x for x in inputs)
        with products_in(low, inputs[0].device):
            made = run(*given)
        return made.to(inputs[0].dtype).contiguous()

    return rounded


def _pixels(x: Tensor) -> int:
    return x.shape[0] * x.shape[-2] * x.shape[-1] if x.ndim == 4 else 0
