"""Mode collapse of pictures: whether a generator still makes as many different ones as there were.

Measured in frozen features, since pixels say little about what is different.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_core.training.metrics.manifold import precision_recall
from gan_core.training.monitors.health import Health

_SIDE = 96  # pixels that the feature network is shown: enough to tell pictures apart, and fast
_TWIN = 0.25  # of the usual distance to the nearest training picture: closer ones are twins
_ADVICE = "try a stronger R1 (--set gamma=...), ADA (--set ada=0.6) or a smaller learning rate."


def seen_by(network: nn.Module, pictures: Tensor) -> Tensor:
    """Features N×D of N×3×H×W pictures."""
    scaled = F.interpolate(
        pictures.clamp(0, 1), (_SIDE, _SIDE), mode="bicubic", antialias=pictures.shape[-1] > _SIDE
    )
    return network(scaled.clamp(0, 1))


class VarietyMonitor(nn.Module):
    """Compares made pictures with training pictures, and with how varied they were before.

    The best values so far are buffers, so that a resumed run warns where an unbroken one would.
    """

    best_diversity: Tensor
    best_recall: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("best_diversity", torch.zeros(()))
        self.register_buffer("best_recall", torch.zeros(()))

    def forward(self, real: Tensor, made: Tensor, settled: bool) -> Health:
        """What there is to say about features N×D of training pictures and M×D of made ones.

        - diversity: mean distance between two made pictures, in that of two training pictures
        - twins: share of made pictures with another one closer than training pictures ever are
        - recall: share of the training pictures that could have been made (Kynkäänniemi 2019)

        Args:
            settled: whether the generator has had its time to learn; before that, making the same
                picture again and again is how all begin, and only getting worse is a warning.
        """
        real, made = real.float(), made.float()
        diversity = float(_distances(made).mean() / _distances(real).mean().clamp_min(1e-9))
        usual = _nearest(real).median()
        twins = float((_nearest(made) < _TWIN * usual).float().mean())
        recall = precision_recall(real, made).recall
        warning = self._warning(diversity, twins, recall, settled)
        self.best_diversity.fill_(max(diversity, float(self.best_diversity)))
        self.best_recall.fill_(max(recall, float(self.best_recall)))
        numbers = {
            "variety/diversity": diversity,
            "variety/twins": twins,
            "variety/recall": recall,
        }
        return Health(numbers, warning)

    def _warning(self, diversity: float, twins: float, recall: float, settled: bool) -> str | None:
        best, best_recall = float(self.best_diversity), float(self.best_recall)
        if best > 0.4 and diversity < best / 2:
            return (
                f"Mode collapse: the pictures differ {diversity:.0%} as much as the training "
                f"pictures do, and differed {best:.0%} before; {_ADVICE}"
            )
        if best_recall > 0.2 and recall < best_recall / 3:
            return (
                f"Losing modes: only {recall:.0%} of the training pictures resemble something "
                f"that is made, and {best_recall:.0%} did before; {_ADVICE}"
            )
        if settled and twins > 0.3:
            return f"Mode collapse: {twins:.0%} of the pictures have a near twin; {_ADVICE}"
        if settled and diversity < 0.4:
            return (
                f"Mode collapse: the pictures differ only {diversity:.0%} as much as the training "
                f"pictures do; {_ADVICE}"
            )
        return None


def _distances(features: Tensor) -> Tensor:
    """Between all pairs, in a row."""
    return torch.pdist(features)


def _nearest(features: Tensor) -> Tensor:
    """Distance of each to the nearest other one."""
    apart = torch.cdist(features, features)
    return apart.fill_diagonal_(float("inf")).amin(dim=1)
