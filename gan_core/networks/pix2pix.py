"""The U-Net generator of pix2pix (Isola et al. 2017)."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from gan_core.networks.kinds import Stylizer
from gan_core.networks.normalization import Norm
from gan_core.networks.operations.group_norm import instance_norm
from gan_core.networks.padding import pad_to_multiple


class _Level(nn.Module):
    """One level of the U: halve, the levels below, double; joined with its own input."""

    def __init__(
        self,
        outer: int,
        inner: int,
        below: _Level | None,
        norm: Norm | None,
        dropout: bool,
        folded: bool,
    ) -> None:
        super().__init__()
        own_bias = norm == "instance"
        bias = own_bias or folded

        def normed(convolution: nn.Module, width: int) -> list[nn.Module]:
            if norm == "instance":
                return [convolution, instance_norm(width)]
            bare = folded or norm is None
            return [convolution, nn.Identity() if bare else nn.BatchNorm2d(width)]

        down_bias = own_bias if below is None else bias
        down = nn.Conv2d(outer, inner, 4, stride=2, padding=1, bias=down_bias)
        joined = inner if below is None else 2 * inner
        up = nn.ConvTranspose2d(joined, outer, 4, stride=2, padding=1, bias=bias)
        # The innermost level has a single pixel at the published sizes: nothing to normalise.
        self.model = nn.Sequential(
            nn.LeakyReLU(0.2),
            *([down] if below is None else [*normed(down, inner), below]),
            nn.ReLU(inplace=True),
            *normed(up, outer),
            *([nn.Dropout(0.5)] if dropout else []),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([x, self.model(x)], dim=1)


class _Outermost(nn.Module):
    def __init__(self, ngf: int, below: _Level, norm: Norm | None) -> None:
        super().__init__()
        self.model = nn.Sequential(
            # No norm follows; the published code has a bias with instance norms alone all the same.
            nn.Conv2d(3, ngf, 4, stride=2, padding=1, bias=norm == "instance"),
            below,
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(2 * ngf, 3, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.model(x)


class Pix2PixUNet(Stylizer):
    """Picture to picture: `net(image)`, N×3×H×W in [0, 1] to the same size, about [0, 1].

    A side that 2**depth does not divide is continued by its mirror image and cropped again.

    Args:
        ngf: channels of the outermost level; they double down to 8·ngf.
        depth: halvings, at least 5; the published unet_256 has 8, unet_128 has 7.
        norm: "batch" (pix2pix), "instance" (CycleGAN's training of the same generator) or None.
        dropout: drop half of the features in the levels of 8·ngf channels while training. The
            published code drops them in use as well; here eval mode is deterministic.
        folded: the batch norms are already merged into the convolutions.
    """

    architecture = "pix2pix"
    fast_dtype = torch.float16
    channels_last = True

    def __init__(
        self,
        ngf: int = 64,
        depth: int = 8,
        norm: Norm | None = "batch",
        dropout: bool = True,
        folded: bool = False,
    ) -> None:
        super().__init__()
        assert depth >= 5, "the published U-Nets halve at least five times"
        self.config: dict[str, Any] = {
            "ngf": ngf,
            "depth": depth,
            "norm": norm,
            "dropout": dropout,
            "folded": folded,
        }
        self.stride = 2**depth
        level = _Level(8 * ngf, 8 * ngf, None, norm, False, folded)
        for _ in range(depth - 5):
            level = _Level(8 * ngf, 8 * ngf, level, norm, dropout, folded)
        for outer in (4 * ngf, 2 * ngf, ngf):
            level = _Level(outer, 2 * outer, level, norm, False, folded)
        self.model = _Outermost(ngf, level, norm)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        assert image.ndim == 4 and image.shape[1] == 3, f"N×3×H×W expected, got {image.shape}"
        height, width = image.shape[-2:]
        padded = pad_to_multiple(image, self.stride)
        return (self.model(padded * 2 - 1)[..., :height, :width] + 1) / 2
