"""What `Level` lays out for the processor, as tensors, and how much there is of what.

The same numbers but for how a scaled page is sampled, which OpenCV does at 32nds of a pixel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from gan_core.ops import masks
from gan_core.ops.patches.level import (
    BITS,
    DEEPEST,
    IDENTITY,
    MIRRORED,
    PRICE,
    RADIUS,
    SIDE,
    Layers,
    Rules,
    Turn,
    about_centre,
    whole_by_pooling,
)


@dataclass(frozen=True)
class Counts:
    """How many there are, and where; all that the host has to know of a size."""

    sources: int  # whole patches of the picture itself
    choices: int  # of all pages
    targets: int
    hole: int
    box: tuple[int, int, int, int]  # top, bottom, left, right of the targets


class Layout:
    """Sources and targets of a picture; see `Sources` and `Targets`.

    Attributes:
        values: S×H×W×C.
        about: S×H×W×(2+3+G).
        origin: S×6.
        choices: numbers of all sources.
        where, trust, weights, known, total: see `Targets`; H×W, weights H×(W·C).
        targets, hole: their places, y·W + x, int32.
    """

    def __init__(self, layers: Layers, rules: Rules) -> None:
        self.height, self.width = layers.hole.shape[-2:]
        self.turns, self.colours = (IDENTITY, *rules.turns), rules.colours
        self.values, self.about, self.origin = self._sources(layers)
        self._lay_targets(layers, rules)
        valid = self.about[..., PRICE].isfinite()
        self.counts = self._counted(layers.hole, valid)
        self.targets = _places(self.where, self.counts.targets).int()
        self.hole = _places(layers.hole, self.counts.hole).int()
        place = _places(valid, self.counts.choices)
        row = place // self.width  # of all pages, one below the other
        page, y = row // self.height, row % self.height
        self.choices = (page << 2 * BITS) + (y << BITS) + place % self.width

    def price(self, price: Tensor) -> None:
        """See `Level.price`."""
        for page, turn in enumerate(self.turns):
            kept = self.about[page, ..., PRICE]
            new = self._page(turn, price.device)(price[None, None], "bilinear")[0, 0]
            self.about[page, ..., PRICE] = torch.where(kept.isfinite(), new, torch.inf)

    def _sources(self, layers: Layers) -> tuple[Tensor, Tensor, Tensor]:
        values: list[Tensor] = []
        about: list[Tensor] = []
        origin: list[list[float]] = []
        usable = layers.usable.float()
        for turn in self.turns:
            origin.append(about_centre(turn, self.height, self.width).ravel().tolist())
            if turn == MIRRORED:
                values.append(values[0].flip(1))
                about.append(about[0].flip(1))
                continue
            shown = self._page(turn, usable.device)
            known = shown(usable, "bilinear") > 0.999
            price = torch.where(whole_by_pooling(known), 0.0, torch.inf)[0, 0, ..., None]
            pixels = shown(layers.pixels, "bicubic")
            guide = shown(layers.guide, "bilinear")
            values.append(pixels[0].permute(1, 2, 0).contiguous())
            moments = _moments(pixels[:, : self.colours])
            about.append(torch.cat([price, moments, guide[0].permute(1, 2, 0)], dim=2))
        place = layers.pixels.device
        return torch.stack(values), torch.stack(about), _sent(torch.tensor(origin), place)

    def _lay_targets(self, layers: Layers, rules: Rules) -> None:
        hole = layers.hole[0, 0].float()
        where = (masks.grow(layers.hole.float(), RADIUS) > 0)[0, 0] & ~layers.void[0, 0]
        self.where = torch.zeros_like(where)
        inner = slice(RADIUS, -RADIUS)
        self.where[inner, inner] = where[inner, inner]
        self.trust = rules.decay ** -layers.depth[0, 0].clamp(max=DEEPEST)
        weight = self.trust * (1 + (rules.doubt - 1) * hole)
        weight = torch.where(layers.void[0, 0], 0.0, weight)
        both = _mean(torch.stack([weight, weight * (1 - hole)])[None])[0] * SIDE**2
        self.total = both[0].contiguous()
        self.known = (both[1] / self.total.clamp(min=1e-30)).clamp(0, 1)
        self.weights = weight.repeat_interleave(layers.pixels.shape[1], dim=1)

    def _counted(self, hole: Tensor, valid: Tensor) -> Counts:
        numbers = torch.stack([valid[0].sum(), valid.sum(), self.where.sum(), hole.sum()])
        told = torch.cat([numbers, masks.edges(self.where)]).tolist()
        sources, choices, targets, pixels, *box = told
        if not targets:
            box = [0] * 4
        return Counts(sources, choices, targets, pixels, (box[0], box[1], box[2], box[3]))

    def _page(self, turn: Turn, device: torch.device) -> Callable[[Tensor, str], Tensor]:
        """What samples layers 1×C×H×W as a page shows them: each pixel from where it lies in the
        picture, 0 from beyond."""
        if turn == IDENTITY:
            return lambda layer, how: layer
        if turn == MIRRORED:
            return lambda layer, how: layer.flip(3)
        (a, b, c), (d, e, f) = about_centre(turn, self.height, self.width).tolist()
        y = torch.arange(self.height, device=device)[:, None]
        x = torch.arange(self.width, device=device)[None, :]
        across = (a * x + b * y + c) * (2 / (self.width - 1)) - 1
        down = (d * x + e * y + f) * (2 / (self.height - 1)) - 1
        grid = torch.stack([across, down], dim=2)[None]
        return lambda layer, how: functional.grid_sample(
            layer, grid, how, "zeros", align_corners=True
        )


def _moments(colours: Tensor) -> Tensor:
    """1×B×H×W → H×W×(1+B): standard deviation of all colours and mean of each over the patch
    around each pixel."""
    mean, square = _mean(colours), _mean(colours.square().mean(dim=1, keepdim=True))
    spread = (square - mean.square().mean(dim=1, keepdim=True)).clamp(min=0).sqrt()
    return torch.cat([spread, mean], dim=1)[0].permute(1, 2, 0)


def _mean(planes: Tensor) -> Tensor:
    """Over the patch around each pixel, the picture mirrored at its border."""
    for sides, kernel in (((0, 0, 1, 1), (SIDE, 1)), ((1, 1, 0, 0), (1, SIDE))):
        padded = functional.pad(planes, [RADIUS * side for side in sides], mode="reflect")
        planes = functional.avg_pool2d(padded, kernel, stride=1)
    return planes


def _places(mask: Tensor, count: int) -> Tensor:
    """Where a mask is set, as indices into all of it; their number is known already."""
    return mask.flatten().nonzero_static(size=count)[:, 0]


def _sent(numbers: Tensor, device: torch.device) -> Tensor:
    """On its way to a card; an ordinary copy would wait for what that is doing."""
    if device.type == "cuda":
        numbers = numbers.pin_memory()
    return numbers.to(device, torch.float32, non_blocking=True)
