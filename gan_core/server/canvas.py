"""A picture as it came over the wire, which jobs read and change box by box."""

from __future__ import annotations

import numpy as np
import torch

from gan_core.files.mask import Mask
from gan_core.jobs.canvas import SHOWN, Canvas, all_of, pasted
from gan_core.ops.boxes import Box
from gan_core.server import pixels
from gan_core.tasks.canvas import composed

_ROWS = 256  # at a time, where all of a picture has to be floats


class WireCanvas:
    """The payload stays as it is; what is written lies over it, in floats."""

    def __init__(self, raw: pixels.Raw) -> None:
        self._raw = raw
        self._patches: list[tuple[Box, torch.Tensor]] = []

    @property
    def size(self) -> tuple[int, int]:
        return self._raw.header.height, self._raw.header.width

    def read(self, box: Box | None = None, clamp: bool = True) -> torch.Tensor:
        box = box or Box(0, 0, *self.size)
        found = self._raw.tensor(box)
        for place, patch in self._patches:
            shared = place & box
            if min(shared.shape) > 0:
                part = shared.moved(-place.top, -place.left).crop(patch)
                shared.moved(-box.top, -box.left).crop(found).copy_(part)
        return found

    def write(self, box: Box, pixels: torch.Tensor, mask: torch.Tensor) -> None:
        here = self.read(box)
        self._patches.append((box, composed(here, pixels.to(here), mask.to(here))))

    def shown(self, box: Box, pixels: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        step = -(-max(self.size) // SHOWN)
        small = self._raw.tensor(step=step)
        for place, patch in self._patches:
            pasted(small, step, place, patch, torch.ones_like(patch[:, :1]))
        return pasted(small, step, box, pixels, mask)

    def results(self, count: int, bounds: Box) -> list[Canvas]:
        return [WireCanvas(self._raw) for _ in range(count)]

    def everything(self) -> Mask:
        return all_of(self.size)

    def encoded(self, layout: pixels.Layout) -> tuple[pixels.Header, memoryview]:
        """All of it as rows of `layout`: bytes are copied where they need no conversion."""
        own = self._raw.header
        height, width = self.size
        header = pixels.Header(
            channels=layout.channels, dtype=layout.dtype, width=width, height=height
        )
        same = (own.channels, own.dtype) == (layout.channels, layout.dtype)
        if same and own.dtype != "f32":  # which may hold anything
            rows = np.array(self._raw.pixels)
            for box, patch in self._patches:
                rows[box.slices] = pixels.rows(patch, layout)
        else:
            parts = range(0, height, _ROWS)
            boxes = (Box(top, 0, min(top + _ROWS, height), width) for top in parts)
            rows = np.concatenate([pixels.rows(self.read(box), layout) for box in boxes])
        return header, rows.reshape(-1).view(np.uint8).data
