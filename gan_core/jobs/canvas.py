"""Pictures that jobs read and change: in the depth and colours that they came in."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np
import torch

from gan_core import memory
from gan_core.files import Mask, Picture
from gan_core.ops.boxes import Box
from gan_core.ops.resample import resize
from gan_core.sentences import Sentence
from gan_core.tasks import canvas as tasks

_AS_FLOATS = 64  # bytes a pixel that reading takes
SHOWN = 1024  # longest side of a preview


class Canvas(tasks.Canvas, Protocol):
    """A canvas that is the start of several results."""

    def results(self, count: int, bounds: Box) -> list[Canvas]:
        """Canvases with these pixels, each to be changed within `bounds` and to be kept."""
        ...

    def everything(self) -> Mask:
        """A mask of all of it, but for numbers that are none: nobody asked to fill them."""
        ...


class PictureCanvas:
    """A picture as a file holds it; only the boxes that are asked for become floats.

    With `spare` nobody needs its own pixels any more: a single result takes their place.
    """

    def __init__(self, picture: Picture, *, spare: bool = False) -> None:
        self.picture, self.spare = picture, spare
        self._small: torch.Tensor | None = None

    @property
    def size(self) -> tuple[int, int]:
        width, height = self.picture.size
        return height, width

    def read(self, box: Box | None = None, clamp: bool = True) -> torch.Tensor:
        return self.picture.tensor(box, clamp)

    def write(self, box: Box, pixels: torch.Tensor, mask: torch.Tensor) -> None:
        self.picture.paste(pixels, box, mask)

    def shown(self, box: Box, pixels: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        step = -(-max(self.size) // SHOWN)
        thin = self.picture.pixels[::step, ::step]
        return pasted(replace(self.picture, pixels=thin.copy()).tensor(), step, box, pixels, mask)

    def results(self, count: int, bounds: Box) -> list[Canvas]:
        if self.spare and count == 1:
            return [self]
        return [PictureCanvas(self.copied()) for _ in range(count)]

    def copied(self) -> Picture:
        """The picture with pixels of its own."""
        return replace(self.picture, pixels=self.picture.pixels.copy())

    def everything(self) -> Mask:
        strange = self.picture.strange()
        if strange is not None:
            return Mask(np.where(strange, np.uint8(0), np.uint8(255)))
        return all_of(self.size)


def all_of(size: tuple[int, int]) -> Mask:
    """A mask of (height, width): one byte seen everywhere takes no memory.

    What is done to all of a picture needs all of it as floats: MemoryLimitError where that would
    not fit, before the mask takes a part of it.
    """
    height, width = size
    memory.check(
        height * width * _AS_FLOATS,
        Sentence("A picture of {width}×{height}", width=width, height=height),
    )
    return Mask(np.broadcast_to(np.uint8(255), size))


def pasted(
    small: torch.Tensor, step: int, box: Box, pixels: torch.Tensor, mask: torch.Tensor
) -> torch.Tensor:
    """`small`, which holds every `step`th pixel, with what is made of a box pasted into it."""
    place = Box(box.top // step, box.left // step, -(-box.bottom // step), -(-box.right // step))
    place = place & Box(0, 0, small.shape[-2], small.shape[-1])
    part = place.crop(small)
    made = resize(pixels, place.shape).to(part).clamp(0, 1)
    share = resize(mask.to(part), place.shape).clamp(0, 1)
    part.copy_(tasks.composed(part, made, share))
    return small
