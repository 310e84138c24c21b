"""Earlier results, so that a discriminator does not forget them (Shrivastava et al. 2017)."""

from __future__ import annotations

import torch
from torch import nn


class PicturePool(nn.Module):
    """`size` pictures of `side`² pixels, kept as buffers: a checkpoint holds them.

    Half of the time a new picture goes through, half of the time it changes places with one of
    those that are kept. A pool of no pictures gives back what it is given.
    """

    kept: torch.Tensor
    count: torch.Tensor

    def __init__(self, size: int, side: int) -> None:
        super().__init__()
        self.register_buffer("kept", torch.zeros(size, 3, side, side))
        self.register_buffer("count", torch.zeros((), dtype=torch.long))

    @torch.no_grad()
    def exchange(self, pictures: torch.Tensor, chance: torch.Tensor) -> torch.Tensor:
        """N×3×side×side in and out; `chance` N×2, uniform in [0, 1), decides.

        How full the pool is stays on the device, so that nobody waits to know.
        """
        size = len(self.kept)
        if size == 0:
            return pictures
        given = []
        for picture, (whether, which) in zip(pictures, chance.unbind(), strict=True):
            full = self.count >= size
            place = torch.where(full, (which * size).long(), self.count).clamp(max=size - 1)[None]
            old = self.kept.index_select(0, place)[0]
            swapped = full & (whether < 0.5)
            given.append(torch.where(swapped, old, picture))
            self.kept.index_copy_(0, place, torch.where(~full | swapped, picture, old)[None])
            self.count += ~full
        return torch.stack(given)
