"""Padding that the networks share: sizes that their strides do not divide."""

from __future__ import annotations

import torch

# A side that survives three halvings and still has a pixel to mirror.
SMALLEST_SIDE = 16


def _mirrored(length: int, target: int, device: torch.device) -> torch.Tensor:
    """Indices 0 … length-1, length-1 … 0, 0 … up to `target`: numpy's "symmetric" padding."""
    index = torch.arange(target, device=device) % (2 * length)
    return torch.minimum(index, 2 * length - 1 - index)


def pad_to_multiple(x: torch.Tensor, multiple: int, least: int = 0) -> torch.Tensor:
    """Extend N×C×H×W at the bottom and the right to sides that `multiple` divides.

    The edge is mirrored with its last pixel repeated, as often as a small picture needs it. No
    side becomes shorter than `least`, itself a multiple. Returns `x` itself if nothing is missing.
    """
    for dim in (-2, -1):
        length = x.shape[dim]
        target = max(-(-length // multiple) * multiple, least)
        if target != length:
            x = x.index_select(dim, _mirrored(length, target, x.device))
    return x
