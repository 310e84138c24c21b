"""Draw the two style pictures that no painter left us: pencil hatching and a mosaic.

    python resources/styles/draw.py data/paintings data/drawn

Both are made from paintings in the public domain: tones for the pencil, colours for the mosaic.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

_HEIGHT = 512


def read(path: Path) -> np.ndarray:
    """A painting, H×W×3 in [0, 1], 512 pixels high."""
    image = cv2.imread(str(path))
    if image is None:
        raise SystemExit(f"{path} cannot be read; collect the training pictures first.")
    width = round(image.shape[1] * _HEIGHT / image.shape[0])
    return cv2.resize(image, (width, _HEIGHT), interpolation=cv2.INTER_AREA) / 255.0


def pencil(painting: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Tone as layers of hatching, each in another direction, and dark outlines."""
    grey = cv2.cvtColor(painting.astype(np.float32), cv2.COLOR_BGR2GRAY)
    grey = cv2.createCLAHE(3.0, (4, 4)).apply((grey * 255).astype(np.uint8)) / 255.0
    tone = cv2.GaussianBlur(grey, (0, 0), 1.5)
    rows, columns = np.mgrid[: grey.shape[0], : grey.shape[1]]
    paper = np.ones_like(grey)
    layers = ((45, 0.85, 5.0), (38, 0.62, 4.0), (-40, 0.45, 4.5), (80, 0.3, 4.0), (10, 0.18, 3.5))
    for degrees, below, spacing in layers:
        angle = np.deg2rad(degrees)
        waver = _noise(grey.shape, 24, random) * 2.5
        across = rows * np.cos(angle) + columns * np.sin(angle) + waver
        pressure = 0.55 + 0.45 * _noise(grey.shape, 6, random)
        line = np.clip(1.6 * np.cos(2 * np.pi * across / spacing) - 0.4, 0, 1)
        reach = np.clip((below - tone) * 6, 0, 1)
        paper -= 0.5 * line * reach * pressure
    soft, softer = (cv2.GaussianBlur(grey, (0, 0), sigma) for sigma in (1.0, 1.8))
    outline = np.clip((softer - soft) * 14 - 0.12, 0, 1) * (
        0.6 + 0.4 * _noise(grey.shape, 8, random)
    )
    grain = 0.05 * random.standard_normal(grey.shape)
    shade = np.clip(paper - 0.9 * outline + grain * (paper < 0.97), 0.08, 1)
    return shade[..., None] * np.array([0.93, 0.965, 0.98])  # paper is a little warm; BGR


def mosaic(painting: np.ndarray, random: np.random.Generator, side: int = 14) -> np.ndarray:
    """Uneven tiles of one colour each, with dark joints."""
    height, width = painting.shape[:2]
    grid = np.stack(np.mgrid[0 : height + side : side, 0 : width + side : side], -1).reshape(-1, 2)
    centres = grid + random.uniform(-0.32, 0.32, grid.shape) * side
    pixels = np.stack(np.mgrid[:height, :width], -1).reshape(-1, 1, 2)
    near, second = np.full(height * width, 1e9), np.full(height * width, 1e9)
    owner = np.zeros(height * width, dtype=np.int64)
    for index, centre in enumerate(centres):
        # tiles are roughly square: the larger of both distances, softened, tells them apart
        top, left = np.maximum((centre - 2 * side).astype(int), 0)
        bottom, right = np.minimum((centre + 2 * side).astype(int), (height, width))
        window = (np.arange(top, bottom)[:, None] * width + np.arange(left, right)).ravel()
        offset = np.abs(pixels[window, 0] - centre)
        distance = (offset**4).sum(-1) ** 0.25
        closer = distance < near[window]
        second[window] = np.where(closer, near[window], np.minimum(second[window], distance))
        near[window] = np.where(closer, distance, near[window])
        owner[window[closer]] = index
    flat = painting.reshape(-1, 3)
    count = np.bincount(owner, minlength=len(centres)).clip(min=1)
    mean = np.stack([np.bincount(owner, flat[:, c], len(centres)) / count for c in range(3)], -1)
    mean = np.clip((mean - 0.5) * 1.25 + 0.5 + random.normal(0, 0.035, (len(centres), 1)), 0, 1)
    joint = np.clip((second - near) / 2.2, 0, 1)[:, None]
    shine = 1 + 0.10 * np.clip(1 - near / side * 2, -1, 1)[:, None]
    colour = mean[owner] * shine * joint + np.array([0.16, 0.17, 0.19]) * (1 - joint)
    return cv2.GaussianBlur(np.clip(colour, 0, 1).reshape(height, width, 3), (0, 0), 0.6)


def _noise(shape: tuple[int, ...], size: int, random: np.random.Generator) -> np.ndarray:
    """Smooth noise in about [-1, 1] whose blotches are `size` pixels wide."""
    coarse = random.uniform(-1, 1, (shape[0] // size + 2, shape[1] // size + 2))
    return cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    drawings = {
        "pencil": pencil(read(source / "leonardo-mona-lisa.png"), np.random.default_rng(0)),
        "mosaic": mosaic(read(source / "gogh-cafe-terrace-at-night.png"), np.random.default_rng(0)),
    }
    target.mkdir(parents=True, exist_ok=True)
    for name, picture in drawings.items():
        path = target / f"{name}.png"
        cv2.imwrite(str(path), (picture * 255).round().astype(np.uint8))
