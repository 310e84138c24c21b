"""A picture that need not fit into memory as floats: tasks read boxes of it and write boxes."""

from __future__ import annotations

from typing import Protocol

import torch

from gan_core.ops import alpha, known, masks
from gan_core.ops.boxes import Box
from gan_core.ops.resample import resize


class Canvas(Protocol):
    """What a task asks of it. Colours are sRGB floats in [0, 1], alpha is straight."""

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) in pixels."""
        ...

    def read(self, box: Box | None = None, clamp: bool = True) -> torch.Tensor:
        """1×3|4×h×w of a box, or of everything. Without `clamp`, values beyond [0, 1] stay."""
        ...

    def write(self, box: Box, pixels: torch.Tensor, mask: torch.Tensor) -> None:
        """Blend 1×3|4×h×w into a box through 1×1×h×w in [0, 1]; at 0 nothing is touched."""
        ...

    def shown(self, box: Box, pixels: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """A picture of it all, of any size, as if `pixels`, of any size, were written to a box."""
        ...


class TensorCanvas:
    """A picture 1×3|4×H×W that is written to in place."""

    def __init__(self, picture: torch.Tensor) -> None:
        self.picture = picture

    @property
    def size(self) -> tuple[int, int]:
        return self.picture.shape[-2], self.picture.shape[-1]

    def read(self, box: Box | None = None, clamp: bool = True) -> torch.Tensor:
        return self.picture if box is None else box.crop(self.picture)

    def write(self, box: Box, pixels: torch.Tensor, mask: torch.Tensor) -> None:
        touched = masks.bounds(mask)
        if touched is not None:
            part = touched.crop(box.crop(self.picture))
            made, share = touched.crop(pixels).to(part), touched.crop(mask).to(part)
            part.copy_(composed(part, made, share))

    def shown(self, box: Box, pixels: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        copy = TensorCanvas(self.picture.clone())
        copy.write(box, resize(pixels, box.shape).clamp(0, 1), mask)
        return copy.picture


def composed(image: torch.Tensor, made: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """`made` where the mask is 1, the image bit by bit where it is 0, a blend in between."""
    if made.shape[1] < image.shape[1]:
        made = torch.cat([made, image[:, 3:]], dim=1)
    whole = (mask >= 1) | known.strange(image)
    mixed = torch.where(whole, made, alpha.mix(image, made, mask))
    return torch.where(mask > 0, mixed, image)
