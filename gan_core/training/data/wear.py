"""What years do to a photograph: scratches, dust, hairs, folds, stains, tears and mould.

Each function takes a picture H×W×3 float32 in [0, 1] and lays one kind of damage over it, thin
kinds in pixels, whatever the picture's size. Where the picture has then visibly changed is what a
detector has to find.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from gan_core.training.data.folder import Pixels
from gan_core.training.data.masks import Random

Floats = NDArray[np.float32]
Values = NDArray[np.floating]

VISIBLE = 0.06  # mean change of the three colours from which a pixel counts as damaged
FAINT = 0.02  # up to which it counts as sound; between both, as either
_FINE = 3  # pixels drawn for one, so that lines have smooth edges


def scratches(picture: Floats, random: Random) -> Floats:
    """Long, nearly straight and thin; light where emulsion is gone, seldom dark or coloured."""
    for _ in range(random.integers(1, 5)):
        canvas = _canvas(picture)
        width = random.uniform(0.7, 4.0) if random.random() < 0.8 else random.uniform(4, 9)
        upright = random.random() < 0.4  # film is scratched along its way through the camera
        angle = np.pi / 2 + random.normal(0, 0.03) if upright else random.uniform(0, np.pi)
        reach = random.uniform(0.15, 1.5) * max(picture.shape[:2])
        _draw(canvas, _walk(picture, angle, reach, random.uniform(0, 0.04), random), width)
        opacity = _opacity(canvas) * random.uniform(0.45, 1.0)
        if random.random() < 0.6:  # it lifts off now and then
            opacity = opacity * _noise(picture, random.uniform(6, 60), random, 0.15, 0.6)
        picture = _over(picture, _worn_colour(random, light=0.75), opacity)
    return picture


def dust(picture: Floats, random: Random) -> Floats:
    """Specks of a pixel to a dozen, of any outline, light on prints of negatives, else dark."""
    canvas = _canvas(picture)
    light = random.random() < 0.65
    area = picture.shape[0] * picture.shape[1] / 128**2
    for _ in range(max(1, round(random.uniform(2, 18) * area))):
        radius = float(np.exp(random.normal(0.35, 0.6)))
        _blot(canvas, random.uniform(0, 1, 2) * picture.shape[:2], min(radius, 7.0), random)
    opacity = _opacity(canvas) * random.uniform(0.5, 1.0)
    return _over(picture, _worn_colour(random, light=1.0 if light else 0.0), opacity)


def hairs(picture: Floats, random: Random) -> Floats:
    """Curled and even in width, fine or coarse, dark or light, a little out of focus."""
    for _ in range(random.integers(1, 5)):
        canvas = _canvas(picture)
        reach = float(np.exp(random.uniform(np.log(25), np.log(260))))
        bend = random.uniform(0.03, 0.35)
        line = _walk(picture, random.uniform(0, 2 * np.pi), reach, bend, random, smooth=True)
        _draw(canvas, line, float(np.exp(random.uniform(np.log(0.6), np.log(2.8)))))
        opacity = _opacity(canvas)
        if random.random() < 0.5:
            opacity = _blurred(opacity, random.uniform(0.4, 1.0))
        opacity = opacity * random.uniform(0.45, 0.98)
        picture = _over(picture, _worn_colour(random, light=0.4), opacity)
    return picture


def folds(picture: Floats, random: Random) -> Floats:
    """A crease from side to side, or two that cross: paper bare along its ridge, light and shade
    beside it. A fine one has cracked in places only."""
    angle = random.choice((0.0, np.pi / 2)) + random.normal(0, 0.08)
    if random.random() < 0.3:
        angle = random.uniform(0, np.pi)
    for turn in (0.0, np.pi / 2) if random.random() < 0.25 else (0.0,):
        picture = _crease(picture, angle + turn, random)
    return picture


def _crease(picture: Floats, angle: float, random: Random) -> Floats:
    canvas = _canvas(picture)
    line = _walk(picture, angle, 3 * max(picture.shape[:2]), 0.02, random)
    _draw(canvas, line, 1.0)
    outside = (canvas < 128).astype(np.uint8)
    distance = _small(cv2.distanceTransform(outside, cv2.DIST_L2, 5) / _FINE, picture)
    width = float(np.exp(random.uniform(np.log(0.5), np.log(5.0))))
    shade = np.exp(-((distance / (1.5 * max(width, 1.0))) ** 2)) * random.uniform(-0.15, 0.15)
    picture = np.clip(picture + shade[..., None].astype(np.float32), 0, 1)
    ragged = distance - width * _noise(picture, random.uniform(2, 8), random, 0.25, 0.75) * 0.7
    bare = np.clip(0.7 - ragged, 0, 1) * random.uniform(0.6, 1.0)
    if width < 1.2:
        bare = bare * _noise(picture, random.uniform(4, 30), random, 0.2, 0.5)
    return _over(picture, _worn_colour(random, light=0.92), bare.astype(np.float32))


def stains(picture: Floats, random: Random) -> Floats:
    """Something was spilt: tinted, with a rim where it dried last; the picture shows through."""
    shortest = min(picture.shape[:2])
    for _ in range(random.integers(1, 3)):
        radius = shortest * random.uniform(0.06, 0.3)
        middle = random.uniform(0, 1, 2) * picture.shape[:2]
        y, x = np.indices(picture.shape[:2], dtype=np.float32)
        rough = _noise(picture, radius * 0.8, random) + 0.35 * _noise(picture, radius / 4, random)
        distance = np.hypot(y - middle[0], x - middle[1]) / radius + 0.7 * (rough - 0.67)
        soft = random.uniform(0.02, 0.15)
        inside = np.clip((1 - distance) / soft, 0, 1)
        rim = np.exp(-(((distance - 0.95) / 0.06) ** 2)) * random.uniform(0, 0.6)
        tint = random.choice(_TINTS)
        within = random.uniform(0.3, 0.85)
        if random.random() < 0.3:  # water: hardly more than the line to which it came
            within, rim = random.uniform(0, 0.25), rim * 1.5 + 0.2 * (rim > 0.1)
        strength = np.clip(inside * within + rim, 0, 1)[..., None]
        if random.random() < 0.2:  # bleached instead
            picture = picture + strength * 0.6 * (0.95 - picture)
        else:
            picture = picture * (1 - strength * (1 - tint))
        picture = picture.astype(np.float32)
    return picture


def tears(picture: Floats, random: Random) -> Floats:
    """From the edge inwards, or a corner that is gone: ragged, and paper or scanner beneath."""
    height, width = picture.shape[:2]
    canvas = _canvas(picture)
    side = int(random.integers(4))
    if random.random() < 0.3:
        reach = random.uniform(0.1, 0.4) * min(height, width)
        corner = np.array([(0, 0), (0, width), (height, width), (height, 0)][side], float)
        towards = np.where(corner > 0, -1.0, 1.0)
        along = np.linspace(0, 1, 14)[:, None]
        first, second = corner + towards * (reach, 0), corner + towards * (0, reach)
        edge = first * (1 - along) + second * along + random.normal(0, reach * 0.05, (14, 2))
        points = np.concatenate([edge, corner[None]])
    else:
        row, column = random.uniform(0.1, 0.9) * np.array([height, width])
        start = np.array([(0, column), (row, width), (height, column), (row, 0)][side])
        inward = [np.pi / 2, np.pi, -np.pi / 2, 0.0][side] + random.normal(0, 0.35)
        reach = random.uniform(0.15, 0.8) * min(height, width)
        # closed again, it is a ragged line
        open_by = random.uniform(0.3, 1.5) if random.random() < 0.4 else random.uniform(1.5, 12)
        t = np.linspace(0, 1, 24)
        step = np.array([np.sin(inward), np.cos(inward)])
        across = np.array([step[1], -step[0]])
        wander = np.cumsum(random.normal(0, reach * 0.012, 24))
        middle = start + t[:, None] * reach * step + wander[:, None] * across
        half = (open_by * (1 - t) + 0.4) * random.uniform(0.4, 1.6, 24)
        points = np.concatenate(
            [middle + half[:, None] * across, (middle - half[:, None] * across)[::-1]]
        )
    cv2.fillPoly(canvas, [_places(points)], 255)
    opacity = _opacity(canvas)
    paper = random.uniform(0.8, 1.0) if random.random() < 0.75 else random.uniform(0, 0.15)
    grain = paper + 0.05 * (_noise(picture, 1.5, random) - 0.5)
    warm = np.array((1.0, 0.98, 0.93) if random.random() < 0.5 else (1.0, 1.0, 1.0))
    torn = _over(picture, np.clip(grain[..., None] * warm, 0, 1), opacity)
    if random.random() < 0.6 and paper > 0.5:  # the thickness of the paper throws a shade
        edge = _blurred(opacity, 1.5) * (1 - opacity) * random.uniform(0.2, 0.8)
        torn = torn * (1 - edge[..., None])
    return torn.astype(np.float32)


def mould(picture: Floats, random: Random) -> Floats:
    """Colonies: many soft spots close together, brown, green, dark or pale."""
    canvas = _canvas(picture)
    for _ in range(random.integers(1, 4)):
        middle = random.uniform(0, 1, 2) * picture.shape[:2]
        spread = random.uniform(0.05, 0.25) * min(picture.shape[:2])
        for _ in range(random.integers(6, 45)):
            place = middle + random.normal(0, spread, 2)
            _blot(canvas, place, float(min(np.exp(random.normal(0.7, 0.6)), 9.0)), random)
    opacity = _opacity(canvas)
    opacity = cv2.GaussianBlur(opacity, (0, 0), random.uniform(0.5, 1.6)) * random.uniform(
        0.5, 0.95
    )
    return _over(picture, random.choice(_MOULDS), opacity)


KINDS: Mapping[str, Callable[[Floats, Random], Floats]] = {
    "scratches": scratches,
    "dust": dust,
    "hairs": hairs,
    "folds": folds,
    "stains": stains,
    "tears": tears,
    "mould": mould,
}
_TINTS = np.array(
    ((0.75, 0.55, 0.3), (0.6, 0.45, 0.35), (0.9, 0.8, 0.5), (0.4, 0.45, 0.7), (0.35, 0.3, 0.3))
)
_MOULDS = np.array(
    ((0.3, 0.22, 0.15), (0.2, 0.25, 0.18), (0.1, 0.1, 0.1), (0.8, 0.78, 0.7), (0.5, 0.35, 0.2))
)


def worn(picture: Pixels, kinds: Sequence[str], random: Random) -> tuple[Pixels, Floats]:
    """H×W×3 bytes with damage of these kinds, one over the other, and how much it shows, H×W."""
    before: Floats = picture.astype(np.float32) / np.float32(255)
    after = before
    for kind in kinds:
        after = KINDS[kind](after, random)
    shows: Floats = np.abs(after - before).mean(axis=2)
    return np.rint(after.clip(0, 1) * 255).astype(np.uint8), shows


def _canvas(picture: Floats) -> NDArray[np.uint8]:
    return np.zeros((picture.shape[0] * _FINE, picture.shape[1] * _FINE), np.uint8)


def _blurred(opacity: Floats, deviation: float) -> Floats:
    return cv2.GaussianBlur(opacity, (0, 0), deviation).astype(np.float32, copy=False)


def _small(fine: Values, picture: Floats) -> Floats:
    size = (picture.shape[1], picture.shape[0])
    return cv2.resize(fine.astype(np.float32), size, interpolation=cv2.INTER_AREA).astype(
        np.float32
    )


def _opacity(canvas: NDArray[np.uint8]) -> Floats:
    """H×W×… of what was drawn finely, 0 to 1."""
    height, width = canvas.shape[0] // _FINE, canvas.shape[1] // _FINE
    drawn = cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)
    return drawn.astype(np.float32) / np.float32(255)


def _over(picture: Floats, colour: NDArray, opacity: NDArray) -> Floats:
    share = opacity[..., None].astype(np.float32)
    return (picture * (1 - share) + colour.astype(np.float32) * share).astype(np.float32)


def _places(points: NDArray) -> NDArray[np.int32]:
    """Rows and columns of the picture to x and y of the fine canvas."""
    return np.rint(np.asarray(points)[:, ::-1] * _FINE).astype(np.int32)


def _draw(canvas: NDArray[np.uint8], line: NDArray, width: float) -> None:
    cv2.polylines(canvas, [_places(line)], False, 255, max(1, round(width * _FINE)), cv2.LINE_AA)


def _walk(
    picture: Floats,
    angle: float,
    reach: float,
    wander: float,
    random: Random,
    smooth: bool = False,
) -> NDArray[np.float64]:
    """Points N×2 (row, column) every few pixels, the direction changing by `wander` a step."""
    count = max(2, round(reach / 4))
    turns = random.normal(0, wander, count)
    if smooth:  # it is the curl that changes, not the direction alone
        turns = np.cumsum(random.normal(0, wander / 4, count)) * 0.6 + random.normal(0, wander / 3)
    angles = angle + np.cumsum(turns)
    steps = 4 * np.stack([np.sin(angles), np.cos(angles)], axis=1)
    line = np.cumsum(steps, axis=0)
    through = random.uniform(0, 1, 2) * picture.shape[:2]
    return line - line[int(random.integers(count))] + through


def _blot(canvas: NDArray[np.uint8], place: NDArray, radius: float, random: Random) -> None:
    """A filled outline of nine points about a place (row, column)."""
    angles = np.linspace(0, 2 * np.pi, 9, endpoint=False) + random.uniform(0, 1)
    stretch = random.uniform(0.5, 1.0)
    turn = random.uniform(0, np.pi)
    radii = radius * random.uniform(0.6, 1.3, 9)
    y, x = radii * np.sin(angles) * stretch, radii * np.cos(angles)
    points = np.stack(
        [
            place[0] + y * np.cos(turn) + x * np.sin(turn),
            place[1] + x * np.cos(turn) - y * np.sin(turn),
        ],
        axis=1,
    )
    cv2.fillPoly(canvas, [_places(points)], 255, cv2.LINE_AA)


def _noise(
    picture: Floats, cell: float, random: Random, low: float = 0.0, high: float = 1.0
) -> Floats:
    """Smooth noise H×W from 0 to 1, `cell` pixels from hill to hill; 0 below `low`, 1 above `high`
    of its range."""
    height, width = picture.shape[:2]
    rows, columns = (max(2, round(side / max(cell, 1)) + 1) for side in (height, width))
    coarse = random.random((rows, columns), dtype=np.float32)
    fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip((fine - low) / (high - low), 0, 1).astype(np.float32)


def _worn_colour(random: Random, light: float) -> NDArray[np.float64]:
    """A colour that is light with that probability, else dark; mostly without a tint."""
    level = random.uniform(0.8, 1.0) if random.random() < light else random.uniform(0.0, 0.22)
    tint = random.normal(0, 0.05, 3) if random.random() < 0.75 else random.uniform(-0.35, 0.2, 3)
    return np.clip(level + tint, 0, 1)
