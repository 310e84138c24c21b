"""Adversarial losses on logits, and gradient penalties.

Every function takes logits of any shape and gives a scalar; `weight` (broadcast to the logits)
says how much each of them counts.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F


def _mean(values: torch.Tensor, weight: torch.Tensor | None) -> torch.Tensor:
    if weight is None:
        return values.mean()
    return (values * weight).sum() / weight.expand_as(values).sum().clamp_min(1e-6)


def d_logistic(
    real: torch.Tensor, fake: torch.Tensor, weight: torch.Tensor | None = None
) -> torch.Tensor:
    """Goodfellow et al. 2014: cross-entropy of the discriminator; `weight` is for the fakes."""
    return F.softplus(-real).mean() + _mean(F.softplus(fake), weight)


def g_nonsaturating(fake: torch.Tensor, weight: torch.Tensor | None = None) -> torch.Tensor:
    """Goodfellow et al. 2014: the generator maximises log D(G(z))."""
    return _mean(F.softplus(-fake), weight)


def d_hinge(
    real: torch.Tensor, fake: torch.Tensor, weight: torch.Tensor | None = None
) -> torch.Tensor:
    """Lim and Ye 2017: pays only for logits within the margin; `weight` is for the fakes."""
    return F.relu(1 - real).mean() + _mean(F.relu(1 + fake), weight)


def g_hinge(fake: torch.Tensor, weight: torch.Tensor | None = None) -> torch.Tensor:
    """The generator's side of the hinge loss, and of Wasserstein's."""
    return -_mean(fake, weight)


def d_relativistic(real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    """Jolicoeur-Martineau 2018: real ones are more real than the fakes are on average."""
    return F.softplus(fake.mean() - real).mean() + F.softplus(fake - real.mean()).mean()


def g_relativistic(real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    """The generator's side: the same with the parts exchanged."""
    return d_relativistic(real=fake, fake=real)


def d_least_squares(real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    """Mao et al. 2017: real ones shall be 1, fakes 0; half of the sum, as CycleGAN takes it."""
    return ((real - 1).square().mean() + fake.square().mean()) / 2


def g_least_squares(fake: torch.Tensor) -> torch.Tensor:
    """The generator's side of the least-squares loss."""
    return (fake - 1).square().mean()


def r1_penalty(
    discriminator: Callable[[torch.Tensor], torch.Tensor], real: torch.Tensor
) -> torch.Tensor:
    """Mescheder et al. 2018: squared gradient of the logits' mean on real pictures.

    Multiply by gamma/2, and by `every` where it is evaluated lazily. Patch discriminators are
    treated per picture: their logits are averaged before the gradient is taken.
    """
    real = real.detach().requires_grad_(True)
    logits = discriminator(real).flatten(1).mean(1)
    (gradient,) = torch.autograd.grad(logits.sum(), real, create_graph=True)
    return gradient.square().sum(dim=(1, 2, 3)).mean()
