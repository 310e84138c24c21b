"""The pictures that the regression jobs work on, drawn in numpy: no decoder is part of them."""

from __future__ import annotations

import numpy as np


def scene(width: int, height: int, seed: int = 0) -> np.ndarray:
    """A sky over a textured ground, H×W×3 in [0, 1]."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    sky = np.stack([0.45 + 0.3 * y / height, 0.6 + 0.2 * y / height, 0.9 - 0.1 * x / width], 2)
    waves = np.sin(x / 3 + 2 * np.sin(y / 7)) * np.cos(y / 2.5)
    ground = np.stack([0.45 + 0.2 * waves, 0.4 + 0.15 * waves, 0.2 + 0.1 * np.sin(x / 5)], 2)
    horizon = (y > 0.45 * height + 4 * np.sin(x / 11))[..., None]
    return np.clip(np.where(horizon, ground, sky) + rng.normal(0, 0.02, sky.shape), 0, 1)


def eight(values: np.ndarray) -> np.ndarray:
    """[0, 1] to 8 bits."""
    return np.rint(values * 255).astype(np.uint8)


def sixteen(values: np.ndarray) -> np.ndarray:
    """[0, 1] to 16 bits."""
    return np.rint(values * 65535).astype(np.uint16)


def with_alpha(values: np.ndarray) -> np.ndarray:
    """H×W×3 to H×W×4, the left fifth fading to nothing."""
    height, width = values.shape[:2]
    fade = np.clip(np.arange(width) / (width / 5), 0, 1)
    return np.dstack([values, np.broadcast_to(fade, (height, width))])


def soft_hole(width: int, height: int) -> np.ndarray:
    """An ellipse in the middle with an edge eight pixels wide, H×W×1 of 8 bits."""
    y, x = np.mgrid[0:height, 0:width]
    far = np.hypot((x - width / 2) / (width / 5), (y - height / 2) / (height / 4))
    return eight(np.clip((1 - far) * 4, 0, 1))[..., None]


def several_holes(width: int, height: int) -> np.ndarray:
    """A scratch, specks and a block far from each other, H×W×1 of 8 bits."""
    mask = np.zeros((height, width, 1), np.uint8)
    for step in range(width // 3):
        mask[10 + step // 4 : 12 + step // 4, 8 + step] = 255
    mask[height // 2 : height // 2 + 3, width // 2 : width // 2 + 4] = 255
    mask[height - 60 : height - 40, width - 60 : width - 36] = 255
    mask[height - 20 : height - 14, 12:20] = 128
    return mask
