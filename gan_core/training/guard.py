"""Watches gradients and losses, and says when a run has to go back to its last good step."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import torch


def gradient_norm(parameters: Iterable[torch.Tensor]) -> torch.Tensor:
    """Euclidean norm over all gradients; not finite if one of them is not."""
    norms = [p.grad.detach().float().norm() for p in parameters if p.grad is not None]
    return torch.stack(norms).norm() if norms else torch.zeros(())


@dataclass
class Guard:
    """Lets an update pass, skips it, or asks for a rollback.

    A gradient that is not finite is never applied: the weights stay those of the last good step.
    The same goes for one that is `spike` times larger than the running median. When `patience`
    updates of a phase in a row had to be skipped, the weights themselves are beyond repair.
    """

    spike: float = 1000.0
    patience: int = 5
    window: int = 101
    norms: dict[str, list[float]] = field(default_factory=dict)  # recent ones of each phase
    skipped: dict[str, int] = field(default_factory=dict)  # in a row

    def passes(self, phase: str, norm: float) -> bool:
        """Whether the update with this gradient norm may be applied."""
        recent = self.norms.setdefault(phase, [])
        usual = sorted(recent)[len(recent) // 2] if len(recent) >= 20 else math.inf
        good = math.isfinite(norm) and norm <= self.spike * max(usual, 1e-3)
        if good:
            recent.append(norm)
            del recent[: -self.window]
            self.skipped[phase] = 0
        else:
            self.skipped[phase] = self.skipped.get(phase, 0) + 1
        return good

    @property
    def gives_up(self) -> bool:
        """Whether skipping no longer helps."""
        return any(count >= self.patience for count in self.skipped.values())

    def reset(self) -> None:
        """Forget the past after a rollback."""
        self.skipped.clear()
        self.norms.clear()
