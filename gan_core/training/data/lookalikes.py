"""What looks like damage and is none: cables, railings, window bars, branches and blades of grass.

Drawn into a picture in colours of its own, as sharp as it is, before damage is laid on: a finder of
damage learns from them what not to find.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from gan_core.training.data.folder import Pixels
from gan_core.training.data.masks import Random

_FINE = 3  # pixels drawn for one
Canvas = NDArray[np.uint8]


def lookalike(picture: Pixels, random: Random) -> Pixels:
    """H×W×3 bytes with one kind of thin things in it that belong to what is shown."""
    canvas = np.zeros((picture.shape[0] * _FINE, picture.shape[1] * _FINE), np.uint8)
    _DRAWN[int(random.integers(len(_DRAWN)))](canvas, random)
    size = (picture.shape[1], picture.shape[0])
    drawn = cv2.resize(canvas, size, interpolation=cv2.INTER_AREA)
    opacity: NDArray[np.floating] = drawn.astype(np.float32) / 255
    if random.random() < 0.6:  # as sharp as a lens is
        blurred = cv2.GaussianBlur(opacity, (0, 0), random.uniform(0.4, 1.1))
        opacity = blurred.astype(np.float32, copy=False)
    colour = _colour(picture, random)
    # round things are lighter on one side, all along
    turned = np.roll(opacity, int(random.choice((-1, 1))), axis=int(random.integers(2)))
    light = (opacity - turned) * random.uniform(0, 60)
    mixed = picture * (1 - opacity[..., None]) + colour * opacity[..., None] + light[..., None]
    return np.clip(np.rint(mixed), 0, 255).astype(np.uint8)


def _colour(picture: Pixels, random: Random) -> NDArray[np.floating]:
    """Dark or light, as something in the picture is."""
    pixels = picture.reshape(-1, 3)
    order = pixels.sum(axis=1, dtype=np.int64).argsort()
    at = random.uniform(0, 0.1) if random.random() < 0.7 else random.uniform(0.8, 1.0)
    found: NDArray[np.floating] = pixels[order[int(at * (len(order) - 1))]].astype(np.float32)
    return np.clip(found + (random.uniform(-40, 0) if at < 0.5 else random.uniform(0, 20)), 0, 255)


def _cables(canvas: Canvas, random: Random) -> None:
    """One to five, sagging alike from side to side."""
    side = canvas.shape[1]
    x = np.linspace(-0.1 * side, 1.1 * side, 40)
    first, slope = random.uniform(-0.2, 1.0) * side, random.normal(0, 0.25)
    sag, lowest = random.uniform(0, 0.25) * side, random.uniform(0, 1)
    width = max(1, round(_FINE * random.uniform(0.6, 2.4)))
    for n in range(int(random.integers(1, 6))):
        y = first + slope * x + sag * (1 - (x / side - lowest) ** 2)
        y = y + n * random.uniform(0.04, 0.15) * side
        _line(canvas, np.stack([x, y], axis=1), width)


def _bars(canvas: Canvas, random: Random) -> None:
    """Railings and window bars: many alike at even distances, often with others across."""
    side = canvas.shape[0]
    width = max(1, round(_FINE * random.uniform(0.8, 4.5)))
    upright = random.random() < 0.75
    lean = random.normal(0, 0.08)
    for across in (False, True) if random.random() < 0.6 else (False,):
        step = side / random.uniform(2, 16) if not across else side / random.uniform(1, 5)
        at = random.uniform(0, step)
        ends = np.array([random.uniform(-0.3, 0.6), random.uniform(0.5, 1.3)]) * side
        while at < side:
            drift = lean * (ends - side / 2)
            points = np.stack([at + drift, ends], axis=1)
            _line(canvas, points if upright != across else points[:, ::-1], width)
            at += step * random.uniform(0.97, 1.03)


def _branches(canvas: Canvas, random: Random) -> None:
    """From an edge inwards, forking and thinning."""
    side = canvas.shape[0]
    for _ in range(int(random.integers(1, 4))):
        angle = random.uniform(0, 2 * np.pi)
        start = side / 2 - np.array([np.cos(angle), np.sin(angle)]) * side * 0.65
        start = start + random.normal(0, side * 0.2, 2)
        _branch(canvas, start, angle, side * random.uniform(0.2, 0.5), 5.0 * _FINE, 4, random)


def _branch(
    canvas: Canvas,
    start: NDArray[np.floating],
    angle: float,
    reach: float,
    width: float,
    forks: int,
    random: Random,
) -> None:
    angles = angle + np.cumsum(random.normal(0, 0.12, 8))
    steps = np.stack([np.cos(angles), np.sin(angles)], axis=1) * reach / 8
    points = np.concatenate([start[None], start + np.cumsum(steps, axis=0)])
    for n in range(8):
        _line(canvas, points[n : n + 2], max(1, round(width * (1 - 0.06 * n))))
    if forks and width > 1:
        for _ in range(int(random.integers(2, 4))):
            turn = random.normal(0, 0.6)
            at = points[int(random.integers(3, 9))]
            _branch(canvas, at, angle + turn, reach * 0.65, width * 0.5, forks - 1, random)


def _grass(canvas: Canvas, random: Random) -> None:
    """Blades, all rooted below and leaning about alike."""
    side = canvas.shape[0]
    lean, reach = random.normal(0, 0.3), side * random.uniform(0.1, 0.5)
    width = max(1, round(_FINE * random.uniform(0.6, 2.0)))
    ground = random.uniform(0.4, 1.2) * side
    for _ in range(int(random.integers(12, 90))):
        t = np.linspace(0, 1, 8)
        own, curl = lean + random.normal(0, 0.25), random.normal(0, 0.35)
        length = reach * random.uniform(0.4, 1.2)
        x = random.uniform(0, side) + length * (own * t + curl * t**2)
        y = ground + random.normal(0, 0.08) * side - length * t
        _line(canvas, np.stack([x, y], axis=1), width)


_DRAWN: tuple[Callable[[Canvas, Random], None], ...] = (_cables, _bars, _branches, _grass)


def _line(canvas: Canvas, points: NDArray[np.floating], width: int) -> None:
    cv2.polylines(canvas, [np.rint(points).astype(np.int32)], False, 255, width, cv2.LINE_AA)
