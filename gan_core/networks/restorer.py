"""The restoration and super-resolution networks of spandrel behind one call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Restorer
from gan_core.networks.padding import mirror_to

Call = Callable[[nn.Module, torch.Tensor], torch.Tensor]


class WrappedRestorer(Restorer):
    """`net(image)`: N×3×H×W in [0, 1] to N×3×scale·H×scale·W, about [0, 1].

    Args:
        model: a network of spandrel.
        call: how to run it on 1×channels×h×w in [0, 1].
        config: what is known of it, plain JSON values.
        version: the name of its architecture.
        scale: output pixels a side for one input pixel.
        channels: 3, or 1 for a network of grey pictures, which sees red, green and blue in turn.
        pad: (height, width) to the pixels to add below and to the right that the network needs.
        fixed: the only side that the network takes, e.g. 512 for aligned faces; other pictures
            are resized to it and back.
        tiles: whether it may be shown a picture in parts.
    """

    architecture = "spandrel"

    def __init__(
        self,
        model: nn.Module,
        call: Call,
        config: dict[str, Any],
        version: str,
        scale: int = 1,
        channels: int = 3,
        pad: Callable[[int, int], tuple[int, int]] = lambda height, width: (0, 0),
        fixed: int | None = None,
        tiles: bool = True,
    ) -> None:
        super().__init__()
        self.model = model
        self.config = config
        self.version = version
        self.tiles = tiles
        self.scale = scale
        self.channels = channels
        self._call = call
        self._pad = pad
        self._fixed = fixed

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        height, width = image.shape[-2:]
        if self._fixed is not None:
            image = _resize(image, self._fixed, self._fixed)
        below, beside = self._pad(*image.shape[-2:])
        padded = mirror_to(image, image.shape[-2] + below, image.shape[-1] + beside)
        batch = padded.reshape(-1, self.channels, *padded.shape[-2:])
        # One by one: spandrel promises no more, and some of its networks add 1×1×h×w inputs.
        results = torch.cat([self._call(self.model, single[None]) for single in batch])
        picture = results.reshape(image.shape[0], 3, *results.shape[-2:])
        picture = picture[..., : self.scale * image.shape[-2], : self.scale * image.shape[-1]]
        return _resize(picture, self.scale * height, self.scale * width)


def _resize(image: torch.Tensor, height: int, width: int) -> torch.Tensor:
    if image.shape[-2:] == (height, width):
        return image
    return F.interpolate(image, (height, width), mode="bicubic", antialias=True)
