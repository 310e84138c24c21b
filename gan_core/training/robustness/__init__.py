"""How far a small change of the input moves a network's result, and what can be done about it.

objective = away_from(net, image)                # how different the result has become
worst = pgd(objective, image, epsilon=4 / 255)   # within 4/255 of the image, everywhere
"""

from gan_core.training.robustness.attacks import (
    against_verdict,
    away_from,
    fgsm,
    pgd,
    random_signs,
)
from gan_core.training.robustness.defences import Defence, denoised, jpeg, purified, smoothed

__all__ = [
    "Defence",
    "against_verdict",
    "away_from",
    "denoised",
    "fgsm",
    "jpeg",
    "pgd",
    "purified",
    "random_signs",
    "smoothed",
]
