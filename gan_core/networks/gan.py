"""The original generative adversarial network (Goodfellow et al. 2014): fully connected layers."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from gan_core.networks.kinds import Discriminator, NoiseMode
from gan_core.networks.unmapped import UnmappedGenerator


class GANGenerator(UnmappedGenerator):
    """`net(z)`, N×z_dim to N×3×resolution×resolution in [0, 1]; small, for teaching and tests.

    Args:
        z_dim: length of z.
        width: units of a hidden layer.
        layers: hidden layers.
        resolution: side of the picture.
    """

    architecture = "gan"

    def __init__(
        self, z_dim: int = 100, width: int = 256, layers: int = 2, resolution: int = 28
    ) -> None:
        super().__init__(z_dim, resolution)
        self.config: dict[str, Any] = {
            "z_dim": z_dim,
            "width": width,
            "layers": layers,
            "resolution": resolution,
        }
        steps: list[nn.Module] = []
        inputs = z_dim
        for _ in range(layers):
            steps += [nn.Linear(inputs, width), nn.ReLU()]
            inputs = width
        self.model = nn.Sequential(*steps, nn.Linear(inputs, 3 * resolution**2), nn.Sigmoid())

    def synthesis(
        self,
        ws: torch.Tensor,
        noise_mode: NoiseMode = "const",
        generator: torch.Generator | None = None,
    ) -> torch.Tensor:
        """ws, N×1×z_dim, to N×3×resolution×resolution."""
        assert ws.shape[1:] == (1, self.z_dim), f"N×1×{self.z_dim}, got {tuple(ws.shape)}"
        return self.model(ws[:, 0]).unflatten(1, (3, self.resolution, self.resolution))


class GANDiscriminator(Discriminator):
    """`net(image)`, N×3×resolution×resolution in [0, 1], to logits N×1.

    The paper's maxout units are leaky ReLUs here, as in most later writings on it.

    Args:
        width: units of a hidden layer.
        layers: hidden layers.
        resolution: side of the picture.
        dropout: share of the units dropped while training.
    """

    architecture = "gan"

    def __init__(
        self, width: int = 256, layers: int = 2, resolution: int = 28, dropout: float = 0.3
    ) -> None:
        super().__init__()
        self.config: dict[str, Any] = {
            "width": width,
            "layers": layers,
            "resolution": resolution,
            "dropout": dropout,
        }
        self.resolution = resolution
        steps: list[nn.Module] = []
        inputs = 3 * resolution**2
        for _ in range(layers):
            steps += [nn.Linear(inputs, width), nn.LeakyReLU(0.2), nn.Dropout(dropout)]
            inputs = width
        self.model = nn.Sequential(*steps, nn.Linear(inputs, 1))

    def forward(self, image: torch.Tensor, c: torch.Tensor | None = None) -> torch.Tensor:
        side = self.resolution
        assert image.shape[1:] == (3, side, side), f"N×3×{side}×{side}, got {tuple(image.shape)}"
        return self.model((image * 2 - 1).flatten(1))
