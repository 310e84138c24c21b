"""Several restorers as one: networks that err differently are together nearer to the truth."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F

from gan_core.networks.kinds import Restorer

_RESAMPLED = 4  # pixels that scaling and projecting back look further, each time
_WINDOW = 33  # pixels a side over which it is measured how much a network took away
_BACK = 2  # how often a result is held against what it was made from


class BlendedRestorer(Restorer):
    """`net(image)`: N×3×H×W in [0, 1] to N×3×scale·H×scale·W, a weighted mean of what parts make.

    Args:
        parts: restorers; results that are too large are scaled back.
        shares: weight of each, adding up to 1.
        scale: output pixels a side for one input pixel.
        grain: deviation of the picture's noise, of 1. Where the first part took less than that
            away, the others gain weight, smoothly: else it would leave islands of grain.
        consistent: of an enlarged picture: made so that it becomes the image when it is scaled down
            (iterative back-projection, Irani and Peleg 1991).
    """

    architecture = "blend"

    def __init__(
        self,
        parts: Sequence[Restorer],
        shares: Sequence[float],
        scale: int = 1,
        grain: float = 0.0,
        consistent: bool = False,
    ) -> None:
        super().__init__()
        assert len(parts) == len(shares) >= 1 and abs(sum(shares) - 1) < 1e-6, shares
        self.parts = torch.nn.ModuleList(parts)
        self.shares, self.scale = tuple(shares), scale
        self.grain, self.consistent = grain, consistent
        reaches = [part.reach for part in parts]
        if None not in reaches:
            further = _RESAMPLED * (1 + 2 * _BACK * consistent) + 2 * _WINDOW * (grain > 0)
            self.reach = max(reach for reach in reaches if reach is not None) + further
        lows = {part.fast_dtype for part in parts}
        self.fast_dtype = lows.pop() if len(lows) == 1 else None
        self.tf32 = all(part.tf32 for part in parts)
        self.channels_last = all(part.channels_last for part in parts)
        self.tiles = all(part.tiles for part in parts)
        self.config = {"shares": list(shares), "scale": scale, "consistent": consistent}

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        size = image.shape[-2] * self.scale, image.shape[-1] * self.scale
        first, *others = (_scaled(part(image).to(image), size) for part in self.parts)
        share = image.new_full((len(image), 1, 1, 1), self.shares[0])
        if others:
            total = sum(self.shares[1:])
            weighed = [part * (s / total) for part, s in zip(others, self.shares[1:], strict=True)]
            rest = torch.stack(weighed).sum(dim=0)
            if self.grain > 0:
                share = share * self._removed(image - first)
            first = torch.lerp(rest, first, share)
        for _ in range(_BACK * self.consistent):
            lacking = image - _scaled(first, (image.shape[-2], image.shape[-1]))
            first = first + _scaled(lacking, size)
        return first

    def _removed(self, noise: torch.Tensor) -> torch.Tensor:
        """How much of the grain was taken away around each pixel, N×1×H×W, 0 none and 1 all."""
        energy = _mean(noise.square().mean(dim=1, keepdim=True))
        return _mean((energy.sqrt() / self.grain).clamp(0, 1))


def _scaled(image: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    if tuple(image.shape[-2:]) == size:
        return image
    return F.interpolate(image, size, mode="bicubic", antialias=True)


def _mean(values: torch.Tensor) -> torch.Tensor:
    """Over a window around each pixel; at the edge over what there is of it."""
    return F.avg_pool2d(values, _WINDOW, 1, _WINDOW // 2, count_include_pad=False)
