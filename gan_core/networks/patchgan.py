"""The PatchGAN discriminator of pix2pix and CycleGAN (Isola et al. 2017)."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from gan_core.networks.kinds import Discriminator
from gan_core.networks.normalization import Norm
from gan_core.networks.operations.group_norm import instance_norm


class PatchGANDiscriminator(Discriminator):
    """A logit for each overlapping patch: `net(image)`, N×C×H×W in [0, 1], to N×1×h×w.

    With 3 layers a logit sees 70×70 pixels and h, w are about an eighth of H, W.

    Args:
        channels: 3, or 6 for pix2pix, which judges input and output together, joined in this
            order along the channels.
        ndf: channels after the first layer; they double up to 8·ndf.
        layers: halvings.
        norm: "batch" (pix2pix), "instance" (CycleGAN) or None.
        spectral: spectral normalisation of every convolution (Miyato et al. 2018).
        bias: of the convolutions between the first and the last; None for all norms but "batch".
            The published code leaves it out without norms too.
    """

    architecture = "patchgan"

    def __init__(
        self,
        channels: int = 3,
        ndf: int = 64,
        layers: int = 3,
        norm: Norm | None = "instance",
        spectral: bool = False,
        bias: bool | None = None,
    ) -> None:
        super().__init__()
        self.config: dict[str, Any] = {
            "channels": channels,
            "ndf": ndf,
            "layers": layers,
            "norm": norm,
            "spectral": spectral,
            "bias": norm != "batch" if bias is None else bias,
        }

        def convolution(inputs: int, outputs: int, stride: int, bias: bool = True) -> nn.Module:
            layer = nn.Conv2d(inputs, outputs, 4, stride, padding=1, bias=bias)
            return spectral_norm(layer) if spectral else layer

        steps: list[nn.Module] = [convolution(channels, ndf, 2), nn.LeakyReLU(0.2, inplace=True)]
        before = ndf
        for index in range(1, layers + 1):
            after = ndf * min(2**index, 8)
            steps.append(
                convolution(before, after, 2 if index < layers else 1, self.config["bias"])
            )
            if norm == "batch":
                steps.append(nn.BatchNorm2d(after))
            elif norm == "instance":
                steps.append(instance_norm(after))
            elif not self.config["bias"]:
                steps.append(nn.Identity())  # which keeps the place, and so the published names
            steps.append(nn.LeakyReLU(0.2, inplace=True))
            before = after
        self.model = nn.Sequential(*steps, convolution(before, 1, 1))

    def forward(self, image: torch.Tensor, c: torch.Tensor | None = None) -> torch.Tensor:
        channels = self.config["channels"]
        assert image.ndim == 4 and image.shape[1] == channels, (
            f"N×{channels}×H×W expected, got {tuple(image.shape)}"
        )
        return self.model(image * 2 - 1)
