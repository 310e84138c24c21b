"""Path length regularization: equal steps in w change a picture equally."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn


class PathLength(nn.Module):
    """Karras et al. 2020 (StyleGAN2), section 3.2.

    How far the slope of the pictures along w is from its running mean, which is a buffer.
    """

    average: Tensor

    def __init__(self, decay: float = 0.01) -> None:
        super().__init__()
        self.decay = decay
        self.register_buffer("average", torch.zeros(()))

    def forward(
        self,
        pictures: Tensor,
        ws: Tensor,
        noise: Tensor,
        mean: Callable[[Tensor], Tensor] = lambda values: values,
    ) -> Tensor:
        """A scalar.

        Args:
            pictures: N×C×H×W, made from `ws`.
            ws: N×num_ws×w_dim, with a gradient wanted.
            noise: standard normal numbers, as many as pictures have.
            mean: over all processes.
        """
        projected = (pictures * noise).sum() / (pictures[0, 0].numel() ** 0.5)
        (slope,) = torch.autograd.grad(projected, ws, create_graph=True)
        length = slope.square().sum(dim=2).mean(dim=1).sqrt()
        with torch.no_grad():
            self.average.lerp_(mean(length.mean()), self.decay)
        return (length - self.average).square().mean()
