"""What the processes of a run tell each other; with one process, nothing."""

from __future__ import annotations

from typing import cast

import torch
from torch import nn

from gan_core.training.fabric import Fabric


def agree(fabric: Fabric, *decisions: bool) -> tuple[bool, ...]:
    """What the first process decided: the others' clocks differ, and only it looks at pictures."""
    return tuple(fabric.broadcast(decisions)) if fabric.world_size > 1 else decisions


def mean(fabric: Fabric, values: torch.Tensor) -> torch.Tensor:
    """The mean of the processes' values."""
    if fabric.world_size == 1:
        return values
    return cast(torch.Tensor, fabric.all_reduce(values, reduce_op="mean"))


def share_gradients(fabric: Fabric, parameters: list[nn.Parameter]) -> None:
    """Every gradient becomes its mean over all processes, in one message.

    Done here and not by wrapping networks, since a turn may go through several networks, or
    through one twice with a second derivative, which the wrappers do not allow.
    """
    if fabric.world_size == 1:
        return
    with_gradient = [p for p in parameters if p.grad is not None]
    flat = torch.cat([p.grad.flatten() for p in with_gradient])  # type: ignore[union-attr]
    sizes = [p.numel() for p in with_gradient]
    for parameter, gradient in zip(with_gradient, mean(fabric, flat).split(sizes), strict=True):
        assert parameter.grad is not None
        # in the layout that it has, the parameter's: fused optimizers go by addresses
        parameter.grad.copy_(gradient.view_as(parameter))
