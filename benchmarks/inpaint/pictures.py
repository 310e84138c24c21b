"""Photographs that no model saw in training, and masks of three kinds for them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import skimage.data

COUNT = 40
LONGEST = 640  # pixels of the longer side
KINDS = ("object", "scratches", "border")
# photographs that come with scikit-image itself
_BUNDLED = (
    "astronaut.png",
    "chelsea.png",
    "coffee.png",
    "rocket.jpg",
    "motorcycle_left.png",
    "gravel.png",
)


@dataclass(frozen=True)
class Case:
    """A photograph and the part of it that a method has to do without."""

    name: str
    kind: str
    image: np.ndarray  # H×W×3 uint8
    mask: np.ndarray  # H×W bool, True = missing


def cases(folders: list[Path]) -> list[Case]:
    """COUNT photographs, from scikit-image and the folders, kinds of masks in turn."""
    paths = [Path(skimage.data.__file__).parent / name for name in _BUNDLED]
    paths += [path for folder in folders for path in sorted(folder.iterdir()) if _is_picture(path)]
    return [_case(path, KINDS[number % 3]) for number, path in enumerate(paths[:COUNT])]


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp")


def _case(path: Path, kind: str) -> Case:
    image = cv2.cvtColor(cv2.imread(str(path), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    scale = LONGEST / max(image.shape[:2])
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    random = np.random.default_rng(zlib.crc32(path.stem.encode()))
    draw = {"object": _object, "scratches": _scratches, "border": _border}[kind]
    return Case(path.stem, kind, image, draw(image.shape[0], image.shape[1], random))


def _object(height: int, width: int, random: np.random.Generator) -> np.ndarray:
    """A closed, gently lobed outline of about a sixth of the shorter side in radius."""
    angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    radius = np.ones_like(angle)
    for lobes in (2, 3, 5):
        radius += random.uniform(0.05, 0.22) * np.sin(lobes * angle + random.uniform(0, 7))
    radius *= min(height, width) * random.uniform(0.12, 0.18)
    middle = random.uniform(0.3, 0.7, 2) * (height, width)
    points = np.stack([middle[1] + radius * np.cos(angle), middle[0] + radius * np.sin(angle)], 1)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [points.astype(np.int32)], 1)
    return mask > 0


def _scratches(height: int, width: int, random: np.random.Generator) -> np.ndarray:
    """Some long curved lines of two to five pixels, and specks of dust."""
    mask = np.zeros((height, width), np.uint8)
    for _ in range(random.integers(4, 8)):
        ends = random.uniform(0, 1, (3, 2)) * (width, height)
        t = np.linspace(0, 1, 60)[:, None]
        curve = (1 - t) ** 2 * ends[0] + 2 * t * (1 - t) * ends[1] + t**2 * ends[2]
        cv2.polylines(mask, [curve.astype(np.int32)], False, 1, int(random.integers(2, 6)))
    for x, y in random.uniform(0, 1, (40, 2)) * (width, height):
        cv2.circle(mask, (int(x), int(y)), int(random.integers(1, 5)), 1, -1)
    return mask > 0


def _border(height: int, width: int, random: np.random.Generator) -> np.ndarray:
    """A strip along one side with an uneven inner edge."""
    side = int(random.integers(4))
    length, across = (width, height) if side < 2 else (height, width)
    t = np.linspace(0, 1, length)
    depth = np.full(length, random.uniform(0.1, 0.16))
    for waves in (1, 2, 4):
        depth += random.uniform(0, 0.03) * np.sin(2 * np.pi * (waves * t + random.uniform()))
    strip = np.arange(across)[:, None] < depth * across
    mask = strip if side < 2 else strip.T
    return np.ascontiguousarray(mask[::-1, ::-1] if side % 2 else mask)
