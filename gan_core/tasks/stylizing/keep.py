"""What of the content stays when it is painted: its colours, its texture, or colours and light.

All pictures are 1×3×H×W in [0, 1].
"""

from __future__ import annotations

from typing import get_args

import torch
from kornia.color import lab_to_rgb, rgb_to_lab

from gan_core.choices import Keep
from gan_core.errors import InputError
from gan_core.ops.frequency import gaussian_blur


def check(keep: str | None) -> None:
    """InputError unless `keep` is None or one that is known."""
    if keep is not None and keep not in get_args(Keep):
        raise InputError("'{keep}' cannot be kept; use colors, texture or light.", keep=keep)


def keep_light(content: torch.Tensor, painted: torch.Tensor, sigma: float) -> torch.Tensor:
    """The painted strokes on the content's colours and light.

    All colour, and lightness coarser than `sigma` pixels, are the content's; finer lightness is
    the painting's.
    """
    lab = rgb_to_lab(content)
    strokes = rgb_to_lab(painted)[:, :1]
    light = gaussian_blur(lab[:, :1], sigma) + strokes - gaussian_blur(strokes, sigma)
    return lab_to_rgb(torch.cat([light, lab[:, 1:]], dim=1))


def sharpen_like(painted: torch.Tensor, content: torch.Tensor, sigma: float) -> torch.Tensor:
    """Give a painting that was enlarged the content's edges, which it was too small to hold.

    Half of the content's lightness finer than `sigma` pixels is added: enough for edges to look
    drawn, too little for the photograph's grain to show through.
    """
    grey = content.mean(dim=1, keepdim=True)
    return painted + 0.5 * (grey - gaussian_blur(grey, sigma))
