"""What jobs share that change a part of a picture: its box and what is around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from gan_core.jobs.canvas import Canvas
from gan_core.jobs.job import Given
from gan_core.ops.boxes import Box


@dataclass(frozen=True)
class Part:
    """A selection's bounds, and a box around them that is looked at.

    `soft` is the mask in the box, 1×1×h×w; `hard` the same with everything selected at 1, or None
    where all is. Tasks are given the hard one: soft edges are blended in the picture's own depth.
    """

    canvas: Canvas
    bounds: Box
    box: Box
    soft: torch.Tensor
    hard: torch.Tensor | None

    def pixels(self, clamp: bool = True) -> torch.Tensor:
        """1×3|4×h×w of the box."""
        return self.canvas.read(self.box, clamp)

    def changed(self, made: torch.Tensor, mask: torch.Tensor) -> Canvas:
        """The picture with `made` blended into the box."""
        (result,) = self.canvas.results(1, self.bounds)
        result.write(self.box, made, mask)
        return result


def selected(given: Given, use: str, margin: Callable[[Box], int], align: int = 1) -> Part:
    """What the mask selects of the image, or all of it.

    Args:
        use: the end of "The mask is empty: …".
        margin: pixels around the selection's bounds that are looked at too.
        align: the box begins at multiples of it.
    """
    whole = Box(0, 0, *given.image.size)
    if "mask" in given.masks:
        mask = given.mask("mask", use)
        box = mask.bounds.grown(margin(mask.bounds)) & whole
        box = Box(box.top // align * align, box.left // align * align, box.bottom, box.right)
    else:
        mask, box = given.image.everything(), whole
    soft = mask.tensor(box)
    hard = None if bool((soft > 0).all()) else (soft > 0).float()
    return Part(given.image, mask.bounds if "mask" in given.masks else whole, box, soft, hard)
