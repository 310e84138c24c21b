"""A picture at one size with unknown pixels, and where patches for them may come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np
import torch
from torch.nn import functional

RADIUS = 3  # patches of 7×7 pixels, as in PatchMatch (Barnes et al., 2009)
SIDE = 2 * RADIUS + 1
Turn = tuple[float, float, float, float]  # linear part (a, b, c, d) of a map from page to picture
IDENTITY = (1.0, 0.0, 0.0, 1.0)
MIRRORED = (-1.0, 0.0, 0.0, 1.0)
BITS = 20  # of a row or column in the number of a source
MASK = (1 << BITS) - 1
DEEPEST = 60  # pixels beyond which it no longer matters how deep in the hole a pixel lies
_AT_ONCE = 4  # channels that OpenCV moves together

PRICE, SPREAD, MEAN = 0, 1, 2  # where `about` holds what; the guide comes after the means


class Sources(NamedTuple):
    """The picture and versions of it, mirrored, turned or scaled: S pages of one size.

    The first page is the picture itself, hole included. A source is a number that says where the
    centre of a patch is: `source_at(page, y, x)`.
    """

    values: np.ndarray  # S×H×W×C float32, colours first
    about: np.ndarray  # S×H×W×(2+B+G): what is known of the patch around a pixel
    origin: np.ndarray  # S×6: x, y on the first page are (a b c; d e f) times (x, y, 1) on this one


class Targets(NamedTuple):
    """The patches that contain unknown pixels."""

    where: np.ndarray  # H×W bool, their centres
    trust: np.ndarray  # H×W float32: how much a patch counts where patches are averaged
    rows: np.ndarray  # H×(W·C): how much a pixel counts in the distance, for each channel
    known: np.ndarray  # H×W: the part of the patch's weight that lies on known pixels, 0 to 1
    total: np.ndarray  # H×W: sum of the weights over the patch's pixels


@dataclass(frozen=True)
class Layers:
    """What a level is made of.

    Attributes:
        pixels: 1×C×H×W float32, colours, then further channels that are compared as they are; in
            the hole a first guess.
        hole: 1×1×H×W bool, True where unknown.
        usable: 1×1×H×W bool, known pixels that may be copied.
        void: 1×1×H×W bool, unknown pixels that are not to be filled and count for nothing.
        guide: 1×G×H×W float32, whose squared differences count between the centres of patches.
        depth: 1×1×H×W float32, distance of each unknown pixel from what is known.
    """

    pixels: torch.Tensor
    hole: torch.Tensor
    usable: torch.Tensor
    void: torch.Tensor
    guide: torch.Tensor
    depth: torch.Tensor


@dataclass(frozen=True)
class Rules:
    """How a level is laid out.

    Attributes:
        decay: factor by which a pixel counts less a pixel deeper in the hole (Wexler et al., 2007).
        doubt: how much an unknown pixel counts in the distance against a known one.
        turns: linear parts (a, b, c, d) of the further pages, as maps from page to picture.
        colours: how many of the channels are colours, which a patch may shift.
    """

    decay: float
    doubt: float = 1.0
    turns: tuple[Turn, ...] = ()
    colours: int = 3


class Level:
    """One picture with a hole, laid out for patch search on the processor.

    Args:
        layers: the picture, on the CPU.
        stop_if_asked: called now and then; it may raise to stop.
    """

    def __init__(
        self, layers: Layers, rules: Rules, stop_if_asked: Callable[[], None] = lambda: None
    ) -> None:
        self.height, self.width = layers.hole.shape[-2:]
        self.colours = rules.colours
        # as long as there are colours and channels: numba unrolls loops over tuples' lengths
        self.layout = (0,) * self.colours, (0,) * layers.pixels.shape[1]
        self.hole = as_array(layers.hole)
        self._turns = (IDENTITY, *rules.turns)
        self.sources = _sources(layers, self.colours, self._turns, stop_if_asked)
        stop_if_asked()
        self.targets = _targets(layers, rules, stop_if_asked)
        stop_if_asked()
        found = []
        for page, valid in enumerate(self.valid):
            found.append(source_at(page, *np.nonzero(valid)))
            stop_if_asked()
        self.choices = np.concatenate(found)
        self.own_choices = len(found[0])  # those of the picture itself
        rows, columns = np.nonzero(self.targets.where)
        ends = (
            (rows.min(), rows.max() + 1, columns.min(), columns.max() + 1)
            if len(rows)
            else (0,) * 4
        )
        self.box = tuple(int(end) for end in ends)  # top, bottom, left, right of the targets
        self.repainted()

    @property
    def valid(self) -> np.ndarray:
        """S×H×W bool: the patch around a pixel is known throughout and may be copied."""
        return np.isfinite(self.sources.about[..., PRICE])

    @property
    def whole(self) -> np.ndarray:
        """H×W bool: `valid` of the picture itself."""
        return np.isfinite(self.sources.about[0, ..., PRICE])

    @property
    def pixels(self) -> np.ndarray:
        """H×W×C, the picture as it is filled now; to be changed in the hole, then `repainted`."""
        return self.sources.values[0]

    def price(self, price: np.ndarray) -> None:
        """Say what each pixel H×W costs as the centre of a source, on every page."""
        for page, turn in enumerate(self._turns):
            matrix = about_centre(turn, self.height, self.width)
            kept = self.sources.about[page, ..., PRICE]
            new = _warped(price, matrix, turn, cv2.INTER_LINEAR)
            kept[:] = np.where(np.isfinite(kept), new, np.inf)

    def repainted(self) -> None:
        """Note that the hole's pixels have changed."""
        top, bottom, left, right = self.box
        top, left = max(top - RADIUS, 0), max(left - RADIUS, 0)
        part = self.pixels[top : bottom + RADIUS, left : right + RADIUS, : self.colours]
        mean, spread = _moments(part)
        area = np.s_[top : bottom + RADIUS, left : right + RADIUS]
        where, about = self.targets.where[area], self.sources.about[0][area]
        about[where, SPREAD] = spread[where]
        about[where, MEAN : MEAN + self.colours] = mean[where]


def source_at(page: Any, y: Any, x: Any) -> Any:
    """The number of a source; neighbours' numbers differ by 1 and by 2²⁰.

    >>> [int(part) for part in source_place(source_at(1, 5, 7))]
    [1, 5, 7]
    """
    return (page << 2 * BITS) + (y << BITS) + x


def source_place(source: Any) -> tuple[Any, Any, Any]:
    """Page, row and column of a source."""
    return source >> 2 * BITS, (source >> BITS) & MASK, source & MASK


def as_array(tensor: torch.Tensor) -> np.ndarray:
    """1×C×H×W → H×W×C, or 1×1×H×W bool → H×W."""
    if tensor.dtype is torch.bool:
        return tensor[0, 0].numpy()
    return np.ascontiguousarray(tensor[0].permute(1, 2, 0).numpy(), dtype=np.float32)


def as_tensor(array: np.ndarray) -> torch.Tensor:
    """The inverse of `as_array` for pictures; a copy."""
    return torch.from_numpy(np.ascontiguousarray(array.transpose(2, 0, 1)))[None].clone()


def whole_patches(usable: torch.Tensor) -> torch.Tensor:
    """1×1×H×W bool → where the patch around a pixel is usable throughout and in the picture."""
    if usable.device.type != "cpu":
        return whole_by_pooling(usable)
    return torch.from_numpy(_whole(as_array(usable)))[None, None]


def whole_by_pooling(usable: torch.Tensor) -> torch.Tensor:
    """`whole_patches` as tensor operations."""
    other = functional.pad((~usable).float(), [RADIUS] * 4, value=1.0)
    for kernel in ((SIDE, 1), (1, SIDE)):
        other = functional.max_pool2d(other, kernel, stride=1)
    return other == 0


def _whole(usable: np.ndarray) -> np.ndarray:
    kernel = np.ones((SIDE, SIDE), np.uint8)
    whole = cv2.erode(
        usable.astype(np.uint8), kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    return whole > 0


def _sources(
    layers: Layers,
    colours: int,
    turns: tuple[Turn, ...],
    stop_if_asked: Callable[[], None],
) -> Sources:
    pixels, drawn = as_array(layers.pixels), as_array(layers.guide)
    usable = as_array(layers.usable)
    height, width = usable.shape
    stack = len(turns), height, width
    # torch's memory comes in small pages; numpy asks for huge ones, which a virtual machine has to
    # make room for first: in one, that took longer than all that is written into them
    values = torch.empty(*stack, pixels.shape[2]).numpy()
    about = torch.empty(*stack, 2 + colours + drawn.shape[2]).numpy()
    origin = np.empty((len(turns), 6), np.float32)
    for page, turn in enumerate(turns):
        matrix = about_centre(turn, height, width)
        origin[page] = matrix.ravel()
        stop_if_asked()
        if turn == MIRRORED:
            values[page] = values[0, :, ::-1]
            stop_if_asked()
            about[page] = about[0, :, ::-1]
            continue
        known = _warped(usable.astype(np.float32), matrix, turn, cv2.INTER_LINEAR) > 0.999
        about[page, ..., PRICE] = np.where(_whole(known), np.float32(0), np.float32(np.inf))
        stop_if_asked()
        _warp_into(values[page], pixels, matrix, turn, cv2.INTER_CUBIC)
        stop_if_asked()
        mean, spread = _moments(values[page, ..., :colours])
        about[page, ..., SPREAD] = spread
        about[page, ..., MEAN : MEAN + colours] = mean
        stop_if_asked()
        guide = about[page, ..., MEAN + colours :]
        _warp_into(guide, drawn, matrix, turn, cv2.INTER_LINEAR)
        stop_if_asked()
    return Sources(values, about, origin)


def about_centre(turn: Turn, height: int, width: int) -> np.ndarray:
    """2×3: where x, y, 1 of a page lie on the picture; the centres of both are in one place."""
    a, b, c, d = turn
    x, y = (width - 1) / 2, (height - 1) / 2
    return np.array([[a, b, x - a * x - b * y], [c, d, y - c * x - d * y]])


def _warped(
    layer: np.ndarray,
    matrix: np.ndarray,
    turn: Turn,
    how: int,
) -> np.ndarray:
    """Each pixel of the page, H×W or H×W×(up to 4), from where it lies in the picture; 0 from
    beyond."""
    if turn == IDENTITY:
        return layer
    if turn == MIRRORED:
        return layer[:, ::-1]
    size = (layer.shape[1], layer.shape[0])
    return cv2.warpAffine(layer, matrix, size, flags=how | cv2.WARP_INVERSE_MAP)


def _warp_into(
    page: np.ndarray,
    layer: np.ndarray,
    matrix: np.ndarray,
    turn: Turn,
    how: int,
) -> None:
    """`_warped` of any number of channels: the memory of a picture is new, and slow, each time."""
    if turn in (IDENTITY, MIRRORED):
        page[:] = _warped(layer, matrix, turn, how)
        return
    for c in range(0, layer.shape[2], _AT_ONCE):
        part = np.ascontiguousarray(layer[..., c : c + _AT_ONCE])
        warped = _warped(part, matrix, turn, how)
        page[..., c : c + _AT_ONCE] = warped.reshape(part.shape)


def _moments(colours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean of each colour and standard deviation of all over the patch around each pixel."""
    size = (SIDE, SIDE)
    colours = np.ascontiguousarray(colours)
    mean = cv2.blur(colours, size)
    square = cv2.blur(_mean_square(colours), size)
    return mean, np.sqrt(np.maximum(square - _mean_square(mean), 0))


def _mean_square(colours: np.ndarray) -> np.ndarray:
    return np.einsum("hwc,hwc->hw", colours, colours) / np.float32(colours.shape[2])


def _targets(layers: Layers, rules: Rules, stop_if_asked: Callable[[], None]) -> Targets:
    channels, height, width = layers.pixels.shape[1:]
    hole, void = as_array(layers.hole), as_array(layers.void)
    where = cv2.dilate(hole.astype(np.uint8), np.ones((SIDE, SIDE), np.uint8)) > 0
    where &= ~void
    where[:RADIUS] = where[height - RADIUS :] = False
    where[:, :RADIUS] = where[:, width - RADIUS :] = False
    depth = np.minimum(as_array(layers.depth)[..., 0], DEEPEST)
    trust = np.power(np.float32(rules.decay), -depth).astype(np.float32)
    weight = trust * np.where(hole, np.float32(rules.doubt), np.float32(1))
    weight[void] = 0
    stop_if_asked()
    size = (SIDE, SIDE)
    total = cv2.boxFilter(weight, -1, size, normalize=False)
    known = cv2.boxFilter(weight * ~hole, -1, size, normalize=False)
    share = np.clip(known / np.maximum(total, 1e-30), 0, 1)
    return Targets(where, trust, np.repeat(weight, channels, axis=1), share, total)
