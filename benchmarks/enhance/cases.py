"""Photographs, and what is done to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from skimage import data

from gan_core.training.data.damage import Damage
from gan_core.training.data.folder import Pixels, read_pictures
from gan_core.training.recipes.restore import RestoreRecipe

SIDE = 384  # pixels of the square in the middle of each photograph that is looked at
_SCIKIT = (data.astronaut, data.chelsea, data.coffee, data.rocket, data.stereo_motorcycle)
_GRID = 12  # divides the sides, as every scale has to

Spoil = Callable[[Pixels, np.random.Generator], Pixels]


def scikit_photographs(side: int = SIDE) -> list[Pixels]:
    """The middle of five photographs that come with scikit-image; some are less high."""
    loaded = (photograph() for photograph in _SCIKIT)
    pictures = [one[0] if isinstance(one, tuple) else one for one in loaded]
    return [_middle(picture, side) for picture in pictures]


def photographs(folder: Path, most: int | None, side: int = SIDE) -> list[Pixels]:
    """The middle of every picture that is large enough; a large one is halved first.

    Pictures from the web are softer at their full size than a small one may become.
    """
    found = []
    for picture in read_pictures(folder):
        if min(picture.shape[:2]) >= 2 * SIDE:
            size = picture.shape[1] // 2, picture.shape[0] // 2
            picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        if min(picture.shape[:2]) >= SIDE:
            found.append(_middle(picture, side))
    return found[:most]


def _middle(picture: Pixels, side: int) -> Pixels:
    height, width = (min(length, side) // _GRID * _GRID for length in picture.shape[:2])
    top, left = (picture.shape[0] - height) // 2, (picture.shape[1] - width) // 2
    return np.ascontiguousarray(picture[top : top + height, left : left + width])


def small(scale: int) -> Spoil:
    """Scaled down, and nothing else."""

    def spoil(picture: Pixels, random: np.random.Generator) -> Pixels:
        size = picture.shape[1] // scale, picture.shape[0] // scale
        return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))

    return spoil


def small_and_poor(scale: int) -> Spoil:
    """Blurred by 0.7 pixels, scaled down, grain with a deviation of 3, JPEG at a quality of 70."""

    def spoil(picture: Pixels, random: np.random.Generator) -> Pixels:
        soft = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.7), np.uint8)
        return _coded(_noisy(small(scale)(soft, random), 3, random), 70)

    return spoil


def grain(picture: Pixels, random: np.random.Generator) -> Pixels:
    """Even noise with a deviation of 15 of 255."""
    return _noisy(picture, 15, random)


def jpeg(picture: Pixels, random: np.random.Generator) -> Pixels:
    """JPEG at a quality of 30."""
    return _coded(picture, 30)


def both(picture: Pixels, random: np.random.Generator) -> Pixels:
    """Grain with a deviation of 5, then JPEG at a quality of 50."""
    return _coded(_noisy(picture, 5, random), 50)


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


def _noisy(picture: Pixels, deviation: float, random: np.random.Generator) -> Pixels:
    noisy = picture + deviation * random.standard_normal(picture.shape)
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def _coded(picture: Pixels, quality: int) -> Pixels:
    _, code = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR))[..., ::-1])
