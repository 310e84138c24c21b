"""Held-out photographs, and what is done to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from gan_core.training.data.damage import Damage
from gan_core.training.data.folder import Pixels, read_pictures
from gan_core.training.recipes.restore import RestoreRecipe

SIDE = 384  # pixels of the square in the middle of each photograph that is looked at

Spoil = Callable[[Pixels, np.random.Generator], Pixels]


def photographs(folder: Path, most: int | None) -> list[Pixels]:
    """The middle of every picture that is large enough; a large one is halved first.

    Pictures from the web are softer at their full size than a small one may become.
    """
    found = []
    for picture in read_pictures(folder):
        if min(picture.shape[:2]) >= 2 * SIDE:
            size = picture.shape[1] // 2, picture.shape[0] // 2
            picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        height, width = picture.shape[:2]
        if min(height, width) >= SIDE:
            top, left = (height - SIDE) // 2, (width - SIDE) // 2
            found.append(picture[top : top + SIDE, left : left + SIDE])
    return found[:most]


def small(scale: int) -> Spoil:
    """Scaled down, and nothing else."""

    def spoil(picture: Pixels, random: np.random.Generator) -> Pixels:
        size = SIDE // scale, SIDE // scale
        return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))

    return spoil


def small_and_poor(scale: int) -> Spoil:
    """Scaled down with some blur, grain and JPEG's blocks, as in training."""
    return lambda picture, random: Damage()(picture, scale, random)


def grain(picture: Pixels, random: np.random.Generator) -> Pixels:
    """Even noise with a deviation of 15 of 255."""
    noisy = picture + 15 * random.standard_normal(picture.shape)
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def jpeg(picture: Pixels, random: np.random.Generator) -> Pixels:
    """JPEG at a quality of 30."""
    _, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 30])
    return np.ascontiguousarray(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))[..., ::-1])


def blur(picture: Pixels, random: np.random.Generator) -> Pixels:
    """A Gaussian of 1.2 pixels."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.2), np.uint8)


def mixed(picture: Pixels, random: np.random.Generator) -> Pixels:
    """Any of these together, as in training."""
    recipe = RestoreRecipe()
    damage = Damage(recipe.blur, recipe.noise, recipe.quality, recipe.resample)
    return damage(picture, 1, random)


def untouched(picture: Pixels, random: np.random.Generator) -> Pixels:
    """Nothing: what does a restorer do to a picture that is fine?"""
    return picture
