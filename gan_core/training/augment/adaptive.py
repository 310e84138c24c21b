"""Adaptive discriminator augmentation: as strong as D's overfitting asks for.

Karras et al., "Training Generative Adversarial Networks with Limited Data" (2020), section 3.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_core.training.augment.pipeline import DRAWS, KINDS, augmented

# From about here on changed pictures are so usual that G makes them too (section 2 there).
MOST = 0.85
_SMOOTHING = 0.95  # of `sure`, a batch


class AdaptiveAugment(nn.Module):
    """`net(pictures, draws)` changes pictures with probability p, which `observe` moves.

    D overfits when it is sure of the training pictures: `sure` is the running mean of
    sign(D(real)), the paper's r_t. 0 is a D that cannot tell, 1 one that knows them by heart.
    Both numbers are buffers: a resumed run goes on with them.

    Args:
        target: of `sure`; above it p grows, below it shrinks. The paper's is 0.6.
        pictures: how many D has to see for p to go from 0 to 1.
        kinds: which changes there are, of "blit", "geometry" and "colour".
    """

    p: Tensor
    sure: Tensor
    draws = DRAWS  # uniform numbers a picture

    def __init__(
        self, target: float = 0.6, pictures: float = 500e3, kinds: tuple[str, ...] = KINDS
    ) -> None:
        super().__init__()
        self.target, self.pictures, self.kinds = target, pictures, kinds
        self.register_buffer("p", torch.zeros(()))
        self.register_buffer("sure", torch.zeros(()))

    def forward(self, pictures: Tensor, draws: Tensor) -> Tensor:
        """N×3×H×W in [0, 1] and N×`draws` uniform numbers to pictures of the same shape."""
        return augmented(pictures, draws, self.p, self.kinds)

    @torch.no_grad()
    def observe(self, signs: Tensor, pictures: int) -> None:
        """Take note of the mean of sign(D(real)) over a batch of so many pictures."""
        self.sure.lerp_(signs.to(self.sure), 1 - _SMOOTHING)
        step = pictures / self.pictures * (self.sure - self.target).sign()
        self.p.add_(step).clamp_(0, MOST)
