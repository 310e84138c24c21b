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
        """N×3×side×side in and out; `chance` N×2, uniform in [0, 1), decides."""
        given = []
        for picture, (whether, which) in zip(pictures, chance.tolist(), strict=True):
            if self.count < len(self.kept):
                self.kept[self.count] = picture
                self.count += 1
            elif whether < 0.5 and len(self.kept):
                place = int(which * len(self.kept))
                given.append(self.kept[place].clone())
                self.kept[place] = picture
                continue
            given.append(picture)
        return torch.stack(given)
