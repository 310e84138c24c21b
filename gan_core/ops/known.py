"""Pixels that say nothing: transparent ones, and numbers that are no light.

What is unknown is neither learned from, copied nor painted over by accident: it is not black.
"""

from __future__ import annotations

import torch

from gan_core.ops.light import LARGEST


def strange(image: torch.Tensor) -> torch.Tensor:
    """Where any channel is NaN, infinite or beyond ±65504: N×C×H×W → N×1×H×W bool.

    >>> strange(torch.tensor([0.5, float("nan"), -1e9]).view(1, 1, 1, 3)).flatten().tolist()
    [False, True, True]
    """
    if _is_sane(image):
        return image.new_zeros((len(image), 1, *image.shape[-2:]), dtype=torch.bool)
    return _strange(image)


def unknown(image: torch.Tensor) -> torch.Tensor:
    """Where nothing is to be seen: `strange` pixels, and those whose alpha is 0.

    Args:
        image: N×3×H×W, or N×4×H×W with straight alpha.

    Returns:
        N×1×H×W bool.
    """
    found = strange(image)
    return found if image.shape[1] == 3 else found | (image[:, 3:] <= 0)


def sane(image: torch.Tensor) -> torch.Tensor:
    """The same with 0 in every channel of a `strange` pixel, so that sums stay finite; the image
    itself where there is none.

    >>> sane(torch.tensor([[[[1.0]], [[float("inf")]], [[2.0]]]])).flatten().tolist()
    [0.0, 0.0, 0.0]
    """
    return image if _is_sane(image) else image.masked_fill(_strange(image), 0.0)


def _strange(image: torch.Tensor) -> torch.Tensor:
    return ~(image.abs() <= LARGEST).all(dim=1, keepdim=True)


def _is_sane(image: torch.Tensor) -> bool:
    """Whether a picture has no strange pixel, where one look tells: nearly always, on a CPU."""
    if image.device.type != "cpu" or not image.numel():
        return False
    low, high = image.aminmax()  # NaN, where there is any
    return bool((low >= -LARGEST) & (high <= LARGEST))


def blend(below: torch.Tensor, above: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """below + weight·(above − below), exact at both ends and sound where `below` is strange.

    Weight 0 gives `below` bit by bit, weight 1 `above`. A strange pixel of `below` has nothing to
    mix with: any weight above 0 gives `above` there. Where `above` is strange, `below` stays.

    >>> old = torch.tensor([7.0, float("nan"), float("nan"), 1e9]).view(1, 1, 1, 4)
    >>> part = torch.tensor([0.5, 0.5, 0.0, 1.0]).view(1, 1, 1, 4)
    >>> blend(old, torch.full_like(old, 1.0), part).flatten().tolist()
    [4.0, 1.0, nan, 1.0]
    """
    whole = (weight >= 1) | strange(below)
    mixed = torch.where(whole, above, torch.lerp(below, above, weight.expand_as(below)))
    return torch.where((weight > 0) & ~strange(above), mixed, below)
