"""How restoring and upscaling treat alpha."""

from __future__ import annotations

import torch

from gan_core.networks.membrane import membrane


def opaque(image: torch.Tensor) -> torch.Tensor:
    """1×3|4×H×W to RGB in [0, 1]; what shows nothing takes on the colours around it.

    Otherwise the arbitrary colours of transparent pixels would bleed into the visible ones.
    """
    colours = image[:, :3].clamp(0, 1)
    if image.shape[1] == 3:
        return colours
    hidden = (image[:, 3:] <= 0).to(image.dtype)
    if not bool(hidden.any()):
        return colours
    return membrane(colours, hidden)
