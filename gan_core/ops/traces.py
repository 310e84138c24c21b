"""What a picture went through, from its pixels alone: JPEG's grid and quality, grain, sharpness."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import torch
import torch.nn.functional as F

from gan_core.ops.boxes import Box
from gan_core.sentences import Sentence, joined

_SIDE = 768  # pixels a side of the middle that is looked at; more says nothing new
_BLOCK = 8  # JPEG's
_PATCH = 16  # pixels a side over which grain is measured
_LIGHT = (0.299, 0.587, 0.114)
# ITU-T T.81, table K.1: luminance at a quality of 50, of which libjpeg scales all others
_TABLE = (
    *(16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55),
    *(14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62),
    *(18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92),
    *(49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99),
)
_LOW = [(0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1), (0, 3), (3, 0)]  # often not zero
_QUALITIES = range(5, 96, 5)
_COHERENT = 0.35  # mean cosine that tells multiples of a step from other numbers
_LIKELIEST = 0.08  # what a coarser table may lack against the best: finer ones divide it
_CHANCE = 4.0  # what few coefficients may fit a table by accident, over the root of their number
_BLOCKS = 2304  # blocks of which the table is found
_PLACES = 2  # of the eight in each direction, where the grid may begin
GRID = 1.2  # how much steeper steps on the grid are than beside it, where JPEG left blocks
_QUIETEST = 0.02  # share of the patches
_BIAS = 0.86  # what of the noise's deviation the quietest patches show by chance
_NO_DETAIL = 1e-3
BLURRED = 0.35  # sharpness below it is blur that one sees
GRAINY = 2.0  # grain from which on one sees it
_WHITE = 0.95  # what of grain's deviation is left at half the size; of texture, as much or more
_EVEN = 1.4  # how much more than in the quietest there is in the quietest fifth; of texture, more
_ENOUGH = 160  # pixels of the shorter side below which chance and texture look like traces


@dataclass(frozen=True)
class Traces:
    """What was found.

    Attributes:
        blocks: how much steeper the steps between JPEG's blocks are than others, 1 for none; in
            the direction where they are less so, since a picture's own lines often run in one.
        quality: of JPEG, in fives as libjpeg counts; None where no table fits the pixels, such as
            after resizing.
        grain: deviation of the noise in flat places, of 255.
        sharpness: how much of the detail is as fine as pixels can show: about 0.5 and more in a
            sharp picture, 0.25 where it was blurred by a pixel.
    """

    blocks: float
    quality: int | None
    grain: float
    sharpness: float

    def __str__(self) -> str:
        """For people: "JPEG of about quality 30, grain of 4.2"."""
        found = []
        if self.quality is not None:
            found.append(Sentence("JPEG of about quality {quality}", quality=self.quality))
        elif self.blocks > GRID:
            found.append(Sentence("JPEG's blocks"))
        if self.grain >= GRAINY:
            found.append(Sentence("grain of {grain:.0f}", grain=self.grain))
        if self.sharpness < BLURRED:
            found.append(Sentence("blur"))
        return joined(found, ", ") if found else Sentence("a clean picture")


def middle(box: Box) -> Box:
    """What of a box is looked at; begins where a block of JPEG's begins, if the picture does."""
    height, width = box.shape
    top, left = max(0, (height - _SIDE) // 2), max(0, (width - _SIDE) // 2)
    top, left = top - top % _BLOCK, left - left % _BLOCK
    return Box(top, left, min(height, top + _SIDE), min(width, left + _SIDE)).moved(
        box.top, box.left
    )


def traces(image: torch.Tensor) -> Traces:
    """Look at the middle of 1×3×H×W in [0, 1]."""
    seen = middle(Box(0, 0, image.shape[-2], image.shape[-1])).crop(image)
    seen = seen.detach().float().cpu().clamp(0, 1) * 255
    light = (seen * seen.new_tensor(_LIGHT)[:, None, None]).sum(dim=1)[0]
    blocks, quality = 1.0, None
    doubt = max(1.0, _ENOUGH / min(light.shape))
    if min(light.shape) >= _BLOCK * _BLOCK:
        down, right = _steeper(light.T), _steeper(light)
        blocks = 1 + (min(float(down.max()), float(right.max())) - 1) / doubt
        quality = _quality(light - 128, _places(down), _places(right))
    return Traces(blocks, quality, _grain(seen, doubt), _sharpness(light))


def _steeper(light: torch.Tensor) -> torch.Tensor:
    """How much steeper the steps before each of eight columns are than those before others."""
    steps = (light[:, 1:] - light[:, :-1]).abs()
    # against the steps beside them, which tells a block's edge from an edge in the picture
    beside = (steps[:, 2:] + steps[:, :-2]) / 2
    inner = steps[:, 1:-1].mean(dim=0), beside.mean(dim=0)
    count = len(inner[0]) // _BLOCK * _BLOCK
    on, off = (values[:count].view(-1, _BLOCK).sum(dim=0) for values in inner)
    ratio = (on + 0.05 * count / _BLOCK) / (off + 0.05 * count / _BLOCK)
    return (ratio / ratio.median().clamp(min=_NO_DETAIL)).roll(2)  # the first is before column 2


def _places(steeper: torch.Tensor) -> list[int]:
    """Where blocks may begin: 0, as in whole pictures, and where steps are steepest."""
    return sorted({0, *steeper.topk(_PLACES).indices.tolist()})


def _quality(light: torch.Tensor, down: list[int], right: list[int]) -> int | None:
    """The quality of libjpeg's whose steps the coefficients of the blocks are multiples of.

    Args:
        light: H×W, 0 for a mean grey.
        down, right: rows and columns where blocks may begin.
    """
    best, scores = 0.0, dict.fromkeys(_QUALITIES, 0.0)
    for top, left in product(down, right):
        found = _scores(light[top:, left:])
        if max(found.values()) > best:
            best, scores = max(found.values()), found
    if best < _COHERENT:
        return None
    return min(quality for quality, score in scores.items() if score > best - _LIKELIEST)


def _scores(light: torch.Tensor) -> dict[int, float]:
    """How well blocks that begin in the corner fit the table of each quality."""
    rows, columns = light.shape[0] // _BLOCK, light.shape[1] // _BLOCK
    blocks = light[: rows * _BLOCK, : columns * _BLOCK]
    blocks = blocks.reshape(rows, _BLOCK, columns, _BLOCK).transpose(1, 2).flatten(0, 1)
    blocks = blocks[:: -(-len(blocks) // _BLOCKS)]
    cosines = _cosines()
    coefficients = cosines @ blocks @ cosines.T
    return {quality: _coherence(coefficients, quality) for quality in _QUALITIES}


def _coherence(coefficients: torch.Tensor, quality: int) -> float:
    """How well coefficients fit a quality's steps: 1 all of them, 0 as any numbers would."""
    total, count = 0.0, 0
    for row, column in _LOW:
        step = _step(_TABLE[_BLOCK * row + column], quality)
        values = coefficients[..., row, column].flatten()
        values = values[values.abs() > step / 2]  # zero is a multiple of everything
        if step >= 2 and len(values) >= 8:
            total += float((2 * math.pi * values / step).cos().sum())
            count += len(values)
    return total / count - _CHANCE / count**0.5 if count >= 64 else 0.0


def _step(entry: int, quality: int) -> int:
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    return min(max((entry * scale + 50) // 100, 1), 255)


def _cosines() -> torch.Tensor:
    """The orthonormal DCT-II of eight values."""
    place = torch.arange(_BLOCK, dtype=torch.float32)
    table = (math.pi / _BLOCK * (place[None] + 0.5) * place[:, None]).cos() * (2 / _BLOCK) ** 0.5
    table[0] *= 0.5**0.5
    return table


def _grain(seen: torch.Tensor, doubt: float) -> float:
    """Deviation of the noise where the picture is flattest, 0 where that may be texture.

    `doubt` is 1 or, of a small picture, more: of few patches the quietest may be texture.
    """
    planes = seen.transpose(0, 1)
    if min(planes.shape[-2:]) < _PATCH + 4:
        return 0.0
    squares, halved = _noise(planes, _PATCH), _noise(F.avg_pool2d(planes, 2), _PATCH // 2)
    light = F.avg_pool2d(planes[..., 1:-1, 1:-1], _PATCH)
    rows, columns = halved.shape[-2:]  # sometimes a row less
    squares, light = squares[..., :rows, :columns], light[..., :rows, :columns]
    # what is nearly black or white was cut off, its noise with it
    known = (light > 12) & (light < 243)
    squares, halved = squares[known], halved[known]
    if not squares.numel():
        return 0.0
    # texture is nowhere as even as grain: only the quietest patches tell one from the other
    floor = squares.quantile(_QUIETEST)
    grain = float(floor.sqrt()) / _BIAS
    quiet = squares <= squares.kthvalue(min(len(squares), max(4, int(_QUIETEST * len(squares)))))[0]
    white = halved[quiet].mean() < _WHITE**2 / doubt * squares[quiet].mean()
    even = grain >= GRAINY * doubt and squares.quantile(0.2) < _EVEN**2 * floor
    return grain if grain >= GRAINY and bool(white or even) else 0.0


def _noise(planes: torch.Tensor, patch: int) -> torch.Tensor:
    """Mean square of the noise in each patch (Immerkaer 1996)."""
    kernel = planes.new_tensor([[1.0, -2, 1], [-2, 4, -2], [1, -2, 1]])[None, None] / 6
    return F.avg_pool2d(F.conv2d(planes, kernel).square(), patch)


def _sharpness(light: torch.Tensor) -> float:
    """The finest detail as a share of all detail, where there is most of that."""
    fine, coarse = (_detail(light, size) for size in (3, 7))
    found = coarse > coarse.quantile(0.9)
    ratio = float((fine[found].sum() / coarse[found].sum().clamp(min=_NO_DETAIL)).sqrt())
    return min(max(ratio, 0.0), 1.0)


def _detail(light: torch.Tensor, size: int) -> torch.Tensor:
    """Energy of what a mean over size×size takes away, in patches."""
    plane = light[None, None]
    mean = F.avg_pool2d(plane, size, 1, size // 2, count_include_pad=False)
    return F.avg_pool2d((plane - mean).square(), min(_PATCH, *light.shape)).flatten()
