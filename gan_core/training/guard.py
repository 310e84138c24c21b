"""Watches gradients and losses, and says when a run has to go back to its last good step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

_FEW = 20  # norms, before which nothing is known to be usual


def gradient_norm(parameters: Iterable[Tensor]) -> Tensor:
    """Euclidean norm over all gradients; not finite if one of them is not."""
    norms = [p.grad.detach().float().norm() for p in parameters if p.grad is not None]
    return torch.stack(norms).norm() if norms else torch.zeros(())


@dataclass
class _Memory:
    """Of one phase, where its gradients are."""

    recent: Tensor  # a ring of norms, infinite where there was none yet
    count: Tensor  # how many passed
    skipped: Tensor  # in a row

    @classmethod
    def of(
        cls, norms: list[float], skipped: int, window: int, device: torch.device | str
    ) -> _Memory:
        norms = norms[-window:]
        ring = torch.full((window,), torch.inf)
        ring[: len(norms)] = torch.tensor(norms)
        count, row = torch.tensor(len(norms)), torch.tensor(skipped)
        return cls(ring.to(device), count.to(device), row.to(device))

    def norms(self) -> list[float]:
        """The oldest first."""
        count, window = int(self.count), len(self.recent)
        return self.recent.roll(-(count % window) if count > window else 0)[:count].tolist()


@dataclass
class Guard:
    """Lets an update pass, skips it, or asks for a rollback.

    A gradient that is not finite is never applied: the weights stay those of the last good step.
    The same goes for one that is `spike` times larger than the running median. When `patience`
    updates of a phase in a row had to be skipped, the weights themselves are beyond repair.

    All of it is decided where the gradients are: nobody waits for a card to hear its norm.
    """

    spike: float = 1000.0
    patience: int = 5
    window: int = 101
    _phases: dict[str, _Memory] = field(default_factory=dict)

    def passes(self, phase: str, norm: Tensor | float) -> Tensor:
        """Whether the update with this gradient norm may be applied: a bool where the norm is."""
        norm = torch.as_tensor(norm, dtype=torch.float32)
        if phase not in self._phases:
            self._phases[phase] = _Memory.of([], 0, self.window, norm.device)
        memory = self._phases[phase]
        known = memory.count.clamp(max=self.window)
        usual = memory.recent.sort().values.gather(0, (known // 2)[None])[0]
        usual = torch.where(known >= _FEW, usual, torch.inf)
        good = norm.isfinite() & (norm <= self.spike * usual.clamp(min=1e-3))
        place = (memory.count % self.window)[None]
        kept = torch.where(good, norm, memory.recent.gather(0, place)[0])
        memory.recent.scatter_(0, place, kept[None])
        memory.count += good
        memory.skipped = torch.where(good, 0, memory.skipped + 1)
        return good

    @property
    def gives_up(self) -> bool:
        """Whether skipping no longer helps. Waits for the device."""
        if not self._phases:
            return False
        rows = torch.stack([memory.skipped for memory in self._phases.values()])
        return bool((rows >= self.patience).any())

    def reset(self) -> None:
        """Forget the past after a rollback."""
        self._phases.clear()

    def to_dict(self) -> dict[str, Any]:
        """Recent norms of each phase, and how many updates in a row were skipped."""
        return {
            "norms": {name: memory.norms() for name, memory in self._phases.items()},
            "skipped": {name: int(memory.skipped) for name, memory in self._phases.items()},
        }

    def load_dict(self, stored: Mapping[str, Any], device: torch.device | str) -> None:
        """Take over what `to_dict` gave."""
        skipped = stored.get("skipped", {})
        self._phases = {
            name: _Memory.of(norms, skipped.get(name, 0), self.window, device)
            for name, norms in stored["norms"].items()
        }
