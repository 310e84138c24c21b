"""The frozen network whose features all metrics are measured in.

The published FID and KID are measured in Inception-v3, whose weights no package registry has. Here
it is EfficientNet-Lite0: numbers compare with each other, not with those in papers, and so the
network and its checksum belong to every result.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
import torch.nn.functional as F
from torch import nn

from gan_core.networks.efficientnet_lite import EfficientNetLite0
from gan_core.training.losses.features import frozen_features

SIDE = 224  # pixels; what the network was trained at
# blocks after which pictures are compared place by place: strides 2, 4, 8, 16, 32
TAPS = (1, 3, 5, 11, 16)


class FeatureNetwork:
    """EfficientNet-Lite0 as metrics use it.

    Args:
        network: frozen, with the head; `FeatureNetwork.load()` takes the published weights.
        name, sha256: of the weights, for results.
    """

    def __init__(self, network: EfficientNetLite0, name: str, sha256: str) -> None:
        self.network, self.name, self.sha256 = network, name, sha256

    @classmethod
    def load(cls, device: str | torch.device | None = None) -> FeatureNetwork:
        """The published weights, from the catalogue (fetched on the first use)."""
        network = frozen_features()
        assert isinstance(network, EfficientNetLite0)
        info = network.info
        if device is not None:
            network.to(device)
        return cls(network, info.name, info.sha256 or "")

    @property
    def about(self) -> dict[str, str]:
        """What a result says of the features that it was measured in."""
        return {"network": self.name, "sha256": self.sha256}

    def features(
        self, pictures: torch.Tensor | Iterable[torch.Tensor], batch: int = 32
    ) -> torch.Tensor:
        """Pooled features N×1280 on the CPU, in the order of the pictures.

        Args:
            pictures: N×3×H×W in [0, 1], or an iterable of such batches, which may come from a
                generator function: only one batch is held at a time.
            batch: pictures at once.
        """
        parts = [pictures] if isinstance(pictures, torch.Tensor) else pictures
        found = []
        with torch.inference_mode():
            for part in parts:
                for some in part.split(batch):
                    found.append(self.network(fit(some.to(self._device))).float().cpu())
        return torch.cat(found).clone() if found else torch.empty(0, 1280)

    def distance(
        self, first: torch.Tensor, second: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """How differently two pictures look, place by place: N×3×H×W twice, to N numbers.

        LPIPS (Zhang et al. 2018, "The unreasonable effectiveness of deep features") in its form
        without learned weights: squared distance of unit feature vectors, averaged over places and
        added over the depths of `TAPS`. With a mask, N×1×H×W, over the places that it touches.
        """
        total = torch.zeros(len(first), device=first.device)
        for a, b in zip(self._unit(first), self._unit(second), strict=True):
            apart = (a - b).square().sum(1, keepdim=True)
            seen = torch.ones_like(apart)
            if mask is not None:
                seen = F.adaptive_max_pool2d(mask, (apart.shape[-2], apart.shape[-1]))
            total = total + (apart * seen).sum((1, 2, 3)) / seen.sum((1, 2, 3)).clamp_min(1e-6)
        return total

    def _unit(self, pictures: torch.Tensor) -> list[torch.Tensor]:
        return [F.normalize(found, dim=1) for found in self.network.taps(pictures, TAPS)]

    @property
    def _device(self) -> torch.device:
        return self.network.stem.weight.device


def fit(pictures: torch.Tensor) -> torch.Tensor:
    """N×3×H×W, or N×1×H×W, to N×3×224×224 in [0, 1].

    Bicubic with antialiasing: how pictures are scaled moves FID more than many a method does
    (Parmar et al. 2022, "On aliased resizing and surprising subtleties in GAN evaluation").
    """
    pictures = pictures.expand(-1, 3, -1, -1) if pictures.shape[1] == 1 else pictures
    if pictures.shape[-2:] != (SIDE, SIDE):
        pictures = F.interpolate(pictures, (SIDE, SIDE), mode="bicubic", antialias=True)
    return pictures.clamp(0, 1)


def untrained(seed: int = 0) -> FeatureNetwork:
    """The same network with random weights (He et al. 2015), for tests and as a control."""
    network = EfficientNetLite0().eval().requires_grad_(False)
    generator = torch.Generator().manual_seed(seed)
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, generator=generator)
            nn.init.zeros_(module.bias)  # type: ignore[arg-type]
    return FeatureNetwork(network, "efficientnet-lite0 (untrained)", "")
