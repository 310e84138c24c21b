"""Penalties on gradients, of the discriminator and of the generator."""

from __future__ import annotations

from collections.abc import Callable

import torch


def gradient_penalty(
    discriminator: Callable[[torch.Tensor], torch.Tensor],
    real: torch.Tensor,
    fake: torch.Tensor,
    share: torch.Tensor,
) -> torch.Tensor:
    """Gulrajani et al. 2017 (WGAN-GP): how far the slope between real and fake is from 1, squared.

    Args:
        discriminator: N×… to logits; the logits of patches are averaged for each picture.
        share: N numbers in [0, 1], where between real (1) and fake (0) the slope is measured.
    """
    share = share.view(-1, *[1] * (real.ndim - 1))
    between = (share * real + (1 - share) * fake).detach().requires_grad_(True)
    logits = discriminator(between).flatten(1).mean(1)
    (gradient,) = torch.autograd.grad(logits.sum(), between, create_graph=True)
    return (gradient.flatten(1).norm(dim=1) - 1).square().mean()
