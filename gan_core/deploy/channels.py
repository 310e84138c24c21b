"""Structured pruning: whole channels go, with every weight that made or read them.

A *plan* names, for each tensor of a network, the channels that its axes run over. Axes of one name
are one set of channels (a residual trunk), so what is taken from one is taken from all. The pruned
network is of the same class with a smaller configuration, so it loads like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import nn

from gan_core.errors import InputError

N = TypeVar("N", bound=nn.Module)

# One entry an axis: None, a name, names joined by "+" for parts that lie one after the other, or
# "name@4" where the channels form four equal heads that have to stay equal.
Axes = tuple[str | None, ...]


@dataclass(frozen=True)
class Plan:
    """Channels of a network, and the configuration with a share of them."""

    axes: Mapping[str, Axes]  # of each entry of the state dict that has prunable channels
    smaller: Callable[
        [float], dict[str, Any]
    ]  # share of channels to keep → constructor's arguments
    # Gains after a norm over all channels: it divides by the mean of fewer squares.
    norms_over_channels: tuple[str, ...] = ()


def prune(net: N, plan: Plan, keep: float, scores: Mapping[str, torch.Tensor] | None = None) -> N:
    """A smaller network with the most important channels of `net`, in eval mode.

    Args:
        keep: share of the channels, in (0, 1]; rounded to what the architecture can have.
        scores: importance of each channel by name (`output_scores`); by magnitude without.

    Raises InputError if nothing would be taken away.
    """
    config = plan.smaller(keep)
    small = type(net)(**config).eval()
    target, state = small.state_dict(), net.state_dict()
    if all(target[name].shape == tensor.shape for name, tensor in state.items()):
        raise InputError("So few channels would go that none does; prune a larger share.")
    scores = magnitude_scores(state, plan) if scores is None else scores
    old = sizes_of({name: state[name].shape for name in plan.axes}, plan)
    new = sizes_of({name: target[name].shape for name in plan.axes}, plan)
    kept = {name: _most_important(name, scores[name], new[name]) for name in new}
    pruned = {}
    for name, tensor in state.items():
        for axis, label in enumerate(plan.axes.get(name, ())):
            if label is not None:
                tensor = tensor.index_select(axis, _places(label, kept, old))
        if name in plan.norms_over_channels:
            tensor = tensor * (state[name].numel() / tensor.numel()) ** 0.5
        pruned[name] = tensor.contiguous()
    small.load_state_dict(pruned)
    return small.requires_grad_(False)


def magnitude_scores(state: Mapping[str, torch.Tensor], plan: Plan) -> dict[str, torch.Tensor]:
    """Squares of a channel's weights, each tensor weighing the same (Li et al. 2017)."""
    parts = []
    for name in plan.axes:
        squares = state[name].detach().float().square()
        parts.append((name, squares / squares.mean().clamp_min(1e-12)))
    return _by_channel(parts, plan)


def output_scores(
    net: nn.Module,
    plan: Plan,
    inputs: Iterable[tuple[torch.Tensor, ...]],
    seed: int = 0,
) -> dict[str, torch.Tensor]:
    """How much the output changes, to first order, when a channel is taken away.

    The derivative of the output by a channel's size, squared and summed over the picture, from one
    random projection for each input (the Taylor criterion of Molchanov et al. 2019, with the
    change of the picture in place of that of a loss).
    """
    generator = torch.Generator().manual_seed(seed)
    weights = {n: p for n, p in net.named_parameters() if n in plan.axes}
    required = {name: weight.requires_grad for name, weight in weights.items()}
    totals: dict[str, torch.Tensor] = {}
    try:
        for weight in weights.values():
            weight.requires_grad_(True)
        for given in inputs:
            with torch.enable_grad():
                output = net(*given)
                sign = torch.randint(0, 2, output.shape, generator=generator) * 2 - 1
                gradients = torch.autograd.grad(
                    (output * sign).sum(), list(weights.values()), allow_unused=True
                )
            parts = [
                (name, weight.detach() * gradient)
                for (name, weight), gradient in zip(weights.items(), gradients, strict=True)
                if gradient is not None
            ]
            for label, change in _by_channel(parts, plan).items():
                totals[label] = totals.get(label, 0) + change.square()
    finally:
        for name, weight in weights.items():
            weight.requires_grad_(required[name])
    return totals


def _by_channel(parts: Iterable[tuple[str, torch.Tensor]], plan: Plan) -> dict[str, torch.Tensor]:
    """Values of tensors summed over everything that belongs to one channel."""
    parts = list(parts)
    sizes = sizes_of({name: values.shape for name, values in parts}, plan)
    sums: dict[str, torch.Tensor] = {}
    for name, values in parts:
        for axis, label in enumerate(plan.axes[name]):
            if label is None:
                continue
            others = [a for a in range(values.ndim) if a != axis]
            line = values.sum(dim=others) if others else values
            pieces = label.split("+")
            for piece, value in zip(pieces, line.split([sizes[p] for p in pieces]), strict=True):
                sums[piece] = sums.get(piece, 0) + value
    return sums


def sizes_of(shapes: Mapping[str, torch.Size], plan: Plan) -> dict[str, int]:
    """Channels of each name; those that only occur in a joined axis fill up what is left of it."""
    sizes: dict[str, int] = {}
    joined: list[tuple[list[str], int]] = []
    for name, shape in shapes.items():
        for label, size in zip(plan.axes[name], shape, strict=True):
            if label is None:
                continue
            if "+" in label:
                joined.append((label.split("+"), size))
            else:
                assert sizes.setdefault(label, size) == size, f"{name}: {label} of {size}"
    for pieces, size in joined:
        unknown = [piece for piece in pieces if piece not in sizes]
        assert len(unknown) <= 1, f"the sizes of {unknown} are not known"
        for piece in unknown:
            sizes[piece] = size - sum(sizes[p] for p in pieces if p != piece)
    return sizes


def _most_important(name: str, scores: torch.Tensor, count: int) -> torch.Tensor:
    """Indices of the `count` highest scores in ascending order, as many from every head."""
    heads = int(name.partition("@")[2] or 1)
    rows = scores.view(heads, -1)
    places = rows.argsort(dim=1, descending=True, stable=True)[:, : count // heads]
    places = places.sort(dim=1).values
    return (places + torch.arange(heads)[:, None] * rows.shape[1]).flatten()


def _places(label: str, kept: Mapping[str, torch.Tensor], old: Mapping[str, int]) -> torch.Tensor:
    """Indices along an axis, which may run over several sets of channels."""
    pieces, start = [], 0
    for piece in label.split("+"):
        pieces.append(kept[piece] + start)
        start += old[piece]
    return torch.cat(pieces)
