"""Our own small upscaler and restorer: what is missing is added to what is there.

Plain 3×3 convolutions in residual blocks without norms (EDSR, Lim et al. 2017), all at the small
size, then one pixel shuffle (Shi et al. 2016). A restorer of scale 1 works at half the size, which
costs a quarter and sees twice as far (as Real-ESRGAN, Wang et al. 2021, does for its scale 2).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.kinds import Restorer
from gan_core.networks.padding import pad_to_multiple


class _Block(nn.Module):
    """Residual: filter, bend, filter."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        with torch.no_grad():  # many blocks in a row begin close to the identity
            self.second.weight.mul_(0.1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(F.leaky_relu(self.first(x), 0.1))


class Enhancer(Restorer):
    """`net(image)`: N×3×H×W in [0, 1] to N×3×scale·H×scale·W, about [0, 1].

    An untrained network gives the picture itself, enlarged bicubically.

    Args:
        scale: output pixels a side for one input pixel: 1, 2, 3 or 4.
        width: channels inside.
        blocks: residual blocks; each lets a pixel look 2 pixels further, at scale 1 another 4.
    """

    architecture = "ganvas-enhancer"
    fast_dtype = torch.float16
    channels_last = True
    reach: int

    def __init__(self, scale: int = 2, width: int = 48, blocks: int = 8) -> None:
        super().__init__()
        assert scale in (1, 2, 3, 4), f"scale must be 1 to 4, not {scale}"
        self.config = {"scale": scale, "width": width, "blocks": blocks}
        self.scale = scale
        self.stride = self.stride = (
            2 if scale == 1 else 1
        )  # input pixels a side that make one place inside
        # pixels away from its own that an output pixel depends on
        self.reach = (2 * blocks + 2) * self.stride + self.stride - 1
        self.enter = nn.Conv2d(3 * self.stride**2, width, 3, padding=1)
        self.blocks = nn.Sequential(*(_Block(width) for _ in range(blocks)))
        self.leave = nn.Conv2d(width, 3 * (self.stride * scale) ** 2, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)  # type: ignore[arg-type]

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        height, width = (side * self.scale for side in image.shape[-2:])
        padded = pad_to_multiple(image, self.stride)
        x = self.enter(F.pixel_unshuffle(padded * 2 - 1, self.stride))
        # Small steps of the weights shall be small steps of the colours.
        added = F.pixel_shuffle(0.1 * self.leave(self.blocks(x)), self.stride * self.scale)
        return _enlarged(image, self.scale) + added[..., :height, :width]


def _enlarged(image: torch.Tensor, scale: int) -> torch.Tensor:
    if scale == 1:
        return image
    return F.interpolate(image, scale_factor=scale, mode="bicubic", align_corners=False)
