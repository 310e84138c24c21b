"""How restoring and upscaling treat alpha."""

from __future__ import annotations

import torch

from gan_core.networks.membrane import membrane
from gan_core.ops.known import sane, unknown


def opaque(image: torch.Tensor) -> torch.Tensor:
    """1×3|4×H×W to RGB in [0, 1]; what shows nothing takes on the colours around it.

    Otherwise the arbitrary colours of transparent pixels, and numbers that are none, would bleed
    into the visible ones.
    """
    hidden = unknown(image)
    colours = sane(image)[:, :3].clamp(0, 1)
    if not bool(hidden.any()):
        return colours
    return membrane(colours, hidden.to(image.dtype))


def excess(image: torch.Tensor) -> torch.Tensor:
    """What of 1×3|4×H×W lies beyond [0, 1]: HDR, or a wider gamut than sRGB; 1×3×H×W."""
    colours = sane(image)[:, :3]
    return colours - colours.clamp(0, 1)
