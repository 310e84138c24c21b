"""Perceptual path length: how smoothly a generator's pictures change with its latent."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import nn
from torchmetrics.functional.image import perceptual_path_length

from gan_core.networks.kinds import Generator
from gan_core.networks.unmapped import UnmappedGenerator
from gan_core.training.metrics.embedding import FeatureNetwork, fit

_EPSILON = 1e-4


class PathLength(NamedTuple):
    mean: float
    std: float


def path_length(
    generator: Generator, features: FeatureNetwork, count: int = 1000, seed: int = 0, batch: int = 8
) -> PathLength:
    """Squared distance of pictures ε = 10⁻⁴ apart, over ε² (Karras et al. 2019 and 2020).

    Along straight lines in W from their ends, as for StyleGAN2; along arcs in Z for generators
    whose w is z. The largest and smallest hundredth are left out. Both ends are of one class.

    Args:
        generator: with `mapping` and `synthesis`.
        count: of paths.
        seed: of their ends.
    """
    method = "slerp_any" if isinstance(generator, UnmappedGenerator) else "lerp"
    mean, std, _ = perceptual_path_length(
        _Sampled(generator, count, seed),  # type: ignore[arg-type]
        num_samples=count,
        batch_size=batch,
        interpolation_method=method,  # type: ignore[arg-type]
        epsilon=_EPSILON,
        sim_net=_Distance(features),
        device=generator.device,
    )
    return PathLength(float(mean), float(std))


class _Sampled(nn.Module):
    """What torchmetrics asks of a generator: `sample(n)` latents, `forward` to 0 … 255."""

    def __init__(self, generator: Generator, count: int, seed: int) -> None:
        super().__init__()
        self.net = generator
        self.random = torch.Generator().manual_seed(seed)
        classes = torch.randint(max(generator.c_dim, 1), (count,), generator=self.random)
        self.c = torch.eye(generator.c_dim)[classes] if generator.c_dim else None

    @torch.no_grad()
    def sample(self, count: int) -> torch.Tensor:
        device = self.net.device
        z = torch.randn(count, self.net.z_dim, generator=self.random)
        c = None if self.c is None else self.c.to(device)
        return self.net.mapping(z.to(device), c)[:, 0]

    def forward(self, w: torch.Tensor) -> torch.Tensor:
        ws = w[:, None].expand(-1, self.net.num_ws, -1)
        return 255 * self.net.synthesis(ws, noise_mode="const")


class _Distance(nn.Module):
    """Pictures in [-1, 1], as torchmetrics passes them, to their distances."""

    def __init__(self, features: FeatureNetwork) -> None:
        super().__init__()
        self.features = features

    def forward(self, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        return self.features.distance(fit((first + 1) / 2), fit((second + 1) / 2))
