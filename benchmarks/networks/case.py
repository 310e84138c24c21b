"""What a line of the table is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor, nn

Inputs = tuple[Tensor, ...]


@dataclass(frozen=True)
class Case:
    """One network at one size, ours and the reference holding the same weights.

    `make` gives (ours, reference, inputs); both are called with the inputs and have to agree
    within `tolerance` (maximum absolute difference of the outputs).
    """

    name: str  # "stylegan2-256 batch 1"; `--only` selects by what it contains
    make: Callable[[], tuple[nn.Module, nn.Module, Inputs]]
    tolerance: float = 1e-3
