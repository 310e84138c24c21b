"""Transparency without dark fringes: blend and resample pictures in premultiplied form."""

from __future__ import annotations

import torch

from gan_core.ops.known import strange
from gan_core.ops.masks import grow, shrink


def premultiply(image: torch.Tensor) -> torch.Tensor:
    """N×4×H×W with straight alpha → colours multiplied by alpha; N×3×H×W comes back as it is."""
    if image.shape[1] == 3:
        return image
    return torch.cat([image[:, :3] * image[:, 3:], image[:, 3:]], dim=1)


def unpremultiply(image: torch.Tensor, floor: float = 1e-4) -> torch.Tensor:
    """The inverse of `premultiply`; colours where alpha is below `floor` are black.

    >>> image = torch.tensor([0.8, 0.4, 0.2, 0.5]).view(1, 4, 1, 1)
    >>> bool(torch.allclose(unpremultiply(premultiply(image)), image))
    True
    """
    if image.shape[1] == 3:
        return image
    alpha = image[:, 3:]
    seen = alpha > floor
    colour = torch.where(seen, image[:, :3] / torch.where(seen, alpha, torch.ones_like(alpha)), 0)
    return torch.cat([colour, alpha], dim=1)


def mix(below: torch.Tensor, above: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """below·(1 − weight) + above·weight, weighted by alpha where there is one.

    Args:
        below, above: N×3 or N×4, straight alpha.
        weight: N×1×H×W in [0, 1].

    >>> clear = torch.tensor([0.0, 0.0, 0.0, 0.0]).view(1, 4, 1, 1)
    >>> white = torch.ones(1, 4, 1, 1)
    >>> mix(clear, white, torch.full((1, 1, 1, 1), 0.5)).flatten().tolist()
    [1.0, 1.0, 1.0, 0.5]
    """
    mixed = premultiply(below) * (1 - weight) + premultiply(above) * weight
    return unpremultiply(mixed)


def rim(image: torch.Tensor, reach: int = 8) -> torch.Tensor:
    """Where a cut-out fades out: N×4×H×W → N×1×H×W bool.

    Pixels with transparent ones and more opaque ones within `reach`. A copy of them would be a
    hole. What is evenly translucent is no rim.
    """
    seen = image[:, 3:].nan_to_num(0.0)
    near = shrink(seen, reach) <= 0
    return (seen > 0) & near & (seen < 0.9 * grow(seen, reach))


def flatten(image: torch.Tensor, background: float = 0.5) -> torch.Tensor:
    """N×4×H×W over an even grey → N×3×H×W; N×3×H×W comes back as it is.

    What is no number is background too.
    """
    hidden = strange(image)
    if image.shape[1] == 4:
        image = image[:, :3] * image[:, 3:] + background * (1 - image[:, 3:])
    return torch.where(hidden, background, image)
