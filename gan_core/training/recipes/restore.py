"""A restorer for photographs: grain, JPEG's blocks and some blur go, the size stays.

ganvas train restore --data data/photos/train --out runs/restore --set base=upscaler
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gan_core.training.recipes.super_resolution import SuperResolutionRecipe


@dataclass
class RestoreRecipe(SuperResolutionRecipe):
    """The recipe of the upscaler at scale 1, with worse pictures to begin with."""

    summary: ClassVar[str] = "a restorer: takes grain, JPEG's blocks and blur out of pictures"
    scale: int = 1
    blur: float = 1.5
    noise: float = 25.0
    quality: int = 25
    resample: float = 2.0
    untouched: float = 0.15  # so that what is fine is left alone
