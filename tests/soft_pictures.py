"""Small pictures without a hard edge, for what has to have a folder of some."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image


def soft_pictures(folder: Path, count: int) -> Path:
    """Make the folder with 0.png, 1.png … of 128×96 pixels; the same in every run."""
    folder.mkdir()
    for seed in range(count):
        random = np.random.default_rng(seed)
        small = Image.fromarray(random.integers(0, 256, (6, 8, 3), dtype=np.uint8))
        small.resize((128, 96), Image.Resampling.BICUBIC).save(folder / f"{seed}.png")
    return folder
