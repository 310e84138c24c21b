"""Brightness, contrast, inverted lightness, hue and saturation, as one matrix a picture.

Karras et al., "Training Generative Adversarial Networks with Limited Data" (2020), appendix B.
"""

from __future__ import annotations

import math
from functools import cache

import torch
from torch import Tensor

from gan_core.training.augment.geometry import normal

COLOUR_DRAWS = 10  # uniform numbers that a picture's change is made of


def colours(draws: Tensor, p: Tensor) -> Tensor:
    """N×3×4 matrices for RGB in [-1, 1] and 1; each kind of change is there with probability p.

    Args:
        draws: N×10 uniform numbers in [0, 1).
    """
    brighter, light, sharper, contrast, inverted, side, turned, hue, purer, saturation = (
        draws.unbind(dim=1)
    )
    eye = torch.eye(3, device=draws.device)
    grey = torch.full_like(eye, 1 / 3)  # projection onto the axis from black to white
    shift = (brighter < p) * 0.2 * normal(light)
    contrast = torch.exp2((sharper < p) * 0.5 * normal(contrast))
    inverted = ((inverted < p) & (side < 0.5)).to(draws)
    angle = (turned < p) * (2 * hue - 1) * math.pi
    saturation = torch.exp2((purer < p) * normal(saturation))
    # Around that axis everything is a rotation and a scale, so the order does not matter.
    across = (saturation * angle.cos())[:, None, None] * (eye - grey)
    across = across + (saturation * angle.sin())[:, None, None] * _turn(draws.device)
    along = (1 - 2 * inverted)[:, None, None] * grey
    matrix = contrast[:, None, None] * (along + across)
    offset = (shift * contrast * (1 - 2 * inverted))[:, None, None].expand(-1, 3, 1)
    return torch.cat([matrix, offset], dim=2)


def recolour(pictures: Tensor, matrices: Tensor) -> Tensor:
    """N×3×H×W pictures in [0, 1] (and beyond), recoloured by N×3×4 matrices."""
    signed = (2 * pictures - 1).flatten(2)
    changed = matrices[:, :, :3] @ signed + matrices[:, :, 3:]
    return (changed.view_as(pictures) + 1) / 2


@cache
def _turn(device: torch.device) -> Tensor:
    """The cross product with the axis from black to white: what rotates hues by a quarter."""
    s = 1 / math.sqrt(3)
    return torch.tensor([[0, -s, s], [s, 0, -s], [-s, s, 0]], device=device)
