"""Pictures that differ by at most ε in every value, chosen to do a network the most harm.

All functions take and give N×3×H×W in [0, 1]; ε is in the same units, so 1/255 is one grey level.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

Call = Callable[[torch.Tensor], torch.Tensor]  # pictures to a result, or to logits
Objective = Callable[[torch.Tensor], torch.Tensor]  # pictures to N numbers; larger is worse


def away_from(call: Call, image: torch.Tensor) -> Objective:
    """How far the result is from that of `image`: mean squared difference, N numbers."""
    with torch.no_grad():
        usual = call(image)
    return lambda disturbed: (call(disturbed) - usual).square().flatten(1).mean(1)


def against_verdict(discriminator: Call, image: torch.Tensor) -> Objective:
    """How far the logits went towards the opposite of what they are for `image`.

    Those of patches are averaged. Above the verdict's own size the verdict has flipped.
    """
    with torch.no_grad():
        verdict = discriminator(image).flatten(1).mean(1)
    return lambda disturbed: (
        verdict.abs() - verdict.sign() * (discriminator(disturbed).flatten(1).mean(1))
    )


def random_signs(image: torch.Tensor, epsilon: float, seed: int = 0) -> torch.Tensor:
    """The control: ±ε everywhere at random, the strongest noise within the bound."""
    generator = torch.Generator().manual_seed(seed)
    signs = torch.randint(0, 2, image.shape, generator=generator).to(image) * 2 - 1
    return (image + epsilon * signs).clamp(0, 1)


def fgsm(objective: Objective, image: torch.Tensor, epsilon: float, seed: int = 0) -> torch.Tensor:
    """One step along the gradient's sign (Goodfellow et al. 2015), from a random place.

    The random start (Wong et al. 2020, "Fast is better than free") is needed here: at the picture
    itself, the difference from its own result has no slope.
    """
    start = _anywhere(image, epsilon, seed)
    return _stepped(objective, start, image, 1.25 * epsilon, epsilon)


def pgd(
    objective: Objective, image: torch.Tensor, epsilon: float, steps: int = 10, seed: int = 0
) -> torch.Tensor:
    """Projected gradient ascent (Madry et al. 2018): the worst picture of `steps` steps.

    Steps of 2.5 ε / steps, from a random place; each picture of the batch for itself.
    """
    disturbed = _anywhere(image, epsilon, seed)
    worst, harm = disturbed, _harm(objective, disturbed)
    for _ in range(steps):
        disturbed = _stepped(objective, disturbed, image, 2.5 * epsilon / steps, epsilon)
        now = _harm(objective, disturbed)
        worse = now > harm
        worst = torch.where(worse.view(-1, 1, 1, 1), disturbed, worst)
        harm = torch.where(worse, now, harm)
    return worst


def _anywhere(image: torch.Tensor, epsilon: float, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    moves = torch.rand(image.shape, generator=generator).to(image) * 2 - 1
    return (image + epsilon * moves).clamp(0, 1)


def _stepped(
    objective: Objective, start: torch.Tensor, image: torch.Tensor, step: float, epsilon: float
) -> torch.Tensor:
    """Uphill by `step` in every value, then back to within ε of the image and into [0, 1]."""
    with torch.enable_grad():
        start = start.detach().requires_grad_(True)
        harm = objective(start).sum()
        if not harm.requires_grad:  # the result does not depend on the picture
            return start.detach()
        (gradient,) = torch.autograd.grad(harm, start)
    moved = start.detach() + step * gradient.sign()
    return torch.clamp(moved, image - epsilon, image + epsilon).clamp(0, 1)


def _harm(objective: Objective, disturbed: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return objective(disturbed)
