"""Padding that the networks share: sizes that their strides do not divide."""

from __future__ import annotations

import torch

# A side that survives three halvings and still has a pixel to mirror.
SMALLEST_SIDE = 16


def mirror_to(x: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """Extend N×C×H×W at the bottom and the right to height×width.

    The edge is mirrored with its last pixel repeated (numpy's "symmetric" padding), as often as a
    small picture needs it. A side that is long enough stays; `x` itself if both are.
    """
    for dim, target in ((-2, height), (-1, width)):
        length = x.shape[dim]
        if length < target:
            index = torch.arange(target, device=x.device) % (2 * length)
            x = x.index_select(dim, torch.minimum(index, 2 * length - 1 - index))
    return x


def pad_to_multiple(x: torch.Tensor, multiple: int, least: int = 0) -> torch.Tensor:
    """`mirror_to` sides that `multiple` divides, none shorter than `least`, itself a multiple."""
    height, width = (max(-(-side // multiple) * multiple, least) for side in x.shape[-2:])
    return mirror_to(x, height, width)
